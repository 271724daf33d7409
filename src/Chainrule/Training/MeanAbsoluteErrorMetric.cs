using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The mean of |y − t| over samples and outputs.</summary>
[Description("Mean of |y - t| over samples and outputs.")]
public sealed record MeanAbsoluteErrorMetric : SampleMetric
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    /// <inheritdoc/>
    public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold)
    {
        double sum = 0;
        for (int i = 0; i < prediction.Length; i++) sum += Math.Abs(double.CreateTruncating(prediction[i] - target[i]));
        return sum / prediction.Length;
    }
}
