using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The sigmoid linear unit, also called swish, element by element: y = x·σ(x), y' = σ(x)·(1 + x·σ(−x)) with σ(x) = 1 / (1 +
/// e⁻ˣ).</summary>
/// <remarks>Source: Elfwing, Uchibe, Doya, "Sigmoid-weighted linear units for neural network function approximation in reinforcement
/// learning", Neural Networks 107, 2018.</remarks>
[Description("y = x times the sigmoid of x.")]
public sealed record SiLU : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        // x·σ(x) is least at x = −1.2785.
        (-0.27846455, double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Mul", [x, graph.Apply("Sigmoid", x)], x.Shape);

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => x * VectorMath.Sigmoid(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            VectorMath.Sigmoid(x, out Vector<T> complement) * (Vector<T>.One + x * complement);
    }
}
