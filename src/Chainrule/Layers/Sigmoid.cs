using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The logistic function, element by element: y = 1 / (1 + e⁻ˣ), y' = y·(1 − y). It never overflows.</summary>
[Description("y = 1 / (1 + e^-x).")]
public sealed record Sigmoid : Layer
{
    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledActivation<T, Function<T>>(builder.Input, default);

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Sigmoid", x);

    private readonly struct Function<T> : IActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Vector<T> Value(Vector<T> x) => Exponentials.Sigmoid(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) => y * (Vector<T>.One - y);
    }
}
