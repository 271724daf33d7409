using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>One of several trainings that must end with the same weights.</summary>
/// <param name="Threads">Its number of threads.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Steps">The updates made.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="WeightsSha256">The SHA-256 of the weights that it ended with.</param>
public sealed record VerifiedRun(int Threads, TrainingStatus Status, long Steps, double Seconds, string WeightsSha256);

/// <summary>Trains a recipe on several numbers of threads and compares the weights.</summary>
public static class Verifier
{
    /// <summary>Trains on each number of threads.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="threads">The numbers of threads, at least one.</param>
    /// <param name="options">Where data sets are, and who is told how it goes.</param>
    /// <param name="isKept">Whether the first training is kept: it then writes its run folder, <see cref="RunOptions.Folder"/>, and its report says what came of all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecipeException">The recipe does not suit its data.</exception>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">The folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<VerifiedRun> Verify(RecipeDocument document, IReadOnlyList<int> threads, RunOptions options, bool isKept, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(threads);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(threads.Count);
        return document.Recipe.Precision == Precision.Float32
            ? Verify<float>(document, threads, options, isKept, cancellation)
            : Verify<double>(document, threads, options, isKept, cancellation);
    }

    private static List<VerifiedRun> Verify<T>(RecipeDocument document, IReadOnlyList<int> threads, RunOptions options, bool isKept, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // All trainings on the same samples: what the first one loads, the others find.
        options = options with { Cache = options.Cache ?? new DataCache() };
        List<VerifiedRun> runs = [];
        if (!isKept)
        {
            Others(threads);
            return runs;
        }
        RunSummary kept = Runner.Train(document, options with { Threads = threads[0], Resume = false, Verify = Compare }, cancellation);
        if (kept.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancellation);
        return runs;

        ThreadVerification Compare(RunSummary first)
        {
            runs.Add(new(first.Threads, first.Status, first.Steps, first.Seconds, first.WeightsSha256));
            Others(threads.Skip(1));
            return new([.. runs.Select(run => (run.Threads, run.WeightsSha256))]);
        }

        void Others(IEnumerable<int> numbers)
        {
            DataSplit<T> data = Runner.Load<T>(document, options);
            foreach (int number in numbers) runs.Add(TrainOn(data, number));
        }

        VerifiedRun TrainOn(DataSplit<T> data, int number)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Trainer<T> trainer = Runner.TrainerOf(document, data, number);
            TrainingState<T> state = trainer.Start();
            History history = trainer.Fit(data, document.Recipe.Training, state, options.Progress, cancellation: cancellation);
            if (history.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancellation);
            return new(number, history.Status, state.Step, watch.Elapsed.TotalSeconds, trainer.Network.WeightsSha256());
        }
    }
}
