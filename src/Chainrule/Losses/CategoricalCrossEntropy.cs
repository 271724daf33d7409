using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of classes from probabilities: loss = −Σ t·ln p; gradient −t/p.</summary>
/// <remarks>Takes the probabilities that a softmax gives; the softmax's own backward pass then turns −t/p into p − t. As in
/// <see cref="BinaryCrossEntropy"/>, the logarithm is clamped at −100 and the gradient's denominator at 10⁻¹², so both stay finite at 0.
/// <see cref="CrossEntropy"/>, from logits, is faster and more accurate.</remarks>
[Description("Cross-entropy of classes from probabilities, as a softmax gives.")]
public sealed record CategoricalCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Distribution;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T lowest = T.CreateTruncating(-100), smallest = T.CreateTruncating(1e-12), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T p = prediction[i], t = target[i];
            sum -= t * T.Max(T.Log(p), lowest);
            if (!gradient.IsEmpty) gradient[i] = -t / T.Max(p, smallest);
        }
        return sum;
    }
}
