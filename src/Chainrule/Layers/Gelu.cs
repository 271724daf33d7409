using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The Gaussian error linear unit, element by element: y = x·Φ(x) with the normal distribution function Φ(x) = ½·erfc(−x/√2),
/// y' = Φ(x) + x·φ(x) with its density φ(x) = e^(−x²/2) / √(2π).</summary>
/// <remarks>Exact, by the error function; not the tanh approximation. Source: Hendrycks, Gimpel, "Gaussian error linear units", 2016,
/// arXiv:1606.08415.</remarks>
[Description("y = x times the normal distribution function of x.")]
public sealed record Gelu : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        // x·Φ(x) is least at x = −0.7518.
        (-0.16997121, double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        GraphValue error = graph.Apply("Erf", graph.Apply("Mul", [x, graph.Constant("inverse_root_2", [], Math.Sqrt(0.5))], x.Shape));
        GraphValue twice = graph.Apply("Add", [error, graph.Constant("one", [], 1)], x.Shape);
        return graph.Apply("Mul", [graph.Apply("Mul", [x, twice], x.Shape), graph.Constant("half", [], 0.5)], x.Shape);
    }

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => x * VectorMath.NormalDistribution(x, out _);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            VectorMath.NormalDistribution(x, out Vector<T> density) + x * density;
    }
}
