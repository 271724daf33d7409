using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Kernels.Threads;
using Chainrule.Schedules;

namespace Chainrule.Training;

/// <summary>One training under way: epochs, evaluation, the best epoch, checkpoints and progress; <see cref="TrainingStep{T}"/> makes the
/// updates.</summary>
internal sealed class TrainingSession<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);
    private readonly Trainer<T> trainer;
    private readonly DataSplit<T> data;
    private readonly TrainingOptions options;
    private readonly TrainingState<T> state;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly Action? checkpoint;
    private readonly Team team;
    private readonly CompiledSchedule schedule;
    private readonly Evaluator<T>? evaluator;
    private readonly TrainingStep<T> step;
    private readonly WatchedMetric watched;
    private readonly int[] order;
    private readonly int batchSize, batches, epochs;
    private readonly long steps;
    private readonly double secondsBefore;
    private readonly Stopwatch clock = new();
    private TimeSpan lastReport, lastSave;

    public TrainingSession(Trainer<T> trainer, DataSplit<T> data, TrainingOptions options, TrainingState<T> state,
        IProgress<TrainingProgress>? progress, Action? checkpoint, Team team)
    {
        (this.trainer, this.data, this.options, this.state) = (trainer, data, options, state);
        (this.progress, this.checkpoint, this.team) = (progress, checkpoint, team);
        if (state.Network != trainer.Network)
            throw new ArgumentException("The state belongs to another network than this trainer's. Make it with Start().", nameof(state));
        int count = data.Train.Count;
        batchSize = options.BatchSize.Of(count);
        batches = Cut.Count(count, batchSize);
        steps = options.Steps ?? (long)batches * options.Epochs!.Value;
        epochs = checked((int)((steps + batches - 1) / batches));
        schedule = trainer.Schedule.Compile(trainer.Optimizer.BaseRate, steps, batches);
        if (state.ScheduleScalars is { Length: > 0 } scalars)
        {
            if (scalars.Length != schedule.Scalars.Length)
                throw new ArgumentException($"The state was saved under another schedule than {trainer.Schedule}.", nameof(state));
            scalars.CopyTo(schedule.Scalars);
        }
        watched = WatchedMetric.Find(options, trainer.Metrics, isValidated: data.Validation is not null);
        if (data.Validation is not null) evaluator = new Evaluator<T>(trainer.Network, trainer.Loss, trainer.Metrics, team);
        step = new TrainingStep<T>(trainer, data.Train, options, state, schedule, batchSize, team);
        order = new int[count];
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
        TrainingStatus status = HasStoppedEarly ? TrainingStatus.EarlyStopped : TrainingStatus.Completed;
        bool isSaved = false;
        while (status == TrainingStatus.Completed && (state.Step < steps || state.Batch > 0))
        {
            status = RunSteps(cancellation, late.Token);
            if (status != TrainingStatus.Completed) break;
            if (isSaved = IsCutOff) Save(isEnd: true);
            Scores? validation = null;
            bool evaluate = evaluator is not null && (state.Step >= steps || (state.Epoch + 1) % options.EvaluateEvery == 0);
            if (evaluate && (validation = Evaluate(cancellation, late.Token)) is null)
            {
                status = TrainingStatus.Cancelled;
                break;
            }
            TimeSpan now = CountSeconds();
            if (FinishEpoch(validation)) status = TrainingStatus.EarlyStopped;
            else if (state.Step < steps && (state.Epoch % options.CheckpointEvery.Epochs == 0 || IsTimeToSave(now))) Save(isEnd: false);
        }
        CountSeconds();
        // What was saved before a divergence stays: a training that goes on from there diverges again, in the same way.
        if (!isSaved && status != TrainingStatus.Diverged) Save(isEnd: true);
        return new History
        {
            Status = status,
            Epochs = [.. state.Epochs],
            Metrics = [.. trainer.Metrics.Select(metric => metric.Name)],
            BestEpoch = state.BestEpoch,
            Divergence = step.Divergence,
            SamplesPerSecond = SamplesPerSecond,
        };
    }

    private double SamplesPerSecond => state.TrainingSeconds > 0 ? state.Samples / state.TrainingSeconds : 0;

    /// <summary>Makes the updates up to the end of the epoch or of the training.</summary>
    /// <returns>Completed where it got there.</returns>
    private TrainingStatus RunSteps(CancellationToken cancellation, CancellationToken late)
    {
        if (options.Shuffle) Order.Fill(order, trainer.Seed, (ulong)state.Epoch);
        else Order.FillInSequence(order);
        TimeSpan now = clock.Elapsed;
        while (state.Batch < batches && state.Step < steps)
        {
            TimeSpan begin = now;
            int start = state.Batch * batchSize;
            StepOutcome outcome = step.Run(order.AsMemory(start, Math.Min(batchSize, order.Length - start)), late);
            now = CountSeconds();
            state.TrainingSeconds += (now - begin).TotalSeconds;
            if (outcome == StepOutcome.Diverged) return TrainingStatus.Diverged;
            if (outcome == StepOutcome.Cancelled || cancellation.IsCancellationRequested) return TrainingStatus.Cancelled;
            bool isTimeToSave = state.Batch < batches && state.Step < steps && IsTimeToSave(now);
            bool isTimeToReport = progress is not null && now - lastReport >= ReportInterval;
            if (isTimeToSave) Save(isEnd: false);
            if (isTimeToReport) Report(null);
            if (isTimeToSave || isTimeToReport) now = clock.Elapsed;
        }
        return TrainingStatus.Completed;
    }

    /// <summary>Takes the seconds until now into the state.</summary>
    private TimeSpan CountSeconds()
    {
        TimeSpan now = clock.Elapsed;
        state.Seconds = secondsBefore + now.TotalSeconds;
        return now;
    }

    private bool IsTimeToSave(TimeSpan now) => checkpoint is not null && (now - lastSave).TotalSeconds >= options.CheckpointEvery.Seconds;

    private void Save(bool isEnd)
    {
        lastSave = clock.Elapsed;
        state.IsEnd = isEnd;
        state.ScheduleScalars = schedule.Scalars.ToArray();
        checkpoint?.Invoke();
    }

    /// <summary>The scores on the validation part; null where it was cancelled. What was measured by then is kept for the next
    /// session.</summary>
    private Scores? Evaluate(CancellationToken cancellation, CancellationToken late)
    {
        team.Cancellation = late;
        try
        {
            return evaluator!.Evaluate(data.Validation!, observer: null, cancellation, state.Evaluation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            team.Cancellation = default;
        }
    }

    /// <summary>Records and decides; true where it is time to stop early.</summary>
    private bool FinishEpoch(Scores? validation)
    {
        state.Epoch++;
        state.Batch = 0;
        bool isLast = state.Step >= steps;
        EpochRecord record = new()
        {
            Epoch = state.Epoch,
            Step = state.Step,
            Seconds = state.Seconds,
            LearningRate = schedule.RateAt(state.Step - 1),
            Train = state.Running.Means(),
            Validation = validation,
        };
        state.Running.Clear();
        state.Epochs.Add(record);
        schedule.EpochEnded(validation?.Loss ?? record.Train.Loss);
        state.ScheduleScalars = schedule.Scalars.ToArray();
        bool stop = (validation is not null || (data.Validation is null && options.EarlyStopping is not null)) && Judge(record);
        if (isLast || stop || validation is not null || clock.Elapsed - lastReport >= ReportInterval) Report(record);
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
        Scores running = completed?.Train ?? state.Running.Means();
        TimeSpan remaining = TimeSpan.FromSeconds(Math.Min(1e8, perSample * (steps - state.Step) * batchSize));
        progress.Report(new TrainingProgress(
            completed?.Epoch ?? state.Epoch + 1, epochs, completed is null ? state.Batch : batches, batches, running.Loss, running.Metrics,
            SamplesPerSecond, remaining)
        { Completed = completed });
    }
}
