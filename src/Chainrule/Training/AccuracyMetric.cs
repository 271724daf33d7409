using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The share of samples put into the right class: the largest output wins, or a single output above the loss's threshold.
/// An output that is not a number is never right.</summary>
/// <remarks>It needs classes: labels, a loss of classes such as <see cref="Losses.BinaryCrossEntropy"/>, or target values that are all 0
/// or 1. A training on other target values refuses it; see <see cref="RSquaredMetric"/>.</remarks>
[Description("Share of samples put into the right class.")]
public sealed record AccuracyMetric : SampleMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool NeedsClasses => true;

    /// <inheritdoc/>
    public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold) =>
        Decision.Of(prediction, threshold) == Decision.Of(target, 0.5) ? 1 : 0;
}
