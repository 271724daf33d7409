using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;

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
    [JsonIgnore]
    public override TargetDomain Targets => TargetDomain.OneOf([-1, 1], [0, 1]);

    /// <inheritdoc/>
    public override double Threshold => 0;

    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> isClass = Vector.GreaterThan(t, Vector<T>.Zero),
                sign = Vector.ConditionalSelect(isClass, Vector<T>.One, -Vector<T>.One);
            Vector<T> miss = Vector<T>.One - sign * y;
            derivative = Vector.GreaterThan(miss, Vector<T>.Zero) & -sign;
            return VectorMath.AtLeast(miss, Vector<T>.Zero);
        }
    }
}
