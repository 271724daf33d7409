using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>The coefficient of determination, R² = 1 − Σ(y − t)² / Σ(t − mean of t)²: 1 is perfect, 0 as good as always saying the mean.</summary>
[Description("The coefficient of determination: 1 is perfect, 0 as good as always saying the mean.")]
public sealed record RSquaredMetric : Metric;
