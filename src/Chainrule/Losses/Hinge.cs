using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>The hinge loss of yes/no scores: loss = (1/n)·Σ max(0, 1 − s·y) for a sample of n outputs, where s is 1 for a target above 0
/// and −1 otherwise; gradient −s/n inside the margin s·y &lt; 1 and 0 elsewhere (0 at the kink).</summary>
/// <remarks>Targets may be −1 and 1 or 0 and 1. Source: Cortes, Vapnik, "Support-vector networks", Machine Learning 20, 1995.</remarks>
[Description("Hinge loss of yes/no scores.")]
public sealed record Hinge : Loss
{
    /// <inheritdoc/>
    public override Prediction Prediction => Prediction.Score;

    /// <inheritdoc/>
    public override double Threshold => 0;

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T sign = target[i] > T.Zero ? T.One : -T.One, miss = T.One - sign * prediction[i];
            sum += T.Max(miss, T.Zero);
            if (!gradient.IsEmpty) gradient[i] = miss > T.Zero ? -sign / count : T.Zero;
        }
        return sum / count;
    }
}
