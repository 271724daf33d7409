using Chainrule.Inspection;

namespace Chainrule.Lab.Doctor;

/// <summary>Rectifiers that are 0 for every sample: they get no gradient and never come back.</summary>
internal sealed class DeadUnits : Finding
{
    /// <summary>The share of dead units that is too many. Karpathy's notes for Stanford's CS231n speak of "as much as 40 %" where the
    /// learning rate is too high; here it is the median of the last three measurements. Recipes that learn well stay below a
    /// third.</summary>
    public const double Share = 0.5;

    public override IReadOnlyList<Type> Explains => [typeof(VanishingGradients), typeof(SlowLearning), typeof(Guessing)];

    public override string? Find(TrainingCase training)
    {
        var dead = training.LayersWith(Statistic.DeadUnits)
            .Select(layer => (layer.Layer, layer.Series, End: TrainingCase.Late(layer.Series))).Where(layer => layer.End >= Share).ToList();
        if (dead.Count == 0) return null;
        string which = string.Join("; ", dead.Select(layer =>
        {
            int units = layer.Layer.OutputShape is { Rank: 3 } shape ? shape[0] : layer.Layer.OutputShape.Size;
            string kind = layer.Layer.OutputShape.Rank == 3 ? "channels" : "units";
            double start = layer.Series[0].Value;
            string since = start >= Share ? "from the start" : $"since step {Since(layer.Series)}";
            return $"layer {layer.Layer.Path}, {layer.Layer.Layer}: {Percent(layer.End)} of its {units} {kind} {since}";
        }));
        return $"Dead units, which are 0 for all {training.Samples} samples looked at and get no gradient any more: {which}. "
            + (training.LossLeft < SlowLearning.LossLeft / 2 && !training.IsGuessing
                ? "The network learned all the same, with the units that are left. " : "")
            + $"Take a smaller learning rate than {Number(training.Recipe.Optimizer.BaseRate)} or schedule a warm-up, scale the inputs, "
            + "start biases at 0 and weights with he_normal; leaky_relu in place of relu cannot die.";
    }

    /// <summary>The first step from which on the share stayed too large.</summary>
    private static long Since(IReadOnlyList<Measurement> series)
    {
        int i = series.Count - 1;
        while (i > 0 && series[i - 1].Value >= Share) i--;
        return series[i].Step;
    }
}
