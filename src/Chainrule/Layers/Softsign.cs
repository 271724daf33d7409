using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The softsign, element by element: y = x / (1 + |x|), y' = 1 / (1 + |x|)².</summary>
[Description("y = x / (1 + |x|).")]
public sealed record Softsign : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override (double Low, double High)? Range => (-1, 1);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Softsign", x);

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => x / (Vector<T>.One + Vector.Abs(x));

        public Vector<T> Derivative(Vector<T> x, Vector<T> y)
        {
            Vector<T> inverse = Vector<T>.One / (Vector<T>.One + Vector.Abs(x));
            return inverse * inverse;
        }
    }
}
