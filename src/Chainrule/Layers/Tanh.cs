using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The hyperbolic tangent, element by element: y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), y' = 1 − y².</summary>
[Description("y = tanh(x).")]
public sealed record Tanh : Layer
{
    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledActivation<T, Function<T>>(builder.Input, default);

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Tanh", x);

    private readonly struct Function<T> : IActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Vector<T> Value(Vector<T> x) => Exponentials.Tanh(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => (Vector<T>.One - y) * (Vector<T>.One + y);
    }
}
