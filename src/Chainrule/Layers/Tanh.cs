using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The hyperbolic tangent, element by element: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), y' = 1 − y².</summary>
[Description("y = tanh(x).")]
public sealed record Tanh : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override (double Low, double High)? Range => (-1, 1);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Tanh", x);

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => VectorMath.Tanh(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => (Vector<T>.One - y) * (Vector<T>.One + y);
    }
}
