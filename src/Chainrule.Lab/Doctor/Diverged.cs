using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Doctor;

/// <summary>A training that met a number that is infinite or not a number. The report of the divergence says where; this says what led
/// there.</summary>
internal sealed class Diverged : Finding
{
    public override IReadOnlyList<Type> Explains =>
    [
        typeof(DeadUnits), typeof(SaturatedUnits), typeof(VanishingGradients), typeof(SlowLearning), typeof(Guessing), typeof(Memorizing),
        typeof(Overfitting),
    ];

    public override string? Find(TrainingCase training)
    {
        if (training.Divergence is not { } divergence) return null;
        string start = $"Diverged at step {Numerals.Count(divergence.Step)}. ";
        if (!divergence.BlamesLearningRate) return $"{start}The {divergence.Where} is not finite. {divergence.Advice}";
        string rate = $"Take a learning rate ten times smaller than {Number(training.Recipe.Optimizer.BaseRate)}, or training.clip_norm.";
        var measured = training.Weights
            .Select(weights => (Weights: weights, Updates: training.Series(weights.Name, Statistic.UpdateRatio),
                Gradients: training.Series(weights.Name, Statistic.GradientNorm)))
            .Where(series => series.Updates.Count > 0).ToList();
        if (measured.Count == 0) return start + rate;
        var largest = measured.MaxBy(series => series.Updates[^1].Value);
        IReadOnlyList<Measurement> gradients = largest.Gradients;
        return $"{start}Shortly before, at step {Numerals.Count(largest.Updates[^1].Step)}, an update changed {largest.Weights} by "
            + $"{Number(100 * largest.Updates[^1].Value)} % of its norm (about 0.1 % is usual)"
            + (gradients.Count > 1 ? $"; the norm of its gradient went from {Number(gradients[0].Value)} at step {gradients[0].Step} "
                + $"to {Number(gradients[^1].Value)}. " : ". ")
            + rate;
    }
}
