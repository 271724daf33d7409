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
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
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
        Network<T> network;
        try
        {
            network = Network.Build<T>(input, recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException || (e is ArgumentException and not SpecException))
        {
            throw document.At("model", "the network has more weights than memory can hold; take fewer units or filters.", e);
        }
        if (recipe.InitialWeights is { } file) network.LoadWeights(Path.GetFullPath(file, document.Folder));
        return network;
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
        DataSplit<T> data = Load<T>(document, options);
        Trainer<T> trainer = TrainerOf(document, data, options.Threads);
        cancellation.ThrowIfCancellationRequested();
        bool isNew = !File.Exists(Path.Combine(options.Folder, "recipe.yaml"));
        RunFolder folder = RunFolder.Create(options.Folder, options.Resume);
        try
        {
            return Train(document, data, trainer, folder, options, cancellation);
        }
        catch (FileWriteException e) when (File.Exists(folder.Checkpoint))
        {
            throw new FileWriteException($"{e.Message.TrimEnd('.')}. The last checkpoint is whole: when the cause is gone, go on with the same command and --out {options.Folder} --resume.", e);
        }
        catch when (isNew)
        {
            folder.Withdraw();
            throw;
        }
    }

    /// <summary>The data of a recipe.</summary>
    internal static DataSplit<T> Load<T>(RecipeDocument document, RunOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        document.Recipe.Data.Load<T>(new DataContext { Folder = document.Folder, DataDirectory = options.DataDirectory, Seed = document.Recipe.Seed, Cache = options.Cache });

    /// <summary>The SHA-256 of a recipe's data, as the summary of a run states it.</summary>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    internal static string DataSha256(RecipeDocument document, string dataDirectory, DataCache cache)
    {
        RunOptions options = new() { Folder = "", DataDirectory = dataDirectory, Cache = cache };
        return document.Recipe.Precision == Precision.Float32 ? Sha256(Load<float>(document, options)) : Sha256(Load<double>(document, options));
    }

    /// <summary>A trainer with the network as it is before the first step; everything is checked against the data.</summary>
    internal static Trainer<T> TrainerOf<T>(RecipeDocument document, DataSplit<T> data, int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Recipe recipe = document.Recipe;
        Network<T> network = Build<T>(document, data.Train.InputShape);
        Trainer<T> trainer = new(network, recipe.Loss, recipe.Optimizer, recipe.Schedule) { Metrics = recipe.Metrics, Seed = recipe.Seed, Threads = threads };
        try
        {
            data.Train.RequireOutputs(network.OutputShape.Size);
        }
        catch (DataException e)
        {
            throw document.At($"model.{recipe.Model.Count - 1}", e.Message, e);
        }
        try
        {
            trainer.Require(data, recipe.Training);
        }
        catch (SpecException e)
        {
            throw document.At($"training.{e.Key}", $"{e.Key} {e.Problem}.", e);
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
        return trainer;
    }

    private static RunSummary Train<T>(RecipeDocument document, DataSplit<T> data, Trainer<T> trainer, RunFolder folder, RunOptions options, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Recipe recipe = document.Recipe;
        Network<T> network = trainer.Network;
        RunIdentity identity = new(Identity(recipe), Sha256(data));
        TrainingState<T> state = trainer.Start();
        StatisticsLog<T> statistics = new(network, recipe.Loss, data.Train, recipe.Training.BatchSize.Of(data.Train.Count));
        trainer.Observer = statistics;
        if (options.Resume && File.Exists(folder.Checkpoint))
        {
            Checkpoint.Read(folder.Checkpoint, identity, network, state);
            RequireFurther(recipe.Training, data.Train.Count, state.Step, options.Folder);
            statistics.TakeOver(StatisticsCsv.Read(folder.Statistics), state.Step);
        }
        string recipeText = RecipeWriter.ToYaml(recipe.Moved(document.Folder, folder.Path));
        RunFolder.WriteText(folder.Recipe, recipeText);

        IReadOnlyList<string> metrics = [.. recipe.Metrics.Select(metric => metric.Name)];
        // A checkpoint that cannot be written ends the training: it could not be resumed.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CheckpointWriter<T> saver = new(folder, new(identity, network, state), epochs => HistoryCsv.Write(epochs, metrics, data.Validation is not null), () => [.. statistics.Measurements], stop.Cancel);
        if (!File.Exists(folder.Checkpoint)) saver.Save();
        History history = trainer.Fit(data, recipe.Training, state, options.Progress, () => (state.IsEnd ? (Action)saver.Save : saver.SaveIfDue)(), stop.Token);
        saver.Wait();
        RunFolder.WriteText(folder.Statistics, StatisticsCsv.Write(statistics.Measurements));
        RunFolder.WriteText(folder.History, HistoryCsv.Write(state.Epochs, metrics, data.Validation is not null));

        WeightFiles.Save(folder, network, state, Metadata(document, data, identity.Data));
        try
        {
            return Finish(recipe, data, trainer, state, statistics, folder, options, history, history.Status, recipeText, identity.Data, cancellation);
        }
        catch (OperationCanceledException)
        {
            network.LoadWeights(folder.Weights);
            return Finish(recipe, data, trainer, state, statistics, folder, options, history, TrainingStatus.Cancelled, recipeText, identity.Data, CancellationToken.None);
        }
    }

    /// <summary>Measures the weights, unless the run was cancelled: then nobody wants to wait for it. Writes summary and report.</summary>
    private static RunSummary Finish<T>(Recipe recipe, DataSplit<T> data, Trainer<T> trainer, TrainingState<T> state, StatisticsLog<T> statistics, RunFolder folder, RunOptions options,
        History history, TrainingStatus status, string recipeText, string dataSha256, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = trainer.Network;
        IReadOnlyList<string> metrics = history.Metrics;
        bool measure = status != TrainingStatus.Cancelled;
        Reporter<T> reporter = new(recipe, data, network);
        TrainingDiagnosis diagnosis = TrainingDoctor.Examine(TrainingCase.Of(recipe, network, statistics, state, history.Divergence));
        RunSummary summary = new()
        {
            Name = recipe.Name,
            Version = Version,
            Seed = recipe.Seed,
            Precision = typeof(T) == typeof(float) ? "float32" : "float64",
            Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            InstructionSet = InstructionSet,
            Machine = Machine.Current,
            Epochs = state.Epoch,
            Steps = state.Step,
            Parameters = network.Weights.Length,
            Train = Evaluate(data.Train) ?? new Dictionary<string, double>(),
            Validation = Evaluate(data.Validation),
            Test = Evaluate(data.Test),
            WeightsSha256 = network.WeightsSha256(),
            DataSha256 = dataSha256,
            Seconds = state.Seconds,
            SamplesPerSecond = history.SamplesPerSecond,
            Status = status,
            Divergence = history.Divergence,
            Findings = diagnosis.Findings.Count > 0 ? diagnosis.Findings : null,
        };
        RunReport report = reporter.Report(recipeText, summary, state.Epochs) with
        {
            Diagnosis = diagnosis,
            Verification = measure ? options.Verify?.Invoke(summary) : null,
        };
        if (state.BestWeights is not null)
        {
            if (measure) network.LoadWeights(folder.Best);
            Scores? validation = state.Epochs[state.BestEpoch - 1].Validation;
            summary = summary with { Best = new BestEpoch(state.BestEpoch, validation is null ? null : Named(validation, metrics), Evaluate(data.Test, observe: false)) };
        }
        RunFolder.WriteText(folder.Summary, summary.ToJson());
        RunFolder.WriteText(folder.Report, (report with { Summary = summary }).ToHtml());
        return summary;

        IReadOnlyDictionary<string, double>? Evaluate(Dataset<T>? part, bool observe = true) =>
            part is null || !measure ? null : Named(trainer.Evaluate(part, observe ? reporter.ObserverOf(part) : null, cancellation), metrics);
    }

    /// <summary>Checks that a run to be resumed has not already been trained for longer than the recipe says.</summary>
    private static void RequireFurther(TrainingOptions training, int samples, long step, string folder)
    {
        int batchSize = training.BatchSize.Of(samples);
        long steps = training.Steps ?? training.Epochs!.Value * (long)((samples + batchSize - 1L) / batchSize);
        if (step > steps)
            throw new RunFolderException($"The run in {folder} has made {step} steps, and this recipe ends after {steps}. Let it train for longer, or choose another folder with --out.");
    }

    /// <summary>The scores by name: the loss, then the metrics.</summary>
    internal static IReadOnlyDictionary<string, double> Named(Scores scores, IReadOnlyList<string> metrics)
    {
        Dictionary<string, double> named = new() { ["loss"] = scores.Loss };
        for (int i = 0; i < metrics.Count; i++) named[metrics[i]] = scores.Metrics[i];
        return named;
    }

    /// <summary>What must stay the same for a run to be resumed: the recipe but for how long it trains, how often it is saved, what is said
    /// about it, and where its files lie.</summary>
    private static string Identity(Recipe recipe) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RecipeWriter.ToYaml(
        recipe.WithPaths(_ => "file") with { Description = null, Training = recipe.Training with { Epochs = null, Steps = null, CheckpointEvery = 1 } }))));

    /// <summary>What a saved model says of itself beside its layers: the recipe, the data, and how its inputs are scaled.</summary>
    private static Dictionary<string, string> Metadata<T>(RecipeDocument document, DataSplit<T> data, string dataSha256) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, string> metadata = new() { [SavedRun.RecipeKey] = RecipeWriter.ToYaml(document.Recipe), [SavedRun.DataKey] = dataSha256 };
        if (data.Train.Scale is { } scale)
            metadata[SavedRun.ScaleKey] = JsonSerializer.Serialize(scale, SavedRunJson.Default.FeatureScale);
        if (data.Train.ClassNames is { } names)
            metadata[SavedRun.ClassesKey] = JsonSerializer.Serialize([.. names], SavedRunJson.Default.StringArray);
        return metadata;
    }

    private static string Sha256<T>(DataSplit<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{data.Train.Sha256} {data.Validation?.Sha256} {data.Test?.Sha256}")));
}
