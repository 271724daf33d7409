using System.ComponentModel;
using System.Globalization;
using Chainrule.Inspection;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>How the outputs of the first layer that can saturate are distributed, before the training and after it.</summary>
[Description("How the outputs of the first layer that can saturate are distributed, before the training and after it.")]
public sealed record SaturationFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        const int Samples = 200;
        IReadOnlyList<LayerOutputs> before = run.Model.Activations(initial: true, Samples),
            after = run.Model.Activations(initial: false, Samples);
        if (before.Count == 0)
        {
            yield return new Paragraph($"{run.Arm.Label}: there is no inner layer that can saturate.") { Kind = ParagraphKind.Remark };
            yield break;
        }
        yield return new Picture(new HistogramPlot
        {
            Title = $"Outputs of {before[0].Layer}: {Short(run.Arm)}",
            X = new Axis { Label = "output", Min = before[0].Range.Low, Max = before[0].Range.High },
            Bins = 40,
            Series = [new HistogramSeries("initial weights", before[0].Values), new HistogramSeries("final weights", after[0].Values)],
        }, FileName("saturation", run.Arm.Folder), string.Create(CultureInfo.InvariantCulture,
            $"Outputs of the first activation, {Which(run)}. Saturated, which is within {SaturatedOutputs.Margin:0 %} of a limit, "
            + $"are {Numerals.Percent(run.Model.Saturation(initial: true))} of the inner activations at the start and "
            + $"{Numerals.Percent(run.Model.Saturation(initial: false))} at the end."));
    }
}
