using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>Ground truth beside prediction, for points with two features.</summary>
[Description("Ground truth beside prediction, for points with two features.")]
public sealed record PredictionsFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunModel view = run.Model;
        if (view.InputShape.Size != 2 || view.Classes == 0)
        {
            yield return new Paragraph(
                $"{run.Arm.Label}: predictions are drawn for points with two features and a class.")
            { Kind = ParagraphKind.Remark };
            yield break;
        }
        IReadOnlyList<int> labels = view.Labels("train"), decisions = view.Decisions("train");
        int right = labels.Zip(decisions).Count(pair => pair.First == pair.Second);
        yield return new Picture(new PlotGrid
        {
            Title = $"Truth and prediction: {Short(run.Arm)}",
            Columns = 2,
            Plots = [Points.Plot("Ground truth", view, "train", labels), Points.Plot("Prediction", view, "train", decisions)],
        }, FileName("predictions", run.Arm.Folder),
            $"Ground truth beside prediction, {Which(run)}: {Numerals.Count(right)} of {Numerals.Count(labels.Count)} points are right.");
    }
}
