using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>The description of a figure that is reported beside the loss. A metric is one file: a record derived from this one, with its
/// line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AccuracyMetric), "accuracy")]
[JsonDerivedType(typeof(MeanAbsoluteErrorMetric), "mean_absolute_error")]
[JsonDerivedType(typeof(MeanSquaredErrorMetric), "mean_squared_error")]
[JsonDerivedType(typeof(RSquaredMetric), "r_squared")]
public abstract record Metric : Spec;
