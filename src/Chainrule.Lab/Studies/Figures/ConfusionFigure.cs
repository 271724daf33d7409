using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The confusion matrix of the test part (or the validation part where there is none), with the hardest classes named.</summary>
[Description("The confusion matrix of the test part, with the hardest classes named.")]
public sealed record ConfusionFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunModel view = run.Model;
        if (view.Classes < 2)
        {
            yield return new Paragraph($"{run.Arm.Label}: the samples have no classes to confuse.") { Kind = ParagraphKind.Remark };
            yield break;
        }
        int[][] counts = Count(view);
        string[] names = [.. Enumerable.Range(0, view.Classes).Select(view.ClassName)];
        (string Name, double Recall)[] hardest = [.. counts.Select(
            (row, label) => (names[label], row.Sum() == 0 ? 1 : row[label] / (double)row.Sum())).OrderBy(one => one.Item2).Take(3)];
        (int Truth, int Said, int Times)[] confused = [.. from truth in Enumerable.Range(0, names.Length)
                                                           from said in Enumerable.Range(0, names.Length)
                                                           where truth != said
                                                           orderby counts[truth][said] descending, truth, said
                                                           select (truth, said, counts[truth][said])];
        yield return new Picture(new HeatMap
        {
            Title = $"Confusion matrix of the {view.JudgedPart} part: {Short(run.Arm)}",
            RowLabels = names,
            ColumnLabels = names,
            Y = new Axis { Label = "true class" },
            X = new Axis { Label = "predicted class" },
            Values = [.. counts.Select(row => (IReadOnlyList<double>)[.. row.Select(count => (double)count)])],
            ShowNumbers = true,
            ValueLabel = "samples",
            LogColor = true,
        }, FileName("confusion", run.Arm.Folder),
            $"True against predicted classes, {Which(run)}. "
            + $"Hardest: {string.Join(", ", hardest.Select(one => $"{one.Name} ({Numerals.Percent(one.Recall)} recognised)"))}. "
            + $"Confused most often: {string.Join(", ", confused.Take(3).Select(Words))}.");

        string Words((int Truth, int Said, int Times) one) =>
            $"{names[one.Truth]} taken for {names[one.Said]} ({Numerals.Amount(one.Times, "time")})";
    }

    /// <summary>Samples by true and by predicted class.</summary>
    internal static int[][] Count(RunModel view)
    {
        IReadOnlyList<int> labels = view.Labels(view.JudgedPart), decisions = view.Decisions(view.JudgedPart);
        int[][] counts = [.. Enumerable.Range(0, view.Classes).Select(_ => new int[view.Classes])];
        for (int i = 0; i < labels.Count; i++)
            if (decisions[i] >= 0 && decisions[i] < view.Classes) counts[labels[i]][decisions[i]]++;
        return counts;
    }
}
