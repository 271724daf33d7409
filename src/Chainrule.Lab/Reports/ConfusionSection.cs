using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Reports;

/// <summary>What was taken for what: the confusion matrix whose cells lead to their samples, the hardest classes in words, and the
/// samples.</summary>
internal static class ConfusionSection
{
    /// <summary>More classes than this make a picture, not a table.</summary>
    private const int WidestTable = 30;

    private const int HardestNamed = 3;
    private const double PictureWidth = 880;

    /// <summary>The section.</summary>
    public static Section Of(Examination examination, Confusion confusion)
    {
        IReadOnlyList<SampleGroup> groups = SampleGroup.Choose(confusion);
        string wrong = confusion.Mistakes == 0 ? "none was"
            : confusion.Mistakes == 1 ? "1 was" : $"{Numerals.Count(confusion.Mistakes)} were";
        string none = confusion.Undecided > 0
            ? $", and {Numerals.Count(confusion.Undecided)} into none, as their outputs are not numbers" : "";
        return new("confusion", "What was taken for what",
        [
            new Paragraph($"Of the {Numerals.Count(examination.Count)} samples of the {examination.Part} part, "
                + $"{wrong} put into a wrong class{none}."),
            .. Hardest(confusion),
            confusion.Classes.Count <= WidestTable
                ? new ConfusionGrid(
                    confusion.Classes, confusion.Counts, groups.Select(group => (group.Cell.True, group.Cell.Predicted)).ToHashSet())
                : new Picture(Map(confusion), "confusion") { Width = PictureWidth },
            SampleGallery.Of(examination, confusion, groups),
        ]);
    }

    private static IEnumerable<Block> Hardest(Confusion confusion)
    {
        var hardest = confusion.Counts.Select((row, i) => (Class: i, Total: row.Sum(), Right: row[i], Row: row))
            .Where(row => row.Total > row.Right).OrderBy(row => (double)row.Right / row.Total)
                .ThenBy(row => row.Class).Take(HardestNamed).ToList();
        if (hardest.Count == 0) yield break;
        yield return new Paragraph($"The hardest {(hardest.Count == 1 ? "class" : "classes")}:");
        yield return new Items([.. hardest.Select(one => Words(confusion, one.Class, one.Row))]) { IsNumbered = true };
    }

    private static Text Words(Confusion confusion, int label, IReadOnlyList<int> row)
    {
        int total = row.Sum(), most = Enumerable.Range(0, row.Count).Where(j => j != label).MaxBy(j => row[j]);
        return $"{Text.Strong(confusion.Classes[label])}: {Numerals.Percent((double)row[label] / total)} of {Numerals.Count(total)} "
            + $"recognised, most often taken for {Text.Strong(confusion.Classes[most])} ({Numerals.Amount(row[most], "time")})";
    }

    private static HeatMap Map(Confusion confusion) => new()
    {
        Title = "Confusion matrix",
        X = new Axis { Label = "predicted" },
        Y = new Axis { Label = "true" },
        ValueLabel = "samples",
        LogColor = true,
        RowLabels = confusion.Classes,
        ColumnLabels = confusion.Classes,
        Values = [.. confusion.Counts.Select(row => (double[])[.. row.Select(count => (double)count)])],
    };
}
