using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Results;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>Activation functions with their derivatives, computed by the layers themselves: values by the forward pass, slopes by the
/// backward pass.</summary>
[Description("Activation functions with their derivatives, computed by the layers themselves.")]
public sealed record ActivationsFigure([property: Description("The activations.")] IReadOnlyList<Layer> Layers) : Figure
{
    /// <summary>The curves go from minus this number to it; 5 by default.</summary>
    [Description("The curves go from minus this number to it."), Bounds(Above = 0)]
    public double Largest { get; init; } = 5;

    /// <inheritdoc/>
    public override IEnumerable<Block> Draw(PartResults results)
    {
        const int Points = 201;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => Largest * (2.0 * i / (Points - 1) - 1))];
        List<Plot> plots = [];
        foreach (Layer layer in Layers)
        {
            (double[] values, double[] slopes) = ActivationCurve.Of(layer, x);
            plots.Add(new LinePlot
            {
                Title = layer.ToString().Replace("()", "", StringComparison.Ordinal),
                X = new Axis { Label = "x" },
                Y = new Axis(),
                Series = [new LineSeries("f(x)", x, values), new LineSeries("f'(x)", x, slopes) { Dashed = true }],
            });
        }
        yield return new Picture(plots.Count == 1 ? plots[0]
            : new PlotGrid { Title = "Activation functions and their derivatives", Columns = Math.Min(3, plots.Count), Plots = plots },
            FileName("activations"), "Each function with its derivative (dashed): what the layer's forward pass gives, "
                + "and its backward pass for a gradient of ones.");
    }
}
