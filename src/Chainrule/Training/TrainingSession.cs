using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Schedules;

namespace Chainrule.Training;

/// <summary>One training under way: epochs, evaluation, the best epoch, callbacks and progress; <see cref="TrainingStep"/> makes the
/// updates.</summary>
internal sealed partial class TrainingSession<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);
    private readonly Trainer<T> trainer;
    private readonly BatchSource<T> source;
    private readonly Dataset<T>? validation;
    private readonly TrainingOptions options;
    private readonly TrainingState<T> state;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly Callback<T>[] callbacks;
    private readonly Team team;
    private readonly TrainingContext<T> context;
    private readonly CompiledSchedule schedule;
    private readonly Trainer<T>.Evaluator? evaluator;
    private readonly TrainingStep step;
    private readonly WatchedMetric watched;
    private readonly int batches;
    private readonly long steps;
    private readonly double secondsBefore;
    private readonly Stopwatch clock = new();
    private TimeSpan lastReport, lastSave;

    public TrainingSession(Trainer<T> trainer, BatchSource<T> source, Dataset<T>? validation, TrainingOptions options,
        TrainingState<T> state, IProgress<TrainingProgress>? progress, Team team)
    {
        (this.trainer, this.source, this.validation, this.options, this.state) = (trainer, source, validation, options, state);
        (this.progress, this.team, callbacks) = (progress, team, [.. trainer.Callbacks]);
        if (state.MisfitOf(trainer) is { } misfit) throw new ArgumentException(misfit, nameof(state));
        if (state.IsWithinStep)
            throw new InvalidOperationException("An exception left the state within a step, which cannot be taken back. Load it from what "
                + "was last saved, or begin anew with Start().");
        batches = source.Batches;
        if (state is { Batch: > 0, Batches: > 0 } && (state.BatchSize, state.Batches) != (source.BatchSize, batches))
            throw new ArgumentException($"The state is within an epoch, after {state.Batch} of {state.Batches} batches of "
                + $"{state.BatchSize} samples, but this training has {batches} batches of {source.BatchSize}. Go on with the same data and "
                + "BatchSize, at least to the end of the epoch.", nameof(state));
        (state.BatchSize, state.Batches) = (source.BatchSize, batches);
        steps = options.Steps ?? (long)batches * options.Epochs!.Value;
        schedule = trainer.Schedule.Compile(trainer.Optimizer.BaseRate, steps, batches);
        if (state.ScheduleScalars is { Length: > 0 } scalars)
        {
            if (scalars.Length != schedule.Scalars.Length)
                throw new ArgumentException($"The state was saved under another schedule than {trainer.Schedule}.", nameof(state));
            scalars.CopyTo(schedule.Scalars);
        }
        state.ScheduleScalars = schedule.Scalars.ToArray();
        context = new TrainingContext<T>(trainer, state, schedule, team, batches, steps);
        watched = WatchedMetric.Find(options, trainer.Metrics, isValidated: validation is not null);
        if (options.RestoreBest && validation is null && options.EarlyStopping is null)
            throw new SpecException(options, "restore_best", "needs a validation part to know the best epoch by, or early stopping that "
                + "watches a figure of the training part");
        state.RestoreLast();
        if (validation is not null) evaluator = new Trainer<T>.Evaluator(trainer, team);
        step = new TrainingStep(context, source, callbacks, options.ClipNorm);
        secondsBefore = state.Seconds;
    }

    /// <summary>Whether early stopping ended this training before; then there is nothing to go on with.</summary>
    private bool HasStoppedEarly => options.EarlyStopping is { } early && state.EvaluationsWithoutGain >= early.Patience;

    /// <summary>Whether the epoch ends, or is evaluated, only because the training ends. A longer training would not do so here; so what is
    /// saved is the state before, from which both go on.</summary>
    private bool IsCutOff =>
        state.Step >= steps && (state.Batch < batches || (evaluator is not null && (state.Epoch + 1) % options.EvaluateEvery != 0));

    public History Run(CancellationToken cancellation)
    {
        clock.Start();
        using CancellationTokenSource late = new();
        using CancellationTokenRegistration patience = cancellation.Register(() => late.CancelAfter(trainer.Grace));
        foreach (Callback<T> callback in callbacks) callback.OnTrainBegin(context);
        TrainingStatus status = HasStoppedEarly ? TrainingStatus.EarlyStopped : Undisturbed;
        bool isSaved = false;
        while (status == TrainingStatus.Completed && (state.Step < steps || state.Batch > 0))
        {
            status = RunSteps(cancellation, late.Token);
            if (status != TrainingStatus.Completed) break;
            if (isSaved = IsCutOff) Save(isEnd: true);
            Scores? scores = null;
            bool evaluate = evaluator is not null && (state.Step >= steps || (state.Epoch + 1) % options.EvaluateEvery == 0);
            if (evaluate && (scores = Evaluate(cancellation, late.Token)) is null)
            {
                status = TrainingStatus.Cancelled;
                break;
            }
            TimeSpan now = CountSeconds();
            if (FinishEpoch(scores)) status = step.Holds(batches - 1) ? TrainingStatus.EarlyStopped : TrainingStatus.Diverged;
            else if (state.Step < steps && Undisturbed != TrainingStatus.Completed) status = TrainingStatus.Stopped;
            else if (state.Step < steps && (state.Epoch % options.CheckpointEvery.Epochs == 0 || IsTimeToSave(now))) Save(isEnd: false);
        }
        CountSeconds();
        // What was saved before a divergence stays: a training that goes on from there diverges again, in the same way.
        if (!isSaved && status != TrainingStatus.Diverged) Save(isEnd: true);
        return End(status);
    }

    /// <summary>Completed, or stopped where a callback wants that.</summary>
    private TrainingStatus Undisturbed => context.IsStopping ? TrainingStatus.Stopped : TrainingStatus.Completed;

    private History End(TrainingStatus status)
    {
        bool isRestored = options.RestoreBest && state.Best is not null;
        if (isRestored) state.RestoreBest();
        Divergence? divergence = step.Divergence;
        if (divergence is not null && isRestored)
            divergence = divergence with { KeepsBest = true, KeepsResumed = false, StepsKept = state.Epochs[state.BestEpoch - 1].Step };
        context.History = new History
        {
            Status = status,
            Epochs = [.. state.Epochs],
            Metrics = state.Running.Names,
            BestEpoch = state.BestEpoch,
            Divergence = divergence,
            SamplesPerSecond = SamplesPerSecond,
        };
        foreach (Callback<T> callback in callbacks) callback.OnTrainEnd(context);
        return context.History;
    }

    private double SamplesPerSecond => state.TrainingSeconds > 0 ? state.Samples / state.TrainingSeconds : 0;

    /// <summary>Makes the updates up to the end of the epoch or of the training.</summary>
    /// <returns>Completed where it got there.</returns>
    private TrainingStatus RunSteps(CancellationToken cancellation, CancellationToken late)
    {
        source.Begin(state.Epoch);
        context.Epoch = state.Epoch + 1;
        TimeSpan now = clock.Elapsed;
        while (state.Batch < batches && state.Step < steps)
        {
            TimeSpan begin = now;
            StepOutcome outcome = step.Run(late);
            now = CountSeconds();
            state.TrainingSeconds += (now - begin).TotalSeconds;
            if (outcome == StepOutcome.Diverged) return TrainingStatus.Diverged;
            if (outcome == StepOutcome.Updated)
                foreach (Callback<T> callback in callbacks) callback.OnBatchEnd(context);
            if (outcome == StepOutcome.Cancelled || cancellation.IsCancellationRequested) return UnlessDiverged(TrainingStatus.Cancelled);
            if (Undisturbed != TrainingStatus.Completed) return TrainingStatus.Stopped;
            bool isTimeToSave = state.Batch < batches && state.Step < steps && IsTimeToSave(now);
            bool isTimeToReport = progress is not null && now - lastReport >= ReportInterval;
            if (isTimeToSave) Save(isEnd: false);
            if (isTimeToReport) Report(null);
            if (isTimeToSave || isTimeToReport) now = clock.Elapsed;
        }
        return UnlessDiverged(Undisturbed);
    }

    private TrainingStatus UnlessDiverged(TrainingStatus status) =>
        state.Step >= steps && !step.Holds(state.Batch - 1) ? TrainingStatus.Diverged : status;

    /// <summary>Takes the seconds until now into the state.</summary>
    private TimeSpan CountSeconds()
    {
        TimeSpan now = clock.Elapsed;
        state.Seconds = secondsBefore + now.TotalSeconds;
        return now;
    }

    private bool IsTimeToSave(TimeSpan now) => callbacks.Length > 0 && (now - lastSave).TotalSeconds >= options.CheckpointEvery.Seconds;

    private void Save(bool isEnd)
    {
        lastSave = clock.Elapsed;
        state.IsEnd = isEnd;
        foreach (Callback<T> callback in callbacks) callback.OnCheckpoint(context);
    }

    /// <summary>The scores on the validation part; null where it was cancelled. What was measured by then is kept for the next
    /// session.</summary>
    private Scores? Evaluate(CancellationToken cancellation, CancellationToken late)
    {
        team.Cancellation = late;
        try
        {
            Scores? scores = evaluator!.Evaluate(validation!, observer: null, cancellation, state.Evaluation);
            if (scores is null) return null;
            context.Validation = scores;
        }
        catch (Exception e)
        {
            if (e is OperationCanceledException && late.IsCancellationRequested) return null;
            state.Evaluation.Clear();
            throw;
        }
        finally
        {
            team.Cancellation = default;
        }
        foreach (Callback<T> callback in callbacks) callback.OnEvaluate(context);
        return context.Validation;
    }

    /// <summary>Records and decides; true where it is time to stop early.</summary>
    private bool FinishEpoch(Scores? validated)
    {
        state.Epoch++;
        state.Batch = 0;
        EpochRecord record = new()
        {
            Epoch = state.Epoch,
            Step = state.Step,
            Seconds = state.Seconds,
            LearningRate = state.LastLearningRate ?? schedule.RateAt(state.Step - 1),
            Train = state.Running.Scores(),
            Validation = validated,
        };
        state.Running.Clear();
        state.Epochs.Add(record);
        schedule.EpochEnded(validated?.Loss ?? record.Train.Loss);
        state.ScheduleScalars = schedule.Scalars.ToArray();
        bool stop = (validated is not null || (validation is null && options.EarlyStopping is not null)) && Judge(record);
        foreach (Callback<T> callback in callbacks) callback.OnEpochEnd(context);
        Report(record);
        return stop;
    }

    private bool Judge(EpochRecord record)
    {
        double score = watched.Of(record);
        if (state.BestEpoch > 0 && !watched.IsBetter(score, state.BestScore, options.EarlyStopping?.MinDelta ?? 0))
            return options.EarlyStopping is { } early && ++state.EvaluationsWithoutGain >= early.Patience;
        (state.BestEpoch, state.BestScore, state.EvaluationsWithoutGain) = (record.Epoch, score, 0);
        state.KeepBest();
        return false;
    }

    private void Report(EpochRecord? completed)
    {
        if (progress is null) return;
        lastReport = clock.Elapsed;
        double perSample = state.Samples > 0 ? state.Seconds / state.Samples : 0;
        Scores running = completed?.Train ?? state.Running.Scores();
        TimeSpan remaining = TimeSpan.FromSeconds(Math.Min(1e8, perSample * (steps - state.Step) * source.BatchSize));
        progress.Report(new TrainingProgress(
            completed?.Epoch ?? state.Epoch + 1, context.Epochs, completed is null ? state.Batch : batches, batches, running.Loss,
            running.Metrics, SamplesPerSecond, remaining)
        { Completed = completed });
    }
}
