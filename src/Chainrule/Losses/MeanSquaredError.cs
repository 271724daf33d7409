using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>The mean squared error over all elements: loss = (1/n)·Σ (y − t)² for a sample of n outputs; gradient 2·(y − t)/n.</summary>
[Description("Mean squared error over all elements.")]
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i];
            sum += error * error;
            if (!gradient.IsEmpty) gradient[i] = (error + error) / count;
        }
        return sum / count;
    }
}
