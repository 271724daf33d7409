using System.Numerics;
using Chainrule.Inspection;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Doctor;

/// <summary>A weight matrix or the filters of a convolution.</summary>
/// <param name="Name">The parameter's name: <c>3.weight</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Count">How many weights it holds.</param>
internal sealed record Weights(string Name, Layer Layer, int Count)
{
    /// <summary>How findings call it.</summary>
    public override string ToString() => $"{Name} of {Layer}";
}

/// <summary>All that is known of a training when it comes to be judged.</summary>
internal sealed class TrainingCase
{
    private readonly ILookup<(string Of, Statistic Statistic), Measurement> series;

    private TrainingCase(IReadOnlyList<Measurement> measurements) => series = measurements.ToLookup(row => (row.Of, row.Statistic));

    /// <summary>The recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The epochs, the first one first.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Where it diverged; null where it did not.</summary>
    public required Divergence? Divergence { get; init; }

    /// <summary>The updates made.</summary>
    public required long Steps { get; init; }

    /// <summary>The layers with their paths, those inside others too.</summary>
    public required IReadOnlyList<LayerSummary> Layers { get; init; }

    /// <summary>The weight matrices and filters, the first layer's first.</summary>
    public required IReadOnlyList<Weights> Weights { get; init; }

    /// <summary>The samples that outputs were measured on.</summary>
    public required int Samples { get; init; }

    /// <summary>Their inputs.</summary>
    public required InputStatistics Inputs { get; init; }

    /// <summary>What was measured of a layer or parameter, the first step first.</summary>
    public IReadOnlyList<Measurement> Series(string of, Statistic statistic) => [.. series[(of, statistic)]];

    /// <summary>The loss on the probe over the steps.</summary>
    public IReadOnlyList<Measurement> Loss => Series("", Statistic.Loss);

    /// <summary>The share of the first loss that is left at the end: small where much was learned. NaN where the beginning was not seen.</summary>
    public double LossLeft => Loss is [{ Step: 1, Value: var first }, ..] ? Late(Loss) / first : double.NaN;

    /// <summary>The layers that a statistic was taken of, with its series.</summary>
    public IEnumerable<(LayerSummary Layer, IReadOnlyList<Measurement> Series)> LayersWith(Statistic statistic) =>
        Layers.Select(layer => (layer, Series(layer.Path, statistic))).Where(pair => pair.Item2.Count > 0);

    /// <summary>Where a training has arrived: the median of the last three values, so that one odd batch decides nothing.</summary>
    public static double Late(IReadOnlyList<Measurement> series) => Median(series.Skip(series.Count - 3));

    /// <summary>The median over the whole training. As the steps lie ever further apart, early and late steps count about alike.</summary>
    public static double Median(IEnumerable<Measurement> series)
    {
        double[] values = [.. series.Select(row => row.Value).Order()];
        return values.Length == 0 ? double.NaN : values[values.Length / 2];
    }

    /// <summary>Puts together what is known.</summary>
    public static TrainingCase Of<T>(Recipe recipe, Network<T> network, StatisticsLog<T> statistics, TrainingState<T> state, Divergence? divergence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network).Layers;
        Dictionary<string, Layer> byPath = layers.ToDictionary(layer => layer.Path, layer => layer.Layer);
        return new(statistics.Measurements)
        {
            Recipe = recipe,
            Epochs = state.Epochs,
            Divergence = divergence,
            Steps = state.Step,
            Layers = layers,
            // Scales and shifts of normalizations, and biases, are few and begin at 1 and 0: their ratios and norms say little.
            Weights = [.. network.Parameters.Where(parameter => parameter.Shape.Rank > 1)
                .Select(parameter => new Weights(parameter.Name, byPath[parameter.Name[..parameter.Name.LastIndexOf('.')]], parameter.Shape.Size))],
            Samples = statistics.Samples,
            Inputs = statistics.Inputs,
        };
    }
}
