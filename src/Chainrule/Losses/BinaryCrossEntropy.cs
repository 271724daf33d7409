using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of independent yes/no probabilities, averaged over a sample's n outputs:
/// loss = −(1/n)·Σ (t·ln y + (1 − t)·ln(1 − y)); gradient (y − t) / (y·(1 − y)·n).</summary>
/// <remarks>Takes probabilities, as a sigmoid gives. As in PyTorch, each logarithm is clamped at −100 and the gradient's denominator
/// at 10⁻¹², so both stay finite at 0 and 1. Where the network ends in a plain linear layer, take the variant "with logits".</remarks>
[Description("Cross-entropy of yes/no probabilities, as a sigmoid gives.")]
public sealed record BinaryCrossEntropy : ElementwiseLoss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Probability;

    /// <inheritdoc/>
    [JsonIgnore]
    public override TargetDomain Targets => TargetDomain.Probabilities;

    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> rest = Vector<T>.One - t, lowest = VectorMath.Constant<T>(-100);
            derivative = (y - t) / VectorMath.AtLeast(y * (Vector<T>.One - y), VectorMath.Constant<T>(1e-12));
            return -(t * VectorMath.AtLeast(VectorMath.Log(y), lowest) + rest * VectorMath.AtLeast(VectorMath.Log1P(-y), lowest));
        }
    }
}
