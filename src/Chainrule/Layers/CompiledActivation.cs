using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Functions;

namespace Chainrule.Layers;

/// <summary>Any layer that applies one function to every element: y = f(x), dx = f'(x)·dy.</summary>
internal sealed class CompiledActivation<T, TFunction>(Shape shape, TFunction function) : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : unmanaged, IActivation<T>
{
    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) => Elementwise.Apply(pass.Team, function, x, y);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (!dx.IsEmpty) Elementwise.ApplyDerivative(pass.Team, function, x, y, dy, dx);
    }
}
