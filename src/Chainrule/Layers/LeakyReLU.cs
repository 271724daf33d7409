using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>A rectified unit that leaks, element by element: y = x for x &gt; 0 and slope·x elsewhere, y' = 1 for x &gt; 0 and slope
/// elsewhere (also at the kink).</summary>
/// <remarks>Source: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.</remarks>
/// <param name="Slope">The slope below 0; 0.01 by default.</param>
[Description("y = x for x > 0, slope times x elsewhere.")]
public sealed record LeakyReLU([property: Description("Slope below 0."), Bounds] double Slope = 0.01) : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => Slope > 0 ? AnyNumber
        : (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
        builder.Activation(new Function<T>(T.CreateTruncating(Slope)));

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("LeakyRelu", x, ("alpha", Slope));

    private readonly struct Function<T>(T slope) : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, x * slope);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, new(slope));
    }
}
