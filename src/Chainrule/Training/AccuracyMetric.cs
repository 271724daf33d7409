using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The share of samples put into the right class: the largest output wins, or a single output above the loss's threshold.
/// An output that is not a number is never right.</summary>
[Description("Share of samples put into the right class.")]
public sealed record AccuracyMetric : SampleMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold) =>
        Decision.Of(prediction, threshold) == Decision.Of(target, 0.5) ? 1 : 0;
}
