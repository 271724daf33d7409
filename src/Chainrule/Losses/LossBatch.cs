using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Functions;

namespace Chainrule.Losses;

/// <summary>The predictions and targets of a batch, and where the gradient goes: what an <see cref="ElementwiseLoss"/> applies its rule
/// to.</summary>
public readonly ref struct LossBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> prediction, target;
    private readonly Span<T> gradient;
    private readonly double scale;

    internal LossBatch(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale)
    {
        this.prediction = prediction;
        this.target = target;
        this.gradient = gradient;
        this.scale = scale;
    }

    /// <summary>Applies a rule to every element, as many at a time as fit a vector.</summary>
    /// <returns>The sum, in one fixed order, long sums in double precision.</returns>
    public double Sum<TLoss>(TLoss loss) where TLoss : unmanaged, IElementLoss<T> =>
        ElementLosses<T>.Sum(loss, prediction, target, gradient, scale);
}
