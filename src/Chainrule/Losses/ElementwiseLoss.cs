using System.Numerics;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>The description of a loss that is the mean, or the sum, over elements which do not see each other. It says which rule
/// holds for an element; loops, <see cref="Reduction"/> and the order of the sum are the base class's business.</summary>
public abstract record ElementwiseLoss : Loss
{
    /// <inheritdoc/>
    public sealed override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient) =>
        Numbers.Narrow<T>(Sum(prediction, target, gradient, batchSize: 1, scale: 1));

    /// <inheritdoc/>
    protected sealed override double Sum<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, int batchSize,
        double scale)
    {
        double share = IsMean ? (double)batchSize / prediction.Length : 1;
        return share * Sum(new LossBatch<T>(prediction, target, gradient, share * scale));
    }

    /// <summary>Whether the loss of a sample is the mean over its elements (the default), rather than their sum.</summary>
    protected virtual bool IsMean => true;

    /// <summary>The sum over all elements: <c>batch.Sum(new Element&lt;T&gt;())</c>, where <c>Element&lt;T&gt;</c> is an
    /// <see cref="Chainrule.Kernels.IElementLoss{T}"/>.</summary>
    /// <param name="batch">The elements of a batch.</param>
    protected abstract double Sum<T>(LossBatch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
