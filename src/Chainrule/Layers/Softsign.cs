using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>The softsign, element by element: y = x / (1 + |x|), y' = 1 / (1 + |x|)².</summary>
[Description("y = x / (1 + |x|).")]
public sealed record Softsign : Layer
{
    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledActivation<T, Function<T>>(builder.Input, default);

    private readonly struct Function<T> : IActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Value(T x) => x / (T.One + T.Abs(x));

        public T Derivative(T x, T y)
        {
            T inverse = T.One / (T.One + T.Abs(x));
            return inverse * inverse;
        }
    }
}
