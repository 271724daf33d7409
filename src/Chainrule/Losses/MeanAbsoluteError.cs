using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>The mean absolute error over all elements: loss = (1/n)·Σ |y − t| for a sample of n outputs; gradient sign(y − t)/n, 0 at
/// the kink y = t.</summary>
[Description("Mean absolute error over all elements.")]
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i];
            sum += T.Abs(error);
            // Neither above nor below 0 leaves 0 and NaN, which stay what they are.
            if (!gradient.IsEmpty) gradient[i] = (error > T.Zero ? T.One : error < T.Zero ? -T.One : error) / count;
        }
        return sum / count;
    }
}
