using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Rows;
using Chainrule.Kernels.Vectors;

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
    public override Prediction Prediction => Prediction.Logits;

    /// <inheritdoc/>
    [JsonIgnore]
    public override TargetDomain Targets => TargetDomain.Distribution;

    /// <inheritdoc/>
    public override OutputFunction OutputFunction => OutputFunction.Softmax;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient) =>
        Numbers.Narrow<T>(Sum(prediction, target, gradient, batchSize: 1, scale: 1));

    /// <inheritdoc/>
    protected override double Sum<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, int batchSize,
        double scale)
    {
        int classes = prediction.Length / batchSize;
        return CrossEntropyRows<T>.Sum(prediction, target, gradient, classes, 1 - LabelSmoothing, LabelSmoothing / classes, scale);
    }
}
