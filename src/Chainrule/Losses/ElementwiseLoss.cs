using System.Numerics;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>The description of a loss that is the mean, or the sum, over elements which do not see each other.</summary>
public abstract record ElementwiseLoss : Loss
{
    /// <inheritdoc/>
    public sealed override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient) =>
        Numbers.Narrow<T>(Sum(prediction, target, gradient, batchSize: 1, scale: 1));

    private protected sealed override double Sum<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, int batchSize,
        double scale)
    {
        double share = IsMean ? (double)batchSize / prediction.Length : 1;
        return share * Elements(prediction, target, gradient, share * scale);
    }

    /// <summary>Whether the loss of a sample is the mean over its elements, rather than their sum.</summary>
    private protected virtual bool IsMean => true;

    /// <summary>The sum over elements; gradient = scale·derivative.</summary>
    private protected abstract double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
