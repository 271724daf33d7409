using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The share of samples whose class is predicted right, from 0 to 1.</summary>
[Description("The share of samples whose class is predicted right.")]
public sealed record AccuracyMetric : Metric;
