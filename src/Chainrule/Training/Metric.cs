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
    /// <summary>Reads a metric as it prints: <c>AccuracyMetric()</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no metric; the message says where, and what is expected there.</exception>
    public static Metric Parse(string text) => Parse(text, MetricJson.Default.Metric);

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
    public abstract double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Metric))]
internal sealed partial class MetricJson : JsonSerializerContext;
