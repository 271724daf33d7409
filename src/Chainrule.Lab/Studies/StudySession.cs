using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Chainrule.Lab.Runs;
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
        missing = new(runs.Where(run => !run.IsDone(hashes)));
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
        Thread[] crew = [.. Enumerable.Range(0, workers).Select(i => new Thread(() => Work(threadsPerRun)) { IsBackground = true, Name = $"study {i}" })];
        foreach (Thread worker in crew) worker.Start();
        foreach (Thread worker in crew) worker.Join();
        using (stop)
        {
            if (failure is not null) ExceptionDispatchInfo.Throw(failure);
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    private void Work(int threads)
    {
        while (Next() is { } run)
        {
            try
            {
                RunSummary summary = Runner.Train(run.Document, new RunOptions
                {
                    Folder = run.Folder,
                    DataDirectory = options.DataDirectory,
                    Resume = true,
                    Threads = threads,
                    Cache = options.Cache,
                    Progress = new Watch(this, run),
                }, stop.Token);
                if (summary.Status == TrainingStatus.Cancelled) return;
                Finish(run, summary);
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
                timed[kind] = timed.TryGetValue(kind, out (double Seconds, int Runs) before) ? (before.Seconds + seconds, before.Runs + 1) : (seconds, 1);
            active.Remove(run);
            done++;
            Report($"{run.Name}: {(summary.Status == TrainingStatus.Diverged ? "diverged" : string.Join(", ", Scores(summary).Select(score => $"{score.Key.Replace('_', ' ')} {Measures.Number(score.Value, score.Key)}")))}");
        }

        static IEnumerable<KeyValuePair<string, double>> Scores(RunSummary summary) => summary.Test ?? summary.Validation ?? summary.Train;
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

    /// <summary>Tells how it goes; under the lock, so that reports come one after another.</summary>
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
