using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Functions;
using Chainrule.Kernels.Vectors;

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

    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> rest = Vector<T>.One - t, lowest = Lanes.All<T>(-100);
            gradient = (y - t) / Lanes.AtLeast(y * (Vector<T>.One - y), Lanes.All<T>(1e-12));
            return -(t * Lanes.AtLeast(Logarithms.Log(y), lowest) + rest * Lanes.AtLeast(Logarithms.Log1P(-y), lowest));
        }
    }
}
