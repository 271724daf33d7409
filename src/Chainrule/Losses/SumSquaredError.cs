using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>Half the sum of squared errors: loss = ½·Σ (y − t)² for a sample; gradient y − t.</summary>
/// <remarks>The textbook's loss: the ½ cancels the 2 of the derivative. It differs from <see cref="MeanSquaredError"/> by the factor n/2.</remarks>
[Description("Half the sum of squared errors.")]
public sealed record SumSquaredError : Loss
{
    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T sum = T.Zero, two = T.One + T.One;
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i];
            sum += error * error;
            if (!gradient.IsEmpty) gradient[i] = error;
        }
        return sum / two;
    }
}
