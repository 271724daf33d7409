using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Results;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The network as a table: layers, output shapes, parameters.</summary>
[Description("The network as a table: layers, output shapes, parameters.")]
public sealed record NetworkFigure : RunFigure
{
    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        NetworkSummary summary = run.Model.Network;
        yield return new Table(
            $"The network of {run.Arm.Label}.", ["", Column.Header("layer"), Column.Number("output"), Column.Number("parameters")],
        [
            ["", "input", string.Join('×', summary.InputShape), ""],
            .. summary.Layers.Select(layer => (IReadOnlyList<string>)
                [layer.Path, $"{layer.Layer}", string.Join('×', layer.OutputShape), Numerals.Count(layer.Parameters)]),
        ])
        { Foot = ["", "total", "", Numerals.Count(summary.Parameters)] };
    }
}
