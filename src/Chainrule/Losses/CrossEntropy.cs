using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of classes from logits, softmax and logarithm fused: loss = −Σ q·(z − ln Σ eᶻ) with q = (1 − ε)·t + ε/n for
/// label smoothing ε; gradient softmax(z)·Σ q − q.</summary>
/// <remarks>Takes logits: no softmax before it. The row's maximum is subtracted first, so no logit overflows. Label smoothing: Szegedy
/// et al., "Rethinking the Inception architecture for computer vision", CVPR 2016.</remarks>
[Description("Cross-entropy of classes from logits; no softmax before it.")]
public sealed record CrossEntropy : Loss
{
    /// <summary>The share ε of every target that is spread evenly over all classes, in [0, 1); 0 by default.</summary>
    [Description("The share of every target that is spread evenly over all classes."), Bounds(From = 0, Below = 1)]
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Logits;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T maximum = prediction[0], total = T.Zero, mass = T.Zero, sum = T.Zero;
        foreach (T logit in prediction) maximum = T.Max(maximum, logit);
        foreach (T logit in prediction) total += T.Exp(logit - maximum);
        T logTotal = T.Log(total), kept = T.CreateTruncating(1 - LabelSmoothing), spread = T.CreateTruncating(LabelSmoothing / prediction.Length);
        for (int i = 0; i < prediction.Length; i++)
        {
            T q = kept * target[i] + spread;
            mass += q;
            if (q != T.Zero) sum -= q * (prediction[i] - maximum - logTotal);
        }
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = T.Exp(prediction[i] - maximum) / total * mass - (kept * target[i] + spread);
        return sum;
    }
}
