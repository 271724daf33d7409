using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>Cross-entropy of independent yes/no decisions from logits, sigmoid and logarithm fused, averaged over a sample's n outputs:
/// loss = (1/n)·Σ (max(z, 0) − z·t + ln(1 + e^−|z|)); gradient (σ(z) − t)/n.</summary>
/// <remarks>Takes logits: no sigmoid before it. No logit overflows, and none is clamped. The gradient is computed as
/// (1 − t)·σ(z) − t·σ(−z), which keeps its digits where σ(z) is close to t.</remarks>
[Description("Cross-entropy of yes/no decisions from logits; no sigmoid before it.")]
public sealed record BinaryCrossEntropyWithLogits : ElementwiseLoss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Score;

    /// <inheritdoc/>
    [JsonIgnore]
    public override TargetDomain Targets => TargetDomain.Probabilities;

    /// <inheritdoc/>
    public override OutputFunction OutputFunction => OutputFunction.Sigmoid;

    /// <inheritdoc/>
    public override double Threshold => 0;

    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> e = VectorMath.Exp(-Vector.Abs(y)), sigmoid = Exponentials.Sigmoid(y, e, out Vector<T> complement);
            derivative = (Vector<T>.One - t) * sigmoid - t * complement;
            return VectorMath.AtLeast(y, Vector<T>.Zero) - y * t + Logarithms.Log1PInside(e);
        }
    }
}
