using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The logistic function, element by element: y = 1 / (1 + e⁻ˣ), y' = y·(1 − y). It never overflows.</summary>
[Description("y = 1 / (1 + e^-x).")]
public sealed record Sigmoid : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override (double Low, double High)? Range => (0, 1);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Sigmoid", x);

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => VectorMath.Sigmoid(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => y * (Vector<T>.One - y);
    }
}
