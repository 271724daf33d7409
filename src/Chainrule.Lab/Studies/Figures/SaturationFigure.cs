using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Report;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>How the outputs of the first sigmoid or tanh layer are distributed, before the training and after it.</summary>
[Description("How the outputs of the first sigmoid or tanh layer are distributed, before the training and after it.")]
public sealed record SaturationFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        const int Samples = 200;
        IReadOnlyList<(string Layer, double Low, double[] Values)> before = run.View.Activations(initial: true, Samples), after = run.View.Activations(initial: false, Samples);
        if (before.Count == 0)
        {
            yield return new Paragraph($"{run.Arm.Label}: there is no inner sigmoid or tanh layer.") { Kind = "remark" };
            yield break;
        }
        yield return new Picture(new HistogramPlot
        {
            Title = $"Outputs of {before[0].Layer}: {Short(run.Arm)}",
            X = new Axis { Label = "output", Min = before[0].Low, Max = 1 },
            Bins = 40,
            Series = [new HistogramSeries("initial weights", before[0].Values), new HistogramSeries("final weights", after[0].Values)],
        }, FileName("saturation", run.Arm.Folder), string.Create(CultureInfo.InvariantCulture,
            $"Outputs of the first activation, {Which(run)}. Saturated, which is within {RunView.SaturationMargin} of a limit, are {100 * run.View.Saturation(initial: true):0.0} % of the inner activations at the start and {100 * run.View.Saturation(initial: false):0.0} % at the end."));
    }
}
