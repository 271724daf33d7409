using Chainrule.Lab.Pages;
using Chainrule.Lab.Runs;

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
    public string Id => ConfusionGrid.IdOf(Cell.True, Cell.Predicted);

    /// <summary>Whether these are mistakes.</summary>
    public bool IsWrong => IsMistake(Cell);

    /// <summary>Deals the room out: to every cell its first sample, then to every one its second, as long as there is room; mistakes first,
    /// cells with many samples first.</summary>
    public static IReadOnlyList<SampleGroup> Choose(Confusion confusion)
    {
        ConfusionCell[] cells = [.. confusion.Cells.OrderByDescending(IsMistake).ThenByDescending(cell => cell.Count)
            .ThenBy(cell => (cell.True, cell.Predicted))];
        // What a cell can fill: of right decisions only a few are worth seeing.
        int[] most = [.. cells.Select(cell => IsMistake(cell) ? cell.Samples.Count : Math.Min(cell.Samples.Count, MostRight))],
            shown = new int[cells.Length];
        int rights = Math.Min(MostOnPage / 4, cells.Zip(most).Where(one => !IsMistake(one.First)).Sum(one => one.Second));
        int room = Deal(MostOnPage - rights, isMistake: true);
        Deal(room + rights, isMistake: false);
        return [.. cells.Select((cell, i) => new SampleGroup(cell, shown[i])).Where(group => group.Shown > 0)];

        int Deal(int room, bool isMistake)
        {
            for (int rank = 0, before = -1; room > 0 && room != before; rank++)
            {
                before = room;
                for (int i = 0; i < cells.Length && room > 0; i++)
                {
                    if (IsMistake(cells[i]) != isMistake || rank >= most[i]) continue;
                    shown[i]++;
                    room--;
                }
            }
            return room;
        }
    }

    private static bool IsMistake(ConfusionCell cell) => cell.True != cell.Predicted;
}
