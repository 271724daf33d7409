using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The rectified linear unit, element by element: y = max(0, x), y' = 1 for x &gt; 0 and 0 elsewhere (0 at the kink). NaN stays NaN.</summary>
[Description("y = max(0, x).")]
public sealed record ReLU : Layer
{
    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledActivation<T, Function<T>>(builder.Input, default);

    private readonly struct Function<T> : IActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Value(T x) => x < T.Zero ? T.Zero : x;

        public T Derivative(T x, T y) => x > T.Zero ? T.One : T.Zero;
    }
}
