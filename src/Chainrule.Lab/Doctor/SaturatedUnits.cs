using Chainrule.Inspection;
using Chainrule.Layers;

namespace Chainrule.Lab.Doctor;

/// <summary>Sigmoids and hyperbolic tangents whose inputs are so large that their outputs hardly change: no gradient passes them.</summary>
/// <remarks>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, section 3.1, where a
/// saturated layer stalls the training of those below.</remarks>
internal sealed class SaturatedUnits : Illness
{
    /// <summary>The share of saturated outputs before the first update. Sound initializers leave next to none: with inputs of variance 1 and weights of
    /// variance 1/n a sigmoid is saturated beyond 3.9 standard deviations.</summary>
    public const double AtStart = 0.5;

    /// <summary>The share that a trained hidden layer may have. Trained networks do push units to their limits, which is how they decide; but where
    /// almost all outputs lie there, the layers below get no gradient.</summary>
    public const double AtEnd = 0.9;

    public override IReadOnlyList<Type> Explains => [typeof(VanishingGradients), typeof(SlowLearning)];

    public override string? Find(TrainingCase training)
    {
        // Weights that were trained before may have saturated units for good reason.
        bool isFresh = training.Recipe.InitialWeights is null;
        var layers = training.LayersWith(Statistic.Saturation).Where(layer => layer.Layer.Layer is Sigmoid or Tanh or Softsign)
            .Select(layer => (layer.Layer, Start: isFresh && layer.Series[0] is { Step: 1 } first ? first.Value : 0, End: TrainingCase.Late(layer.Series),
                IsHidden: layer.Layer.Path != $"{training.Recipe.Model.Count - 1}")).ToList();
        // An output that is sure of itself is what a training is for; that of a few random units may be so by chance before it, and the loss pulls it back at once.
        var ill = layers.Where(layer => layer.IsHidden ? layer.Start >= AtStart || layer.End >= AtEnd : layer.Start >= AtStart && training.LossLeft >= SlowLearning.LossLeft).ToList();
        if (ill.Count == 0) return null;
        string which = string.Join("; ", ill.Select(layer => $"layer {layer.Layer.Path}, {layer.Layer.Layer}: {Percent(layer.Start)} of the outputs before the first step, {Percent(layer.End)} at the end"));
        bool isFromStart = ill.Any(layer => layer.Start >= AtStart);
        return $"Saturated units, whose outputs lie within 2 % of their limits, where the slope is almost 0 and next to no gradient passes: {which}. "
            + (isFromStart ? $"The initial weights are too large, or all of one sign, for so many inputs: take initializer: glorot_uniform{(training.Recipe.BiasInitializer is Initializers.Zeros ? "" : ", and leave bias_initializer out")}."
                : "The weights have grown too large: try a smaller learning rate, weight_decay, or relu in place of these activations.");
    }
}
