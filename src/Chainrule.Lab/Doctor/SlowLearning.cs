using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Doctor;

/// <summary>A learning rate so small, or a training so short, that the weights stay where they began.</summary>
internal sealed class SlowLearning : Illness
{
    /// <summary>The share of the first loss left at the end from which on a loss has hardly fallen.</summary>
    public const double LossLeft = 0.9;

    /// <summary>The median of ‖Δw‖/‖w‖ below which no weight moves. Karpathy's notes for Stanford's CS231n name 1e-3 as usual; this is a hundredth of that.</summary>
    public const double Ratio = 1e-5;

    /// <summary>How far weights can have come, as a share of their norm, if all updates had gone the same way: steps times the median ratio. A network whose
    /// weights are within a twentieth of where they began computes about what it did.</summary>
    public const double Distance = 0.05;

    /// <summary>Fewer steps are no training to judge.</summary>
    public const int FewestSteps = 20;

    public override string? Find(TrainingCase training)
    {
        if (!(training.LossLeft >= LossLeft) || training.Steps < FewestSteps || training.Weights.Count == 0) return null;
        var fastest = training.Weights.Select(weights => (Weights: weights, Ratio: TrainingCase.Median(training.Series(weights.Name, Statistic.UpdateRatio)))).MaxBy(pair => pair.Ratio);
        if (!(fastest.Ratio < Ratio || fastest.Ratio * training.Steps < Distance)) return null;
        return $"The learning rate {Number(training.Recipe.Optimizer.BaseRate)} is too small for {Numerals.Count(training.Steps)} steps: each changes weights by at most {Number(fastest.Ratio)} of their norm (1e-3 is usual; {fastest.Weights} moves most), "
            + $"and {Percent(training.LossLeft)} of the first loss is left. Take a learning rate 10 to 100 times larger{(fastest.Ratio < Ratio ? "" : ", or train for longer")}.";
    }
}
