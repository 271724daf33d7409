using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of classes from logits, softmax and logarithm fused: loss = −Σ q·(z − ln Σ eᶻ) with q = (1 − ε)·t + ε/n for
/// label smoothing ε; gradient softmax(z)·Σ q − q.</summary>
/// <remarks>Takes logits: no softmax before it. The row's maximum is subtracted first, so no logit overflows; its own term, 1, is kept out
/// of the sum of the others, so a confident row does not lose its small loss and gradient to rounding. Label smoothing: Szegedy et al.,
/// "Rethinking the Inception architecture for computer vision", CVPR 2016.</remarks>
[Description("Cross-entropy of classes from logits; no softmax before it.")]
[Example("{}"), Example("""{ "label_smoothing": 0.2 }""")]
public sealed record CrossEntropy : Loss
{
    /// <summary>The share ε of every target that is spread evenly over all classes, in [0, 1]; 0 by default.</summary>
    [Description("The share of every target that is spread evenly over all classes."), Bounds(From = 0, To = 1)]
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    protected override string Arguments => LabelSmoothing > 0 ? $"label smoothing {LabelSmoothing}" : "";

    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Logits;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        int top = 0;
        for (int i = 1; i < prediction.Length; i++)
            if (prediction[i] > prediction[top]) top = i;
        T maximum = prediction[top], others = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T e = T.Exp(prediction[i] - maximum);
            if (i != top) others += e;
            if (!gradient.IsEmpty) gradient[i] = e;
        }
        T logTotal = SpecialFunctions.Log1P(others), kept = T.CreateTruncating(1 - LabelSmoothing);
        T spread = T.CreateTruncating(LabelSmoothing / prediction.Length), mass = T.Zero, loss = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T q = kept * target[i] + spread;
            mass += q;
            if (q != T.Zero) loss += q * (logTotal - (prediction[i] - maximum));
        }
        T share = mass / (T.One + others);
        for (int i = 0; i < gradient.Length; i++)
        {
            T q = kept * target[i] + spread;
            gradient[i] = i == top ? mass - q - share * others : share * gradient[i] - q;
        }
        return loss;
    }
}
