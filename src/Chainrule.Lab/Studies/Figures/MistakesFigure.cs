using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>A gallery of pictures that are put into the wrong class.</summary>
[Description("A gallery of pictures that are put into the wrong class.")]
public sealed record MistakesFigure : RunFigure
{
    /// <summary>The most pictures; 40 by default.</summary>
    [Description("The most pictures."), Bounds(From = 1, To = 400)]
    public int Most { get; init; } = 40;

    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunModel view = run.Model;
        if (!Images.Are(view) || view.Classes < 2)
        {
            yield return new Paragraph($"{run.Arm.Label}: the samples are no pictures with classes.") { Kind = ParagraphKind.Remark };
            yield break;
        }
        IReadOnlyList<int> labels = view.Labels(view.JudgedPart), decisions = view.Decisions(view.JudgedPart);
        int[] wrong = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != decisions[i])];
        string total = $"{Numerals.Count(wrong.Length)} of {Numerals.Count(labels.Count)}";
        if (wrong.Length == 0) yield return new Paragraph($"{Which(run)}: no picture of the {view.JudgedPart} part is misclassified.");
        else
            yield return new Picture(new ImageGrid
            {
                Title = $"Misclassified: {Short(run.Arm)}",
                Columns = 10,
                Tiles = Images.Tiles(view, view.JudgedPart, [.. wrong.Take(Most)], i =>
                    $"{view.ClassName(labels[i])} → {(decisions[i] < 0 ? "?" : view.ClassName(decisions[i]))}"),
            }, FileName("mistakes", run.Arm.Folder),
                $"The first {Math.Min(Most, wrong.Length)} of the {total} pictures of the {view.JudgedPart} part that are misclassified, "
                + $"{Which(run)}: true class → predicted class.");
    }
}
