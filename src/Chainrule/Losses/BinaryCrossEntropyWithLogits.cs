using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;
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
    public override OutputFunction OutputFunction => OutputFunction.Sigmoid;

    /// <inheritdoc/>
    public override double Threshold => 0;

    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> e = Exponentials.Exp(-Vector.Abs(y)), sigmoid = Exponentials.Sigmoid(y, e, out Vector<T> complement);
            gradient = (Vector<T>.One - t) * sigmoid - t * complement;
            return Lanes.AtLeast(y, Vector<T>.Zero) - y * t + Logarithms.Log1PInside(e);
        }
    }
}
