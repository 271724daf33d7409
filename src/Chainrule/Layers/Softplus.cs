using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>A smooth rectified unit, element by element: y = ln(1 + eˣ), y' = 1 / (1 + e⁻ˣ).</summary>
/// <remarks>Computed as max(x, 0) + ln(1 + e^−|x|), which never overflows; PyTorch switches to y = x above 20 instead.</remarks>
[Description("y = ln(1 + e^x).")]
public sealed record Softplus : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Softplus", x);

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => VectorMath.Softplus(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => VectorMath.Sigmoid(x);
    }
}
