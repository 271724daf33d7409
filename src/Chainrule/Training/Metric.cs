using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>The description of a metric: a number that people read, which nobody trains on.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AccuracyMetric), "accuracy")]
[JsonDerivedType(typeof(MeanAbsoluteErrorMetric), "mean_absolute_error")]
[JsonDerivedType(typeof(MeanSquaredErrorMetric), "mean_squared_error")]
public abstract record Metric : Spec
{
    /// <summary>Its name in histories and summaries: <c>accuracy</c>.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    [JsonIgnore]
    public virtual bool HigherIsBetter => false;

    /// <summary>What one sample contributes; the metric is the mean over the samples.</summary>
    /// <param name="prediction">The network's output, [outputs].</param>
    /// <param name="target">What it should have been, [outputs].</param>
    /// <param name="threshold">Where a single output changes from class 0 to class 1; the loss knows.</param>
    public abstract double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
