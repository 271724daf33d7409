using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>The model of a run in the precision of its recipe.</summary>
/// <param name="document">The recipe.</param>
/// <param name="metadata">What its weights say of themselves.</param>
/// <param name="network">The network with its final weights.</param>
/// <param name="data">The data of the recipe.</param>
/// <param name="access">Where data sets are.</param>
internal sealed class RunModel<T>(
    RecipeDocument document, Lazy<RunMetadata> metadata, Lazy<Network<T>> network, Lazy<DataSplit<T>> data, RunAccess access) : RunModel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int DecidedAtOnce = 256;

    private readonly Dictionary<string, int[]> decisions = [];
    private readonly Lazy<NetworkSummary> summary = new(() => NetworkSummary.Of(network.Value));
    private readonly Lazy<Network<T>> initial = new(() => Experiment.Build<T>(document, network.Value.InputShape));

    /// <summary>The model of a run, of which nothing is read before somebody asks for it.</summary>
    public static RunModel<T> Of(Run run, Lazy<RunMetadata> metadata, RunAccess access) =>
        new(run.Document, metadata, new(run.LoadNetwork<T>), new(() => Experiment<T>.Load(run.Document, access)), access);

    public override Recipe Recipe => document.Recipe;

    public override NetworkSummary Network => summary.Value;

    public override IReadOnlyList<(string Name, Shape Shape)> Parameters =>
        [.. network.Value.Parameters.Select(parameter => (parameter.Name, parameter.Shape))];

    public override FeatureScale? InputScale => metadata.Value.InputScale;

    public override int Classes => data.Value.Train.Classes;

    public override IReadOnlyList<string>? ClassNames => metadata.Value.Classes;

    public override IReadOnlyList<string> Parts => [.. Experiment<T>.Parts(data.Value).Select(part => part.Name)];

    public override double[] Values(string parameter, bool initial = false)
    {
        Network<T> asked = initial ? this.initial.Value : network.Value;
        return Array.ConvertAll(asked.Parameters.First(one => one.Name == parameter).Value.ToArray(), double.CreateTruncating);
    }

    public override int Count(string part) => Part(part).Count;

    public override IReadOnlyList<int> Labels(string part)
    {
        Dataset<T> samples = Part(part);
        return [.. Enumerable.Range(0, samples.Count).Select(samples.Label)];
    }

    public override double[] Inputs(string part, IReadOnlyList<int> indices) =>
        Array.ConvertAll(Gather(Part(part), [.. indices]), double.CreateTruncating);

    public override float[] Stored(string part, int index) => Examiner<T>.Stored(Part(part), index);

    public override double[] Outputs(double[] inputs)
    {
        T[] x = Array.ConvertAll(inputs, T.CreateTruncating);
        T[] y = new T[x.Length / network.Value.InputShape.Size * network.Value.OutputShape.Size];
        network.Value.Predict(x, y);
        return Array.ConvertAll(y, double.CreateTruncating);
    }

    public override IReadOnlyList<int> Decisions(string part)
    {
        if (!decisions.TryGetValue(part, out int[]? known)) decisions[part] = known = Decide(Part(part));
        return known;
    }

    public override IReadOnlyList<LayerOutputs> Activations(bool initial, int samples)
    {
        Network<T> asked = initial ? this.initial.Value : network.Value;
        T[] x = Gather(data.Value.Train, [.. Enumerable.Range(0, Math.Min(samples, data.Value.Train.Count))]);
        Workspace<T> workspace = asked.CreateTraceWorkspace(x.Length / asked.InputShape.Size);
        string last = $"{asked.Layers.Count - 1}";
        List<LayerOutputs> outputs = [];
        asked.Trace(workspace, x, training: false, seed: 0, step: 0, Team.Single, (path, layer, _, values) =>
        {
            if (layer is { Range: { } range, SumsToOne: false } && path != last && !path.Contains('.', StringComparison.Ordinal))
                outputs.Add(new($"layer {path}, {layer}", range, Array.ConvertAll(values.ToArray(), double.CreateTruncating)));
        });
        return outputs;
    }

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Evaluate(
        RecipeDocument? other, int threads, CancellationToken cancellation = default)
    {
        // Other data is scaled as the training data of this run was, not by what it would call for itself.
        DataSplit<T> measured = other is null ? data.Value : Scaled(Experiment<T>.Load(other, access));
        Trainer<T> trainer = new(network.Value, Recipe.Loss, Recipe.Optimizer) { Metrics = Recipe.Metrics, Threads = threads };
        return Experiment<T>.Parts(measured).ToDictionary(part => part.Name,
            part => RunSummary.Named(trainer.Evaluate(part.Samples, cancellation), [.. Recipe.Metrics.Select(metric => metric.Name)]));
    }

    private DataSplit<T> Scaled(DataSplit<T> split) =>
        new(split.Train.Scaled(InputScale), split.Validation?.Scaled(InputScale), split.Test?.Scaled(InputScale));

    private int[] Decide(Dataset<T> samples)
    {
        int[] decided = new int[samples.Count];
        int width = network.Value.OutputShape.Size;
        T[] y = new T[DecidedAtOnce * width];
        for (int start = 0; start < decided.Length; start += DecidedAtOnce)
        {
            int count = Math.Min(DecidedAtOnce, decided.Length - start);
            network.Value.Predict(Gather(samples, [.. Enumerable.Range(start, count)]), y.AsSpan(0, count * width));
            for (int i = 0; i < count; i++) decided[start + i] = Decision.Of<T>(y.AsSpan(i * width, width), Threshold);
        }
        return decided;
    }

    private Dataset<T> Part(string name) => Experiment<T>.Parts(data.Value).FirstOrDefault(part => part.Name == name).Samples
        ?? throw new DataException($"'{data.Value.Train.Name}' has no {name} part.");

    private static T[] Gather(Dataset<T> samples, int[] indices)
    {
        T[] x = new T[indices.Length * samples.InputShape.Size];
        samples.GatherInputs(indices, x);
        return x;
    }
}
