using System.ComponentModel;
using System.Globalization;
using Chainrule.Inspection;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Report;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The network as a table: layers, output shapes, parameters.</summary>
[Description("The network as a table: layers, output shapes, parameters.")]
public sealed record NetworkFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        NetworkSummary summary = NetworkSummary.Of(Runner.Build<float>(run.Arm.Document, run.View.InputShape));
        yield return new Table($"The network of {run.Arm.Label}.", ["", "layer", ">output", ">parameters"],
        [
            ["", "input", string.Join('×', summary.InputShape), ""],
            .. summary.Layers.Select(layer => (IReadOnlyList<string>)[layer.Path, $"{layer.Layer}", string.Join('×', layer.OutputShape), Count(layer.Parameters)]),
            ["", "total", "", Count(summary.Parameters)],
        ]);
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
