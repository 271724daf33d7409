using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>One of several trainings that must end with the same weights.</summary>
/// <param name="Threads">Its number of threads.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Steps">The updates made.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="WeightsSha256">The SHA-256 of the weights that it ended with.</param>
public sealed record VerifiedRun(int Threads, TrainingStatus Status, long Steps, double Seconds, string WeightsSha256);

/// <summary>The trainings of a recipe on several numbers of threads.</summary>
/// <param name="Runs">The trainings.</param>
public sealed record Verification(IReadOnlyList<VerifiedRun> Runs)
{
    /// <summary>Whether all ended with the same weights.</summary>
    public bool IsSame => Runs.Select(run => run.WeightsSha256).Distinct().Count() <= 1;
}

/// <summary>Trains a recipe on several numbers of threads, to compare the weights.</summary>
public static class Verifier
{
    /// <summary>Trains on each number of threads.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="threads">The numbers of threads, at least one.</param>
    /// <param name="options">Where data sets are, and what receives the progress.</param>
    /// <param name="keep">Gets the first training as soon as it has ended, if only because it was cancelled: it is kept in the run folder
    /// <see cref="RunOptions.Folder"/>. Null where none is to be kept.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DocumentException">The recipe does not suit its data.</exception>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">The folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Verification Verify(
        RecipeDocument document, IReadOnlyList<int> threads, RunOptions options, Func<RunResult, RunSummary>? keep = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(threads);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(threads.Count);
        // All trainings on the same samples: what the first one loads, the others find.
        options = options with { Cache = options.Cache ?? new DataCache() };
        List<VerifiedRun> runs = [];
        if (keep is not null)
        {
            if (Directory.Exists(options.Folder) && Directory.EnumerateFileSystemEntries(options.Folder).Any())
                throw new RunFolderException($"The run folder {options.Folder} exists already. Choose another one with --out.");
            RunSummary first = Runner.Train(document, options with { Threads = threads[0], Resume = false, Finish = keep }, cancellation)
                .Summary;
            if (first.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancellation);
            runs.Add(new(first.Threads, first.Status, first.Steps, first.Seconds, first.WeightsSha256));
        }
        IEnumerable<int> others = threads.Skip(runs.Count);
        runs.AddRange(document.Recipe.Precision == Precision.Float32
            ? Train<float>(document, others, options, cancellation)
            : Train<double>(document, others, options, cancellation));
        return new(runs);
    }

    private static List<VerifiedRun> Train<T>(
        RecipeDocument document, IEnumerable<int> threads, RunOptions options, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> data = Experiment<T>.Load(document, options.Access);
        List<VerifiedRun> runs = [];
        foreach (int number in threads)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Trainer<T> trainer = Experiment<T>.TrainerOf(document, data, number);
            TrainingState<T> state = trainer.Start();
            History history = trainer.Fit(data, document.Recipe.Training, state, options.Progress, cancellation: cancellation);
            if (history.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancellation);
            runs.Add(new(number, history.Status, state.Step, watch.Elapsed.TotalSeconds, trainer.Network.WeightsSha256()));
        }
        return runs;
    }
}
