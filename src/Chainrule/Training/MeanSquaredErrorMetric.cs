using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The mean of (y − t)² over samples and outputs.</summary>
[Description("Mean of (y - t)² over samples and outputs.")]
public sealed record MeanSquaredErrorMetric : SampleMetric
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    /// <inheritdoc/>
    public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold)
    {
        double sum = 0;
        for (int i = 0; i < prediction.Length; i++)
        {
            double error = double.CreateTruncating(prediction[i] - target[i]);
            sum += error * error;
        }
        return sum / prediction.Length;
    }
}
