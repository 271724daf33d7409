using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of independent yes/no decisions from logits, sigmoid and logarithm fused, averaged over a sample's n outputs:
/// loss = (1/n)·Σ (max(z, 0) − z·t + ln(1 + e^−|z|)); gradient (σ(z) − t)/n.</summary>
/// <remarks>Takes logits: no sigmoid before it. No logit overflows, and none is clamped. The gradient is computed as
/// (1 − t)·σ(z) − t·σ(−z), which keeps its digits where σ(z) is close to t.</remarks>
[Description("Cross-entropy of yes/no decisions from logits; no sigmoid before it.")]
public sealed record BinaryCrossEntropyWithLogits : Loss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Score;

    /// <inheritdoc/>
    public override double Threshold => 0;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T z = prediction[i], t = target[i];
            sum += T.Max(z, T.Zero) - z * t + SpecialFunctions.Log1P(T.Exp(-T.Abs(z)));
            if (!gradient.IsEmpty) gradient[i] = ((T.One - t) * SpecialFunctions.Sigmoid(z) - t * SpecialFunctions.Sigmoid(-z)) / count;
        }
        return sum / count;
    }
}
