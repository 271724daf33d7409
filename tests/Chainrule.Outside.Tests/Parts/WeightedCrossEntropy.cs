using System.ComponentModel;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>A loss that looks at a sample as a whole, cross-entropy from logits with a weight for each class:
/// loss = −Σ wₖ·tₖ·ln softmax(z)ₖ; gradient softmax(z)·Σ wₖtₖ − w·t.</summary>
/// <remarks>With <c>Reduction.Sum</c> as PyTorch's <c>CrossEntropyLoss(weight=w, reduction="sum")</c>. The mean over a batch divides by
/// the number of samples, as that of all losses here; PyTorch's divides by the sum of their weights.</remarks>
/// <param name="Weights">The weight of each class, at least 0.</param>
[Description("Cross-entropy of classes from logits, with a weight for each class.")]
[Example("""{ "weights": [1, 2, 0.5] }""")]
public sealed record WeightedCrossEntropy([property: Description("The weight of each class.")] IReadOnlyList<double> Weights) : Loss
{
    private static readonly CrossEntropy unweighted = new();

    public override Prediction Prediction => Prediction.Logits;

    public override OutputFunction OutputFunction => OutputFunction.Softmax;

    public override void Validate()
    {
        base.Validate();
        if (Weights.Any(weight => !(weight >= 0))) throw new SpecException(this, "weights", "must all be 0 or above");
    }

    /// <summary>Weighting a class is the same as weighting its target.</summary>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        if (prediction.Length != Weights.Count)
            throw new ShapeException($"{this} has {Weights.Count} weights, but the network has {prediction.Length} outputs.");
        Span<T> weighted = stackalloc T[target.Length];
        for (int k = 0; k < weighted.Length; k++) weighted[k] = T.CreateTruncating(Weights[k]) * target[k];
        return unweighted.Sample(prediction, weighted, gradient);
    }
}
