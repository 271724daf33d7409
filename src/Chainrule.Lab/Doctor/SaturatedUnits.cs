using Chainrule.Inspection;

namespace Chainrule.Lab.Doctor;

/// <summary>Units of bounded activations whose inputs are so large that their outputs hardly change: no gradient passes them.</summary>
/// <remarks>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, section 3.1,
/// where a saturated layer stalls the training of those before it.</remarks>
internal sealed class SaturatedUnits : Finding
{
    /// <summary>The share of saturated outputs before the first update. Sound initializers leave next to none: with inputs of variance 1
    /// and weights of variance 1/n a sigmoid is saturated beyond 3.9 standard deviations.</summary>
    public const double AtStart = 0.5;

    /// <summary>The share that a trained hidden layer may have. Trained networks do push units to their limits, which is how they decide;
    /// but where almost all outputs are there, the layers before get no gradient.</summary>
    public const double AtEnd = 0.9;

    public override IReadOnlyList<Type> Explains => [typeof(VanishingGradients), typeof(SlowLearning), typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        // Weights that were trained before may have saturated units for good reason.
        bool isFresh = training.Recipe.InitialWeights is null;
        var layers = training.LayersWith(Statistic.Saturation).Where(layer => !layer.Layer.Layer.SumsToOne)
            .Select(layer => (layer.Layer, Start: AtFirst(layer.Series), End: TrainingCase.Late(layer.Series),
                IsHidden: layer.Layer.Path != $"{training.Recipe.Model.Count - 1}")).ToList();
        // An output that is sure of itself is what a training is for; that of a few random units may be so by chance before it, and the
        // loss pulls it back at once.
        var saturated = layers.Where(layer => layer.IsHidden
            ? layer.Start >= AtStart || layer.End >= AtEnd
            : layer.Start >= AtStart && training.LossLeft >= SlowLearning.LossLeft).ToList();
        if (saturated.Count == 0) return null;
        string which = string.Join("; ", saturated.Select(layer => $"layer {layer.Layer.Path}, {layer.Layer.Layer}: "
            + $"{Percent(layer.Start)} of the outputs before the first step, {Percent(layer.End)} at the end"));
        bool isFromStart = saturated.Any(layer => layer.Start >= AtStart);
        string biases = training.Recipe.BiasInitializer is Initializers.Zeros ? "" : ", and leave bias_initializer out";
        return $"Saturated units, whose outputs are within {Percent(SaturatedOutputs.Margin)} of their limits, "
            + $"where the slope is almost 0 and next to no gradient passes: {which}. "
            + (isFromStart
                ? $"The initial weights are too large, or all of one sign, for so many inputs: take initializer: glorot_uniform{biases}."
                : "The weights have grown too large: try a smaller learning rate, weight_decay, or relu in place of these activations.");

        double AtFirst(IReadOnlyList<Measurement> series) => isFresh && series[0] is { Step: 1 } first ? first.Value : 0;
    }
}
