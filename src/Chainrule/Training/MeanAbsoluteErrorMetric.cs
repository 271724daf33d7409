using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The mean of |y − t| over all elements.</summary>
[Description("The mean of |y - t| over all elements.")]
public sealed record MeanAbsoluteErrorMetric : Metric;
