using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of classes from probabilities: loss = −Σ t·ln p; gradient −t/p.</summary>
/// <remarks>Takes the probabilities that a softmax gives; the softmax's own backward pass then turns −t/p into p − t. As in
/// <see cref="BinaryCrossEntropy"/>, the logarithm is clamped at −100 and the gradient's denominator at 10⁻¹², so both stay finite at 0.
/// <see cref="CrossEntropy"/>, from logits, is faster and more accurate.</remarks>
[Description("Cross-entropy of classes from probabilities, as a softmax gives.")]
public sealed record CategoricalCrossEntropy : ElementwiseLoss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Distribution;

    private protected override bool IsMean => false;

    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            gradient = -t / Lanes.AtLeast(y, Lanes.All<T>(1e-12));
            return -t * Lanes.AtLeast(Logarithms.Log(y), Lanes.All<T>(-100));
        }
    }
}
