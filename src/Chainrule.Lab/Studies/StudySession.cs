using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;
using Chainrule.Training;

namespace Chainrule.Lab.Studies;

/// <summary>The runs of a study that are still missing, under way.</summary>
internal sealed class StudySession
{
    private static readonly TimeSpan reportInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly string study;
    private readonly StudyOptions options;
    private readonly CancellationTokenSource stop;
    private readonly Queue<PlannedRun> missing;
    private readonly int total;
    private readonly Dictionary<PlannedRun, (ActiveRun State, Stopwatch Clock)> active = [];
    private readonly Dictionary<object, (double Seconds, int Runs)> timed = [];
    private readonly Stopwatch sinceReport = Stopwatch.StartNew();
    private Exception? failure;
    private int done, workers;

    public StudySession(string study, IReadOnlyList<PlannedRun> runs, StudyOptions options, CancellationToken cancellation)
    {
        (this.study, this.options, total) = (study, options, runs.Count);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        DataHashes hashes = new(options.DataDirectory, options.Cache);
        missing = new(runs.Where(run => !IsFinished(run, hashes)));
        done = total - missing.Count;
    }

    /// <summary>Trains what is missing. The first failure stops the rest, which is saved.</summary>
    public void Run()
    {
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        workers = Math.Max(1, Math.Min(threads, missing.Count));
        // Fewer runs than threads: each run gets several.
        int threadsPerRun = Math.Max(1, threads / workers);
        Report(null);
        Thread[] crew = [.. Enumerable.Range(0, workers).Select(i =>
            new Thread(() => Work(threadsPerRun)) { IsBackground = true, Name = $"study {i}" })];
        foreach (Thread worker in crew) worker.Start();
        foreach (Thread worker in crew) worker.Join();
        using (stop)
        {
            if (failure is not null) ExceptionDispatchInfo.Throw(failure);
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether the folder of a planned run holds just this run, finished.</summary>
    /// <param name="planned">The run that is called for.</param>
    /// <param name="hashes">The hashes of the data as it is now.</param>
    /// <exception cref="RunFolderException">It holds a run of another recipe, or a finished one on other data.</exception>
    private static bool IsFinished(PlannedRun planned, DataHashes hashes)
    {
        if (Lab.Runs.Run.Find(planned.Folder) is not { } run) return false;
        if (run.RecipeText != RecipeWriter.ToYaml(planned.Document.Recipe.Moved(planned.Document.Folder, planned.Folder)))
            throw new RunFolderException($"{planned.Folder} holds a run of another recipe; the study has changed since. "
                + "Delete the folder, or choose another one with --out.");
        if (!run.IsFinished) return false;
        if (run.Summary!.DataSha256 != hashes.Of(planned.Document))
            throw new RunFolderException($"{planned.Folder} holds a run on other data; the samples have changed since. "
                + "Restore the data, delete the folder to train on the new data, or choose another one with --out.");
        return true;
    }

    private void Work(int threads)
    {
        while (Next() is { } run)
        {
            try
            {
                RunResult result = Runner.Train(run.Document, new RunOptions
                {
                    Folder = run.Folder,
                    Within = options.Folder,
                    DataDirectory = options.DataDirectory,
                    Resume = true,
                    Threads = threads,
                    Cache = options.Cache,
                    Progress = new Watch(this, run),
                    Finish = result => RunReporter.Write(result, TrainingDoctor.Examine(result)),
                }, stop.Token);
                if (result.Summary.Status == TrainingStatus.Cancelled) return;
                Finish(run, result.Summary);
            }
            catch (Exception e)
            {
                lock (gate)
                {
                    if (e is not OperationCanceledException || !stop.IsCancellationRequested) failure ??= e;
                }
                stop.Cancel();
                return;
            }
        }
    }

    private PlannedRun? Next()
    {
        lock (gate)
        {
            if (stop.IsCancellationRequested || missing.Count == 0) return null;
            PlannedRun run = missing.Dequeue();
            active[run] = (new ActiveRun(run.Name, 0, 0, 0), Stopwatch.StartNew());
            return run;
        }
    }

    private void Finish(PlannedRun run, RunSummary summary)
    {
        lock (gate)
        {
            double seconds = active[run].Clock.Elapsed.TotalSeconds;
            foreach (object kind in (object[])[run.Arm, run.Plan, this])
                timed[kind] = timed.TryGetValue(kind, out (double Seconds, int Runs) before)
                    ? (before.Seconds + seconds, before.Runs + 1) : (seconds, 1);
            active.Remove(run);
            done++;
            Report($"{run.Name}: {(summary.Status == TrainingStatus.Diverged ? "diverged" : string.Join(", ", Scores(summary)))}");
        }

        static IEnumerable<string> Scores(RunSummary summary) => (summary.Test ?? summary.Validation ?? summary.Train)
            .Select(score => $"{score.Key.Replace('_', ' ')} {Measures.Number(score.Value, score.Key)}");
    }

    private void Advance(PlannedRun run, TrainingProgress progress)
    {
        lock (gate)
        {
            double share = progress.Completed is { } epoch ? (double)epoch.Epoch / progress.Epochs
                : (progress.Epoch - 1 + (double)progress.Batch / Math.Max(1, progress.Batches)) / progress.Epochs;
            active[run] = (new ActiveRun(run.Name, progress.Epoch, progress.Epochs, Math.Min(1, share)), active[run].Clock);
            if (sinceReport.Elapsed >= reportInterval) Report(null);
        }
    }

    /// <summary>Reports the progress; under the lock, so that reports come one after another.</summary>
    private void Report(string? finished)
    {
        sinceReport.Restart();
        options.Progress?.Report(new StudyProgress(study, done, total, [.. active.Values.Select(run => run.State)], Remaining(), finished));
    }

    /// <summary>What is left, each run taken to last as long as those of its arm, of its part or of the study so far.</summary>
    private TimeSpan? Remaining()
    {
        double seconds = 0;
        foreach (PlannedRun run in missing)
        {
            if (Expected(run) is not { } expected) return null;
            seconds += expected;
        }
        foreach ((PlannedRun run, (ActiveRun state, Stopwatch clock)) in active)
        {
            double elapsed = clock.Elapsed.TotalSeconds;
            if (state.Share > 0.02) seconds += elapsed / state.Share - elapsed;
            else if (Expected(run) is { } expected) seconds += Math.Max(0, expected - elapsed);
            else return null;
        }
        return TimeSpan.FromSeconds(Math.Min(1e8, seconds / Math.Max(1, workers)));
    }

    private double? Expected(PlannedRun run)
    {
        foreach (object kind in (object[])[run.Arm, run.Plan, this])
            if (timed.TryGetValue(kind, out (double Seconds, int Runs) known)) return known.Seconds / known.Runs;
        return null;
    }

    private sealed class Watch(StudySession session, PlannedRun run) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => session.Advance(run, value);
    }
}
