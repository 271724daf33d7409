using Chainrule.Inspection;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Doctor;

/// <summary>Inputs of a size that the usual initial weights and learning rates are not made for, such as pixels from 0 to 255.</summary>
/// <remarks>The gradient of the first layer's weights grows with the inputs, and the curvature of the loss along them with their square; so
/// inputs that are s times too large allow only a learning rate that is s² times smaller. Source: LeCun, Bottou, Orr, Müller, "Efficient
/// BackProp", 1998, section 4.3: inputs should have a mean near 0 and a variance near 1.</remarks>
internal sealed class UnscaledInputs : Finding
{
    /// <summary>The root mean square from which inputs count as unscaled: curvature is then a hundred times what it is at 1. Counts of 0 to
    /// 16, as in the digits, stay below; pixels of 0 to 255 lie near 80.</summary>
    public const double LargestRootMeanSquare = 10;

    /// <summary>Learning rates of plain gradient descent below this are tiny: with scaled inputs, usual ones lie between 0.01 and
    /// 1.</summary>
    public const double TinyRate = 0.01;

    public override IReadOnlyList<Type> Explains =>
        [typeof(Diverged), typeof(ExcessiveUpdates), typeof(SaturatedUnits), typeof(VanishingGradients), typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        InputStatistics inputs = training.Inputs;
        if (!(inputs.RootMeanSquare > LargestRootMeanSquare)) return null;
        double rate = training.Recipe.Optimizer.BaseRate, left = training.LossLeft;
        // Optimizers that divide by the size of the gradients make steps of the size of the learning rate, whatever the inputs.
        bool isTiny = !training.Recipe.Optimizer.NormalizesGradients && rate < TinyRate;
        string seen = $"The inputs are not scaled: mean {Number(inputs.Mean)}, standard deviation {Number(inputs.Spread)}, "
            + $"up to {Number(inputs.Largest)}.";
        double dead = training.LayersWith(Statistic.DeadUnits).Select(layer => TrainingCase.Late(layer.Series)).DefaultIfEmpty(0).Max();
        string effect = training.Divergence is { Step: 1 }
            ? " With them, the training diverged in its first step, whatever the learning rate."
            : training.Divergence is not null
            ? $" With them, the learning rate {Number(rate)} is too large: the training diverged."
            : dead >= DeadUnits.Share
            ? $" With them, the first updates at learning rate {Number(rate)} were too large: they left units that are dead."
            : left >= SlowLearning.LossLeft
            ? $" The network learned next to nothing from them at learning rate {Number(rate)}: "
                + $"{Percent(left)} of the first loss is left."
            : training is { IsGuessing: true, Training: { } beside }
                ? $" With them, the network does no better than guessing: {Compared(beside)}."
            : isTiny ? $" It works only because the learning rate {Number(rate)} is tiny."
            : training.Loss.Count > 0 ? $" It learns all the same, but the loss began at {Number(training.Loss[0].Value)}." : "";
        return seen + effect + " Write scale: unit (or standardize) under data"
            + (isTiny ? ", and then take a larger learning rate, such as 0.1: scaled inputs make gradients smaller, "
                + $"and {Number(rate)} would hardly move the network." : ".");
    }
}
