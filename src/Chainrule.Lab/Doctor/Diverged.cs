using Chainrule.Inspection;

namespace Chainrule.Lab.Doctor;

/// <summary>A training that met a number that is infinite or not a number. The report of the divergence says where; this says what led there.</summary>
internal sealed class Diverged : Illness
{
    public override IReadOnlyList<Type> Explains => [typeof(DeadUnits), typeof(SaturatedUnits), typeof(VanishingGradients), typeof(SlowLearning), typeof(Overfitting)];

    public override string? Find(TrainingCase training)
    {
        if (training.Divergence is not { } divergence) return null;
        string where = $"Diverged at step {Plots.Numerals.Count(divergence.Step + 1)} ({divergence.Where}).";
        var largest = training.Weights
            .Select(weights => (Weights: weights, Updates: training.Series(weights.Name, Statistic.UpdateRatio), Gradients: training.Series(weights.Name, Statistic.GradientNorm)))
            .Where(series => series.Updates.Count > 0).MaxBy(series => series.Updates[^1].Value);
        string before = largest.Weights is null ? ""
            : $" Before, at step {Plots.Numerals.Count(largest.Updates[^1].Step)}, an update changed {largest.Weights} by {Number(100 * largest.Updates[^1].Value)} % of its norm (about 0.1 % is usual)"
                + (largest.Gradients.Count > 1 ? $"; its gradient's norm went from {Number(largest.Gradients[0].Value)} at step {largest.Gradients[0].Step} to {Number(largest.Gradients[^1].Value)}." : ".");
        return where + before + $" {divergence.Advice}";
    }
}
