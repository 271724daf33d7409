using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The exponential linear unit, element by element: y = x for x &gt; 0 and α·(eˣ − 1) elsewhere, y' = 1 for x &gt; 0 and α·eˣ = y
/// + α elsewhere.</summary>
/// <remarks>Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by exponential linear units", ICLR
/// 2016.</remarks>
/// <param name="Alpha">α, minus the limit at −∞; 1 by default.</param>
[Description("y = x for x > 0, alpha times (e^x - 1) elsewhere.")]
public sealed record Elu([property: Description("Minus the limit for x towards minus infinity."), Bounds] double Alpha = 1) : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        (Math.Min(-Alpha, 0), double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
        builder.Activation(new Function<T>(T.CreateTruncating(Alpha)));

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Elu", x, ("alpha", Alpha));

    private readonly struct Function<T>(T alpha) : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, VectorMath.ExpM1(x) * alpha);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, y + new Vector<T>(alpha));
    }
}
