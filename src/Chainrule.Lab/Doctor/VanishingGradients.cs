using Chainrule.Inspection;

namespace Chainrule.Lab.Doctor;

/// <summary>Gradients that shrink from layer to layer on their way back, until the first layers hardly change.</summary>
/// <remarks>A sigmoid leaves at most a quarter of a gradient that passes it. Source: Hochreiter, "Untersuchungen zu dynamischen neuronalen
/// Netzen", 1991; Bengio, Simard, Frasconi, "Learning long-term dependencies with gradient descent is difficult", 1994.</remarks>
internal sealed class VanishingGradients : Finding
{
    /// <summary>How much smaller, per weight, the first layer's gradient is than the last layer's. Sound networks stay within a factor of
    /// some ten.</summary>
    public const double GradientRatio = 1e-3;

    /// <summary>How much smaller the first layer's relative updates are. Optimizers that divide by the size of the gradient, such as Adam,
    /// make up for small ones; then they are small but do no harm.</summary>
    public const double UpdateRatio = 0.1;

    /// <summary>From how many weight matrices on: fewer are not deep.</summary>
    public const int FewestLayers = 3;

    public override IReadOnlyList<Type> Explains => [typeof(SlowLearning), typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        if (training.Weights.Count < FewestLayers) return null;
        Weights first = training.Weights[0], last = training.Weights[^1];
        double gradient = Gradient(first) / Gradient(last);
        double update = TrainingCase.Median(training.Series(first.Name, Statistic.UpdateRatio))
            / TrainingCase.Median(training.Series(last.Name, Statistic.UpdateRatio));
        if (!(gradient < GradientRatio && update < UpdateRatio)) return null;
        return $"Vanishing gradients: per weight, the gradient of {first} is {Number(1 / gradient)} times smaller than that of {last}, "
            + $"and its updates {Number(1 / update)} times smaller relative to its weights; the first layers hardly learn. "
            + "Take relu with he_normal in place of sigmoid or tanh, put batch_norm between the layers or residual around them, or take "
            + "fewer layers.";

        double Gradient(Weights weights) =>
            TrainingCase.Median(training.Series(weights.Name, Statistic.GradientNorm)) / Math.Sqrt(weights.Count);
    }
}
