namespace Chainrule.Lab.Reports;

/// <summary>The samples of a cell of the confusion matrix that a page shows.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Shown">How many of its samples.</param>
internal sealed record SampleGroup(ConfusionCell Cell, int Shown)
{
    /// <summary>The most samples on a page, so that its size stays that of a page.</summary>
    public const int MostOnPage = 300;

    private const int MostRight = 6;

    /// <summary>The name of its place on the page.</summary>
    public string Id => IdOf(Cell.True, Cell.Predicted);

    /// <summary>Whether these are mistakes.</summary>
    public bool IsWrong => Cell.True != Cell.Predicted;

    /// <summary>The name of a cell's place on the page.</summary>
    public static string IdOf(int label, int predicted) => $"cell-{label}-{predicted}";

    /// <summary>Deals the room out: to every cell its first sample, then to every one its second, as long as there is room; mistakes first, cells
    /// with many samples first.</summary>
    public static IReadOnlyList<SampleGroup> Choose(Confusion confusion)
    {
        ConfusionCell[] cells = [.. confusion.Cells.OrderByDescending(cell => cell.True != cell.Predicted).ThenByDescending(cell => cell.Count).ThenBy(cell => (cell.True, cell.Predicted))];
        int[] shown = new int[cells.Length];
        int room = MostOnPage, rights = Math.Min(MostOnPage / 4, cells.Where(cell => cell.True == cell.Predicted).Sum(cell => Math.Min(cell.Samples.Count, MostRight)));
        foreach (bool isWrong in (bool[])[true, false])
            for (int rank = 0, end = isWrong ? rights : 0, before = -1; room > end && room != before; rank++)
            {
                before = room;
                for (int i = 0; i < cells.Length && room > end; i++)
                {
                    if (cells[i].True != cells[i].Predicted != isWrong || rank >= cells[i].Samples.Count || (!isWrong && rank >= MostRight)) continue;
                    shown[i]++;
                    room--;
                }
            }
        return [.. cells.Select((cell, i) => new SampleGroup(cell, shown[i])).Where(group => group.Shown > 0)];
    }
}
