using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The mean of (y − t)² over all elements.</summary>
[Description("The mean of (y - t)^2 over all elements.")]
public sealed record MeanSquaredErrorMetric : Metric;
