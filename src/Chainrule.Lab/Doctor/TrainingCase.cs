using Chainrule.Inspection;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
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

/// <summary>All that is known of a training when it is judged.</summary>
/// <param name="result">The training.</param>
internal sealed class TrainingCase(RunResult result)
{
    private readonly ILookup<(string Of, Statistic Statistic), Measurement> series =
        result.Statistics.Measurements.ToLookup(row => (row.Of, row.Statistic));

    /// <summary>The recipe.</summary>
    public Recipe Recipe => result.Recipe;

    /// <summary>The epochs, the first one first.</summary>
    public IReadOnlyList<EpochRecord> Epochs => result.Epochs;

    /// <summary>Where it diverged; null where it did not.</summary>
    public Divergence? Divergence => result.Summary.Divergence;

    /// <summary>The updates made.</summary>
    public long Steps => result.Summary.Steps;

    /// <summary>The layers with their paths, those inside others too.</summary>
    public IReadOnlyList<LayerSummary> Layers => result.Model.Network.Layers;

    /// <summary>The weight matrices and filters, the first layer's first. Scales and shifts of normalizations, and biases, are few and
    /// begin at 1 and 0: their ratios and norms say little.</summary>
    public IReadOnlyList<Weights> Weights { get; } = [.. result.Model.Parameters
        .Where(parameter => parameter.Shape.Rank > 1).Select(parameter =>
            new Weights(parameter.Name, LayerOf(parameter.Name, result.Model.Network), parameter.Shape.Size))];

    /// <summary>The network beside guessing on the training part; null where nothing was measured.</summary>
    public Baseline? Training => result.Baselines.Count > 0 ? result.Baselines[0] : null;

    /// <summary>The network beside guessing on the part to judge by; null where that is the training part.</summary>
    public Baseline? Judged => result.Baselines.Count > 1 ? result.Baselines[^1] : null;

    /// <summary>Whether the network does no better than guessing on the samples that it was trained on.</summary>
    public bool IsGuessing => Training is { IsBeaten: false };

    /// <summary>Whether there are weights before those of the last layer.</summary>
    public bool HasHiddenLayer => Weights.Count > 1;

    /// <summary>The samples that outputs were measured on.</summary>
    public int Samples => result.Statistics.Samples;

    /// <summary>Their inputs.</summary>
    public InputStatistics Inputs => result.Statistics.Inputs;

    /// <summary>What was measured of a layer or parameter, the first step first.</summary>
    public IReadOnlyList<Measurement> Series(string of, Statistic statistic) => [.. series[(of, statistic)]];

    /// <summary>The loss on the probe over the steps.</summary>
    public IReadOnlyList<Measurement> Loss => Series("", Statistic.Loss);

    /// <summary>The share of the first loss that is left at the end: small where much was learned. NaN where the beginning was not
    /// seen.</summary>
    public double LossLeft => Loss is [{ Step: 1, Value: var first }, ..] ? Late(Loss) / first : double.NaN;

    /// <summary>The layers that a statistic was taken of, with its series.</summary>
    public IEnumerable<(LayerSummary Layer, IReadOnlyList<Measurement> Series)> LayersWith(Statistic statistic) =>
        Layers.Select(layer => (layer, Series(layer.Path, statistic))).Where(pair => pair.Item2.Count > 0);

    /// <summary>Where a training has arrived: the median of the last three values, so that one odd batch decides nothing.</summary>
    public static double Late(IReadOnlyList<Measurement> series) => Median(series.Skip(series.Count - 3));

    /// <summary>The median over the whole training. As the steps are ever further apart, early and late steps count about alike.</summary>
    public static double Median(IEnumerable<Measurement> series)
    {
        double[] values = [.. series.Select(row => row.Value).Order()];
        return values.Length == 0 ? double.NaN : values[values.Length / 2];
    }

    private static Layer LayerOf(string parameter, NetworkSummary network)
    {
        string path = parameter[..parameter.LastIndexOf('.')];
        return network.Layers.First(layer => layer.Path == path).Layer;
    }
}
