using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The rectified linear unit, element by element: y = max(0, x), y' = 1 for x &gt; 0 and 0 elsewhere (0 at the kink). NaN stays
/// NaN.</summary>
[Description("y = max(0, x).")]
public sealed record ReLU : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool CanDie => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Relu", x);

    internal readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Vector<T>.Zero, x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => Vector.GreaterThan(x, Vector<T>.Zero) & Vector<T>.One;
    }
}
