using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Chainrule.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Models;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>A recipe while it is trained: from the checkpoint, if there is one, to the files of the run folder.</summary>
/// <param name="document">The recipe.</param>
/// <param name="data">Its data.</param>
/// <param name="trainer">The trainer with the network as it is before the first step.</param>
/// <param name="options">How it is run.</param>
internal sealed partial class RunSession<T>(RecipeDocument document, DataSplit<T> data, Trainer<T> trainer, RunOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recipe recipe = document.Recipe;
    private readonly Network<T> network = trainer.Network;
    private readonly TrainingState<T> state = trainer.Start();
    private readonly StatisticsLog<T> statistics = new(trainer.Network, document.Recipe.Loss, data.Train,
        document.Recipe.Training.BatchSizeFor(data.Train.Count));
    private readonly string dataSha256 = Experiment<T>.Sha256(data);
    private readonly IReadOnlyList<string> warnings = Experiment<T>.Warnings(trainer, data);

    /// <summary>The names of the metrics.</summary>
    private string[] Metrics => [.. recipe.Metrics.Select(metric => metric.Name)];

    /// <summary>Trains, measures and writes.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="earlier">What it held before; null for nothing.</param>
    /// <param name="cancellation">Stops the training, and the measurement.</param>
    public RunResult Train(RunFolder folder, Run? earlier, CancellationToken cancellation)
    {
        trainer.Callbacks.Add(statistics);
        RunIdentity identity = new(Identity(), dataSha256);
        if (options.Resume && earlier is { HasCheckpoint: true }) Resume(earlier, identity);
        string recipeText = RecipeWriter.ToYaml(recipe.Moved(document.Folder, folder.Path));
        RunFolder.WriteText(folder.Recipe, recipeText);
        foreach (string warning in warnings) options.Warnings?.Report(warning);
        History history = Fit(folder, identity, cancellation);
        Model<T> model = new(network, recipe.Loss, data.Train) { Texts = RunMetadata.TextsOf(document, dataSha256) };
        Save(model, folder);

        (RunSummary summary, Examination? examination, IReadOnlyList<Baseline> baselines) = Measure(history, cancellation);
        RunFolder.WriteText(folder.Summary, summary.ToJson());
        return new()
        {
            Folder = folder,
            Document = document,
            RecipeText = recipeText,
            Summary = summary,
            Epochs = [.. state.Epochs],
            Model = new RunModel<T>(document, new(model), new(data), options.Access),
            Statistics = new([.. statistics.Measurements], statistics.Samples, statistics.Inputs),
            Examination = examination,
            Baselines = baselines,
        };
    }

    /// <summary>Writes the final weights, and the best where there are any, each file a model.</summary>
    private void Save(Model<T> model, RunFolder folder)
    {
        RunFolder.Guarded(folder.Weights, () => model.Save(folder.Weights));
        state.Best?.While(network, () =>
        {
            RunFolder.Guarded(folder.Best, () => model.Save(folder.Best));
            return true;
        });
    }

    private void Resume(Run earlier, RunIdentity identity)
    {
        earlier.LoadCheckpoint(identity, state);
        long steps = recipe.Training.StepsFor(data.Train.Count);
        if (state.Step > steps)
            throw new RunFolderException($"The run in {options.Folder} has made {state.Step} steps, and this recipe ends after {steps}. "
                + "Let it train for longer, or choose another folder with --out.");
        statistics.TakeOver(earlier.Statistics, state.Step);
    }

    private History Fit(RunFolder folder, RunIdentity identity, CancellationToken cancellation)
    {
        // A checkpoint that cannot be written ends the training: it could not be resumed.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CheckpointWriter<T> saver = new(folder, new(state, identity.Texts), HistoryText, () => [.. statistics.Measurements],
            stop.Cancel);
        if (!File.Exists(folder.Checkpoint)) saver.Save();
        trainer.Callbacks.Add(saver);
        History history = trainer.Fit(data, recipe.Training, state, options.Progress, stop.Token);
        saver.Wait();
        RunFolder.WriteText(folder.Statistics, StatisticsCsv.Write(statistics.Measurements));
        RunFolder.WriteText(folder.History, HistoryText(state.Epochs));
        return history;
    }

    private string HistoryText(IReadOnlyList<EpochRecord> epochs) => HistoryCsv.Write(epochs, Metrics, data.Validation is not null);

    /// <summary>Measures the weights on all parts, unless the training was cancelled, or is cancelled now: then nobody wants to
    /// wait.</summary>
    private (RunSummary Summary, Examination? Examination, IReadOnlyList<Baseline> Baselines) Measure(
        History history, CancellationToken cancellation)
    {
        RunSummary summary = Unmeasured(history);
        if (summary.Status == TrainingStatus.Cancelled) return (summary, null, []);
        try
        {
            (string part, Dataset<T> examined) = Experiment<T>.Parts(data).Last();
            Examiner<T> examiner = new(NameOf(part), examined, recipe.Loss, network.OutputShape.Size);
            Guess guess = new(data.Train, recipe.Loss, network.OutputShape.Size);
            List<Baseline> baselines = [];
            Dictionary<string, IReadOnlyDictionary<string, double>> scores = [];
            foreach ((string name, Dataset<T> samples) in Experiment<T>.Parts(data))
            {
                DecisionCount decisions = new(samples, recipe.Loss, network.OutputShape.Size);
                OutputsObserver<T> observer = decisions.Observe;
                if (ReferenceEquals(samples, examined)) observer += examiner.Observe;
                scores[name] = Scores(samples, observer, cancellation);
                baselines.Add(guess.Beside(scores[name]["loss"], NameOf(name), samples, decisions));
            }
            IReadOnlyDictionary<string, double>? bestTest = state.Best is { } best && data.Test is { } test
                ? best.While(network, () => Scores(test, observer: null, cancellation)) : null;
            return (summary with
            {
                Train = scores["train"],
                Validation = scores.GetValueOrDefault("validation"),
                Test = scores.GetValueOrDefault("test"),
                Best = summary.Best is null ? null : summary.Best with { Test = bestTest },
            }, examiner.Result(), baselines);
        }
        catch (OperationCanceledException)
        {
            return (summary with { Status = TrainingStatus.Cancelled }, null, []);
        }

        static string NameOf(string part) => part == "train" ? "training" : part;
    }

    private IReadOnlyDictionary<string, double> Scores(Dataset<T> part, OutputsObserver<T>? observer, CancellationToken cancellation) =>
        RunSummary.Named(trainer.Evaluate(part, observer, cancellation), Metrics);

    /// <summary>The summary before anything is measured.</summary>
    private RunSummary Unmeasured(History history) => new()
    {
        Name = recipe.Name,
        Version = Installation.Version,
        Seed = recipe.Seed,
        Precision = recipe.Precision == Precision.Float32 ? "float32" : "float64",
        Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
        InstructionSet = Installation.InstructionSet,
        Machine = Machine.Current,
        Epochs = state.Epoch,
        Steps = state.Step,
        Parameters = network.Weights.Length,
        Train = new Dictionary<string, double>(),
        Best = state.Best is null ? null
            : new(state.BestEpoch, state.Epochs[state.BestEpoch - 1].Validation is { } validation
                ? RunSummary.Named(validation, Metrics) : null, null),
        WeightsSha256 = network.WeightsSha256(),
        DataSha256 = dataSha256,
        Seconds = state.Seconds,
        SamplesPerSecond = history.SamplesPerSecond,
        Status = history.Status,
        Divergence = history.Divergence,
        Warnings = warnings.Count > 0 ? warnings : null,
    };

    /// <summary>What must stay the same for a run to be resumed: the recipe but for how long it trains, how often it is saved, what is said
    /// about it, where its files are, and which weights it ends with.</summary>
    private string Identity()
    {
        TrainingOptions training = recipe.Training with { Epochs = null, Steps = null, CheckpointEvery = 1, RestoreBest = false };
        string text = RecipeWriter.ToYaml(recipe.WithPaths(_ => "file") with { Description = null, Training = training });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
