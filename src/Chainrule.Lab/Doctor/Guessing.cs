using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Doctor;

/// <summary>A network that does no better than the best guess which does not look at the inputs: the most frequent class, the mean of the
/// targets. Or one that does, but no better than before the training.</summary>
internal sealed class Guessing : Finding
{
    /// <summary>The share by which a loss that does not move may change.</summary>
    public const double Rest = 0.001;

    public override string? Find(TrainingCase training)
    {
        if (training.Training is not { } seen) return null;
        if (seen.IsOneTarget)
            return $"There is nothing to learn: {(seen.Samples == 1 ? "there is one training sample alone"
                : $"all {Numerals.Amount(seen.Samples, "training sample")} have the same target")}"
                + $"{(seen.GuessedClass is { } name ? $", {name}" : "")}. Take data in which others occur, too.";
        if (training.IsGuessing)
            return (seen.ClearlyBeatsAccuracy
                ? $"The network is often right, but too sure where it is not: {Compared(seen)}. Take a smaller learning rate, weight_decay "
                    + "or label_smoothing, or train for longer."
                : $"The network does {(IsClose(seen) ? "hardly" : "no")} better than guessing: {Compared(seen)}. {Advice(training)}");
        return IsAtRest(training) ? $"The loss did not move: {Loss(training)}. {Advice(training)}" : null;
    }

    /// <summary>Whether it is better, but so little that it may be chance.</summary>
    private static bool IsClose(Baseline seen) => seen.Loss < seen.GuessedLoss && !(seen.Accuracy <= seen.GuessedAccuracy);

    /// <summary>Whether new weights were trained and the loss is what it was before.</summary>
    private static bool IsAtRest(TrainingCase training) => training.Recipe.InitialWeights is null
        && training.Steps >= SlowLearning.FewestSteps && Math.Abs(training.LossLeft - 1) < Rest;

    private static string Loss(TrainingCase training) =>
        $"on the samples looked at it was {Number(training.Loss[0].Value)} at first and {Number(TrainingCase.Late(training.Loss))} at the "
        + "end";

    private static string Advice(TrainingCase training)
    {
        if (training.Weights.Count == 0) return "The network has no weights that could learn: add a layer that has, such as linear.";
        string rate = Number(training.Recipe.Optimizer.BaseRate);
        if (training.Steps < SlowLearning.FewestSteps)
            return $"{Numerals.Amount(training.Steps, "step")} may be too few: train for longer.";
        if (training.LossLeft >= SlowLearning.LossLeft)
            return $"The loss hardly fell: {Loss(training)}. Take a learning rate ten times larger or smaller than {rate}"
                + (training.HasHiddenLayer ? "" : ", put a hidden layer with an activation before the last one")
                + ", and check that each target belongs to its inputs.";
        return training.Training is { GuessedAccuracy: > 0.75 }
            ? "Where one class is that much more frequent, its share says little: take more samples of the others, and train for longer."
            : "Train for longer, take a larger network"
                + (training.HasHiddenLayer ? "" : ", such as one with a hidden layer and an activation,")
                + $" or another learning rate than {rate}, and check that each target belongs to its inputs.";
    }
}
