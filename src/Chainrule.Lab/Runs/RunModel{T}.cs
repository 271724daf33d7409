using System.Globalization;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Models;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>The model of a run in the precision of its recipe.</summary>
/// <param name="document">The recipe.</param>
/// <param name="model">The network with its final weights, and what surrounds it.</param>
/// <param name="data">The data of the recipe.</param>
/// <param name="access">Where data sets are.</param>
/// <param name="saysTask">Whether the model says whether it tells classes apart, which files of earlier versions do not; null where it
/// does.</param>
internal sealed class RunModel<T>(
    RecipeDocument document, Lazy<Model<T>> model, Lazy<DataSplit<T>> data, RunAccess access, Func<bool>? saysTask = null) : RunModel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int DecidedAtOnce = 256;

    private readonly Dictionary<string, int[]> decisions = [];
    private (RecipeDocument? Of, bool TakesUnknownClasses, DataSplit<T>? Data) loaded;
    private readonly Lazy<NetworkSummary> summary = new(() => NetworkSummary.Of(model.Value.Network));
    private readonly Lazy<Network<T>> initial = new(() => Experiment.Build<T>(document, model.Value.Network.InputShape));

    /// <summary>The model of a run, of which nothing is read before somebody asks for it.</summary>
    public static RunModel<T> Of(Run run, RunAccess access) =>
        new(run.Document, new(run.LoadModel<T>), new(() => Experiment<T>.Load(run.Document, access)), access,
            () => run.Metadata.Texts.ContainsKey(ModelDescription.Key));

    private Network<T> Trained => model.Value.Network;

    public override Recipe Recipe => document.Recipe;

    public override NetworkSummary Network => summary.Value;

    public override IReadOnlyList<(string Name, Shape Shape)> Parameters =>
        [.. Trained.Parameters.Select(parameter => (parameter.Name, parameter.Shape))];

    public override FeatureScale? InputScale => model.Value.Description.InputScale;

    public override int Classes => data.Value.Train.Classes;

    public override IReadOnlyList<string>? ClassNames => model.Value.Description.ClassNames;

    public override IReadOnlyList<string> Parts => [.. Experiment<T>.Parts(data.Value).Select(part => part.Name)];

    public override double[] Values(string parameter, bool initial = false)
    {
        Network<T> asked = initial ? this.initial.Value : Trained;
        return Array.ConvertAll(asked.Parameters.First(one => one.Name == parameter).Value.ToArray(), double.CreateTruncating);
    }

    public override int Count(string part) => Part(part).Count;

    public override IReadOnlyList<int> Labels(string part) => LabelsOf(Part(part));

    public override double[] Inputs(string part, IReadOnlyList<int> indices) =>
        Array.ConvertAll(Gather(Part(part), [.. indices]), double.CreateTruncating);

    public override double[] Stored(string part, int index) => Examiner<T>.Stored(Part(part), index);

    public override ExpectedData Expected
    {
        get
        {
            ModelDescription description = model.Value.Description;
            return new()
            {
                Schema = description.Schema ?? (Recipe.Data is CsvData && description.ColumnNames is { } names ? Named(names) : null),
                Classes = description.Classes > 0 || saysTask?.Invoke() != false ? description.Classes : null,
                ClassNames = description.ClassNames,
            };
        }
    }

    public override double[] Outputs(double[] inputs)
    {
        T[] x = Array.ConvertAll(inputs, T.CreateTruncating);
        T[] y = new T[x.Length / Trained.InputShape.Size * Trained.OutputShape.Size];
        Trained.Predict(x, y);
        return Array.ConvertAll(y, double.CreateTruncating);
    }

    public override Predictions Predict(NdArray inputs, string name)
    {
        double[] numbers = inputs.ToDoubles();
        int width = Trained.InputShape.Size, bad = Array.FindIndex(numbers, value => !T.IsFinite(T.CreateTruncating(value)));
        if (bad >= 0)
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"sample {bad / width} holds {numbers[bad]} as element {bad % width}; expected finite numbers, no more than "
                + $"{typeof(T).Name} can hold."), name);
        try
        {
            return Predictions.Of(model.Value.Description, Trained.OutputShape.Size, model.Value.PredictMany(inputs));
        }
        catch (ArgumentException e)
        {
            throw new DataException($"the samples cannot be predicted: {e.Message}", name, cause: e);
        }
    }

    public override IReadOnlyList<int> Decisions(string part)
    {
        if (!decisions.TryGetValue(part, out int[]? known)) decisions[part] = known = Decide(Part(part));
        return known;
    }

    public override IReadOnlyList<LayerOutputs> Activations(bool initial, int samples)
    {
        Network<T> asked = initial ? this.initial.Value : Trained;
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
        RecipeDocument? other, int threads, bool takesUnknownClasses = false, CancellationToken cancellation = default)
    {
        DataSplit<T> measured = Data(other, takesUnknownClasses);
        Trainer<T> trainer = new(Trained, Recipe.Loss, Recipe.Optimizer) { Metrics = Recipe.Metrics, Threads = threads };
        Experiment<T>.RequireClasses(document, trainer, measured);
        return Experiment<T>.Parts(measured).ToDictionary(part => part.Name, part => Score(trainer, part.Samples, cancellation));
    }

    public override IReadOnlyList<string> Warnings(RecipeDocument? other = null, bool withData = true) =>
        Experiment<T>.Warnings(new(Trained, Recipe.Loss, Recipe.Optimizer),
            withData ? Data(other, ReferenceEquals(loaded.Of, other) && loaded.TakesUnknownClasses) : null);

    /// <summary>The data of this run or of another recipe; that is scaled as the training data of this run was, not by what it would call
    /// for itself.</summary>
    private DataSplit<T> Data(RecipeDocument? other, bool takesUnknownClasses)
    {
        if (other is null) return data.Value;
        if (ReferenceEquals(loaded.Of, other) && loaded.TakesUnknownClasses == takesUnknownClasses) return loaded.Data!;
        ExpectedData expected = Expected with { TakesUnknownClasses = takesUnknownClasses };
        DataSplit<T> split = Experiment<T>.Load(other, access, expected);
        Dataset<T> train = Fit("train", split.Train);
        loaded = (other, takesUnknownClasses, new(train, split.Validation is null ? null : Fit("validation", split.Validation),
            split.Test is null ? null : Fit("test", split.Test)));
        return loaded.Data!;

        Dataset<T> Fit(string part, Dataset<T> samples)
        {
            string? unknown = expected.UnknownClasses($"the {part} part of '{samples.Name}'",
                samples.Classes == 0 ? null : LabelsOf(samples), samples.ClassNames);
            return samples.Scaled(InputScale).WithWarnings(unknown is null ? (string[])[] : [unknown]);
        }
    }

    /// <summary>The loss and the metrics on samples, of which those of unknown classes are wrong decisions.</summary>
    private IReadOnlyDictionary<string, double> Score(Trainer<T> trainer, Dataset<T> samples, CancellationToken cancellation)
    {
        string[] metrics = [.. Recipe.Metrics.Select(metric => metric.Name)];
        Dataset<T>? known = Expected.Classes is > 0 and { } classes && samples.Classes > classes
            ? samples.OfFirstClasses(classes) : samples;
        Scores scores = known is not null ? trainer.Evaluate(known, cancellation)
            : new(double.NaN, [.. metrics.Select(_ => double.NaN)]);
        double share = (known?.Count ?? 0) / (double)samples.Count;
        return RunSummary.Named(scores with
        {
            Metrics = [.. scores.Metrics.Zip(Recipe.Metrics, (score, metric) =>
                metric is not AccuracyMetric ? score : share == 0 ? 0 : share == 1 ? score : score * share)],
        }, metrics);
    }

    /// <summary>The columns of a run of an earlier version, which knows their names alone.</summary>
    private static TableSchema Named(IReadOnlyList<string> names) => new()
    {
        Inputs = [.. names.Select((name, place) => new TableColumn(name, place))],
        Columns = names.Count + 1,
        HasHeader = true,
    };

    private static int[] LabelsOf(Dataset<T> samples) => [.. Enumerable.Range(0, samples.Count).Select(samples.Label)];

    private int[] Decide(Dataset<T> samples)
    {
        int[] decided = new int[samples.Count];
        int width = Trained.OutputShape.Size;
        T[] y = new T[DecidedAtOnce * width];
        for (int start = 0; start < decided.Length; start += DecidedAtOnce)
        {
            int count = Math.Min(DecidedAtOnce, decided.Length - start);
            Trained.Predict(Gather(samples, [.. Enumerable.Range(start, count)]), y.AsSpan(0, count * width));
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
