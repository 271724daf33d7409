using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Doctor;

/// <summary>A learning rate so small, or a training so short, that the weights stay where they began.</summary>
internal sealed class SlowLearning : Finding
{
    /// <summary>The share of the first loss left at the end from which on a loss has hardly fallen.</summary>
    public const double LossLeft = 0.9;

    /// <summary>The ‖Δw‖/‖w‖ of a step below which weights stay where they are: the median over the steps, of the layer in the middle.
    /// Karpathy's notes for Stanford's CS231n name 1e-3 as usual; this is a hundredth of that.</summary>
    public const double Ratio = 1e-5;

    /// <summary>How far weights can have come, as a share of their norm, if all updates had gone the same way: steps times the median
    /// ratio. A network whose weights are within a twentieth of where they began computes about what it did.</summary>
    public const double Distance = 0.05;

    /// <summary>Fewer steps are no training to judge.</summary>
    public const int FewestSteps = 20;

    public override IReadOnlyList<Type> Explains => [typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        if (!(training.LossLeft >= LossLeft) || training.Steps < FewestSteps || training.Weights.Count == 0) return null;
        // Not the layer that moves most: where only the last one does, the others still do not learn.
        double ratio = training.Weights.Select(weights => TrainingCase.Median(training.Series(weights.Name, Statistic.UpdateRatio)))
            .Order().ElementAt(training.Weights.Count / 2);
        if (!(ratio < Ratio || ratio * training.Steps < Distance)) return null;
        return $"The learning rate {Number(training.Recipe.Optimizer.BaseRate)} is too small for {Numerals.Count(training.Steps)} steps: "
            + $"a step changes the weights of the median layer by {Number(ratio)} of their norm (0.001 is usual), "
            + $"and {Percent(training.LossLeft)} of the first loss is left. "
            + $"Take a learning rate 10 to 100 times larger{(ratio < Ratio ? "" : ", or train for longer")}.";
    }
}
