using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

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

    /// <inheritdoc/>
    [JsonIgnore]
    public override TargetDomain Targets => TargetDomain.Distribution;

    /// <inheritdoc/>
    protected override bool IsMean => false;

    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            derivative = -t / VectorMath.AtLeast(y, VectorMath.Constant<T>(1e-12));
            return -t * VectorMath.AtLeast(VectorMath.Log(y), VectorMath.Constant<T>(-100));
        }
    }
}
