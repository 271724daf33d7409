using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>The hinge loss of yes/no scores: loss = (1/n)·Σ max(0, 1 − s·y) for a sample of n outputs, where s is 1 for a target above 0
/// and −1 otherwise; gradient −s/n inside the margin s·y &lt; 1 and 0 elsewhere (0 at the kink).</summary>
/// <remarks>Targets may be −1 and 1 or 0 and 1. Source: Cortes, Vapnik, "Support-vector networks", Machine Learning 20, 1995.</remarks>
[Description("Hinge loss of yes/no scores.")]
public sealed record Hinge : ElementwiseLoss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Score;

    /// <inheritdoc/>
    public override double Threshold => 0;

    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> isClass = Vector.GreaterThan(t, Vector<T>.Zero),
                sign = Vector.ConditionalSelect(isClass, Vector<T>.One, -Vector<T>.One);
            Vector<T> miss = Vector<T>.One - sign * y;
            gradient = Vector.GreaterThan(miss, Vector<T>.Zero) & -sign;
            return Lanes.AtLeast(miss, Vector<T>.Zero);
        }
    }
}
