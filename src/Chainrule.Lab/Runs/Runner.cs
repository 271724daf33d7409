using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Trains recipes and writes their run folders.</summary>
public static class Runner
{
    /// <summary>The version of Chainrule.</summary>
    public static string Version { get; } =
        typeof(Runner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The widest vector instructions that kernels use on this machine.</summary>
    public static string InstructionSet { get; } =
        (Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit" : "scalar")
        + string.Create(CultureInfo.InvariantCulture, $", {Vector<byte>.Count * 8}-bit vectors");

    /// <summary>Builds the network of a recipe.</summary>
    /// <exception cref="RecipeException">A layer does not fit.</exception>
    /// <exception cref="DataException">The initial weights cannot be read or do not fit.</exception>
    public static Network<T> Build<T>(RecipeDocument document, Shape input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(document);
        Recipe recipe = document.Recipe;
        try
        {
            Network<T> network = Network.Build<T>(input, recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
            if (recipe.InitialWeights is { } file) network.LoadWeights(Path.GetFullPath(file, document.Folder));
            return network;
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
    }

    /// <summary>Trains a recipe and writes its run folder.</summary>
    /// <exception cref="RecipeException">The recipe does not suit its data.</exception>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">The folder cannot be used.</exception>
    public static RunSummary Train(RecipeDocument document, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        return document.Recipe.Precision == Precision.Float32
            ? Train<float>(document, options, cancellation)
            : Train<double>(document, options, cancellation);
    }

    private static RunSummary Train<T>(RecipeDocument document, RunOptions options, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Recipe recipe = document.Recipe;
        DataSplit<T> data = recipe.Data.Load<T>(new DataContext { Folder = document.Folder, DataDirectory = options.DataDirectory, Seed = recipe.Seed });
        Network<T> network = Build<T>(document, data.Train.InputShape);
        Trainer<T> trainer = new(network, recipe.Loss, recipe.Optimizer, recipe.Schedule) { Metrics = recipe.Metrics, Seed = recipe.Seed, Threads = options.Threads };
        try
        {
            trainer.Require(data, recipe.Training);
        }
        catch (SpecException e)
        {
            throw document.At($"training.{e.Key}", e.Message, e);
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
        RunFolder folder = RunFolder.Create(options.Folder, options.Resume);
        string identity = Identity(recipe);
        TrainingState<T> state = trainer.Start();
        if (options.Resume && File.Exists(folder.Checkpoint)) Checkpoint.Read(folder.Checkpoint, identity, network, state);
        RunFolder.WriteText(folder.Recipe, RecipeWriter.ToYaml(recipe.Moved(document.Folder, folder.Path)));

        IReadOnlyList<string> metrics = [.. recipe.Metrics.Select(metric => metric.Name)];
        Saver<T> saver = new(folder, identity, network, state, () => HistoryCsv.Write(state.Epochs, metrics, data.Validation is not null));
        History history = trainer.Fit(data, recipe.Training, state, options.Progress, saver.SaveIfDue, cancellation);
        saver.Save();

        Dictionary<string, string> metadata = Metadata(document, data);
        network.Save(folder.Weights, metadata);
        RunSummary summary = new()
        {
            Name = recipe.Name,
            Version = Version,
            Seed = recipe.Seed,
            Precision = typeof(T) == typeof(float) ? "float32" : "float64",
            Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            InstructionSet = InstructionSet,
            Epochs = state.Epoch,
            Steps = state.Step,
            Parameters = network.Weights.Length,
            Train = Named(trainer.Evaluate(data.Train), metrics),
            Validation = Evaluate(data.Validation),
            Test = Evaluate(data.Test),
            WeightsSha256 = network.WeightsSha256(),
            DataSha256 = Sha256(data),
            Seconds = state.Seconds,
            SamplesPerSecond = history.SamplesPerSecond,
            Status = history.Status,
            Divergence = history.Divergence,
        };
        if (state.BestWeights is not null)
        {
            network.Save(folder.Best, state.BestWeights, state.BestBuffers!, metadata);
            network.LoadWeights(folder.Best);
            summary = summary with { Best = new BestEpoch(state.BestEpoch, Evaluate(data.Validation), Evaluate(data.Test)) };
        }
        RunFolder.WriteText(folder.Summary, summary.ToJson());
        return summary;

        IReadOnlyDictionary<string, double>? Evaluate(Dataset<T>? part) => part is null ? null : Named(trainer.Evaluate(part), metrics);
    }

    /// <summary>The scores by name: the loss, then the metrics.</summary>
    internal static IReadOnlyDictionary<string, double> Named(Scores scores, IReadOnlyList<string> metrics)
    {
        Dictionary<string, double> named = new() { ["loss"] = scores.Loss };
        for (int i = 0; i < metrics.Count; i++) named[metrics[i]] = scores.Metrics[i];
        return named;
    }

    /// <summary>What must stay the same for a run to be resumed: the recipe but for how long it trains and how often it is saved.</summary>
    private static string Identity(Recipe recipe) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        RecipeWriter.ToYaml(recipe with { Training = recipe.Training with { Epochs = null, Steps = null, CheckpointEvery = 1 } }))));

    /// <summary>What a saved model says of itself beside its layers: the recipe, and how its inputs are scaled.</summary>
    private static Dictionary<string, string> Metadata<T>(RecipeDocument document, DataSplit<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, string> metadata = new() { [SavedRun.RecipeKey] = RecipeWriter.ToYaml(document.Recipe) };
        if (data.Train.Scale is { } scale)
            metadata[SavedRun.ScaleKey] = JsonSerializer.Serialize(scale, SavedRunJson.Default.FeatureScale);
        if (data.Train.ClassNames is { } names)
            metadata[SavedRun.ClassesKey] = JsonSerializer.Serialize([.. names], SavedRunJson.Default.StringArray);
        return metadata;
    }

    private static string Sha256<T>(DataSplit<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{data.Train.Sha256} {data.Validation?.Sha256} {data.Test?.Sha256}")));

    /// <summary>Writes checkpoint and history, but not so often that it costs more than a few percent of the time.</summary>
    private sealed class Saver<T>(RunFolder folder, string identity, Network<T> network, TrainingState<T> state, Func<string> history)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Stopwatch sinceLast = Stopwatch.StartNew();
        private TimeSpan cost;

        public void SaveIfDue()
        {
            if (sinceLast.Elapsed >= TimeSpan.FromSeconds(1) && sinceLast.Elapsed >= 50 * cost) Save();
        }

        public void Save()
        {
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                Checkpoint.Write(folder.Checkpoint, identity, network, state);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RunFolderException($"The checkpoint {folder.Checkpoint} cannot be written: {e.Message} The one before is as it was.", e);
            }
            RunFolder.WriteText(folder.History, history());
            cost = watch.Elapsed;
            sinceLast.Restart();
        }
    }
}
