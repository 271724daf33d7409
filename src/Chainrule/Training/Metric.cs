using System.Text.Json.Serialization;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>The description of a metric: a number that people read, which nobody trains on.</summary>
/// <remarks>One that is a mean over samples derives from <see cref="SampleMetric"/>. Any other, such as an F1 score, derives from this
/// class and has a <see cref="MetricTally"/>, which sees the whole evaluation.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AccuracyMetric), "accuracy")]
[JsonDerivedType(typeof(MeanAbsoluteErrorMetric), "mean_absolute_error")]
[JsonDerivedType(typeof(MeanSquaredErrorMetric), "mean_squared_error")]
[JsonDerivedType(typeof(RSquaredMetric), "r_squared")]
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

    /// <summary>Whether it counts classes, so that it says nothing about target values that are none.</summary>
    [JsonIgnore]
    public virtual bool NeedsClasses => false;

    /// <summary>Starts to measure.</summary>
    /// <param name="loss">The loss, which knows what the outputs are: <see cref="Loss.Prediction"/>, <see cref="Loss.Threshold"/>.</param>
    /// <param name="outputs">The outputs of a sample; for classes their number, or 1 for two classes.</param>
    public abstract MetricTally CreateTally(Loss loss, int outputs);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Metric))]
internal sealed partial class MetricJson : JsonSerializerContext;
