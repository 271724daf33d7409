using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Doctor;

/// <summary>A training that met a number that is infinite or not a number. The report of the divergence says where; this says what led
/// there.</summary>
internal sealed class Diverged : Finding
{
    public override IReadOnlyList<Type> Explains =>
        [typeof(DeadUnits), typeof(SaturatedUnits), typeof(VanishingGradients), typeof(SlowLearning), typeof(Overfitting)];

    public override string? Find(TrainingCase training)
    {
        if (training.Divergence is not { } divergence) return null;
        if (divergence.LacksProbabilities) return $"Diverged at step {Numerals.Count(divergence.Step + 1)}. {divergence.Advice}";
        var largest = training.Weights
            .Select(weights => (Weights: weights, Updates: training.Series(weights.Name, Statistic.UpdateRatio),
                Gradients: training.Series(weights.Name, Statistic.GradientNorm)))
            .Where(series => series.Updates.Count > 0).MaxBy(series => series.Updates[^1].Value);
        if (largest.Weights is null)
            return $"Diverged in the very first step ({divergence.Where}): not the learning rate is to blame "
                + "but the initial weights or the inputs. Scale the inputs, and take he_normal or glorot_uniform as initializer.";
        IReadOnlyList<Measurement> gradients = largest.Gradients;
        return $"Diverged at step {Numerals.Count(divergence.Step + 1)}. "
            + $"Shortly before, at step {Numerals.Count(largest.Updates[^1].Step)}, an update changed {largest.Weights} by "
            + $"{Number(100 * largest.Updates[^1].Value)} % of its norm (about 0.1 % is usual)"
            + (gradients.Count > 1 ? $"; the norm of its gradient went from {Number(gradients[0].Value)} at step {gradients[0].Step} "
                + $"to {Number(gradients[^1].Value)}. " : ". ")
            + $"Take a learning rate ten times smaller than {Number(training.Recipe.Optimizer.BaseRate)}, or training.clip_norm.";
    }
}
