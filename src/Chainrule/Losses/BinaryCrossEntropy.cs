using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of independent yes/no probabilities, averaged over a sample's n outputs:
/// loss = −(1/n)·Σ (t·ln y + (1 − t)·ln(1 − y)); gradient (y − t) / (y·(1 − y)·n).</summary>
/// <remarks>Takes probabilities, as a sigmoid gives. As in PyTorch, each logarithm is clamped at −100 and the gradient's denominator
/// at 10⁻¹², so both stay finite at 0 and 1. Where the network ends in a plain linear layer, take the variant "with logits".</remarks>
[Description("Cross-entropy of yes/no probabilities, as a sigmoid gives.")]
public sealed record BinaryCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Probability;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), sum = T.Zero;
        T lowest = T.CreateTruncating(-100), smallest = T.CreateTruncating(1e-12);
        for (int i = 0; i < prediction.Length; i++)
        {
            T y = prediction[i], t = target[i];
            sum -= t * T.Max(T.Log(y), lowest) + (T.One - t) * T.Max(SpecialFunctions.Log1P(-y), lowest);
            if (!gradient.IsEmpty) gradient[i] = (y - t) / (T.Max(y * (T.One - y), smallest) * count);
        }
        return sum / count;
    }
}
