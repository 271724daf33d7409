using Chainrule.Inspection;

namespace Chainrule.Lab.Doctor;

/// <summary>Updates so large that each undoes what the one before learned: the training does not diverge, but does not learn
/// either.</summary>
internal sealed class ExcessiveUpdates : Finding
{
    /// <summary>The median of ‖Δw‖/‖w‖ from which updates are too large: a tenth of the weights in every step. Karpathy's notes for CS231n
    /// name 1e-3 as usual.</summary>
    public const double Ratio = 0.1;

    public override IReadOnlyList<Type> Explains => [typeof(SlowLearning), typeof(VanishingGradients), typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        if (!(training.LossLeft >= SlowLearning.LossLeft) || training.Divergence is not null) return null;
        if (training.Weights.Count == 0) return null;
        var worst = training.Weights
            .Select(weights => (Weights: weights, Ratio: TrainingCase.Median(training.Series(weights.Name, Statistic.UpdateRatio))))
            .MaxBy(pair => pair.Ratio);
        if (!(worst.Ratio >= Ratio)) return null;
        return $"Updates are too large: each changes {worst.Weights} by {Percent(worst.Ratio)} of its norm (about 0.1 % is usual), "
            + $"and the loss does not fall: {Number(training.Loss[0].Value)} at first, {Number(TrainingCase.Late(training.Loss))} at the "
            + "end. "
            + $"Take a learning rate ten times smaller than {Number(training.Recipe.Optimizer.BaseRate)}, or training.clip_norm.";
    }
}
