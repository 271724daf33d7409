using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Optimizers;

namespace Chainrule.Training;

/// <summary>One training under way.</summary>
internal sealed class TrainingSession<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);
    private readonly Trainer<T> trainer;
    private readonly Network<T> network;
    private readonly DataSplit<T> data;
    private readonly TrainingOptions options;
    private readonly TrainingState<T> state;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly Action? checkpoint;
    private readonly Team team;
    private readonly CompiledSchedule schedule;
    private readonly Evaluator<T>? evaluator;
    private readonly Workspace<T> workspace;
    private readonly Memory<T> inputs, targets, outputGradients;
    private readonly T[][] buffersBefore;
    private readonly LastGood<T> lastGood;
    private readonly int[] order;
    private readonly int batchSize, batches, epochs;
    private readonly long steps;
    private readonly Stopwatch clock = new();
    private readonly (string Name, bool HigherIsBetter, Func<EpochRecord, double> Of) watched;
    private TimeSpan lastReport, lastSave;
    private double learningRate;
    private Divergence? divergence;

    public TrainingSession(Trainer<T> trainer, DataSplit<T> data, TrainingOptions options, TrainingState<T> state,
        IProgress<TrainingProgress>? progress, Action? checkpoint, Team team)
    {
        (this.trainer, this.data, this.options, this.state, this.progress, this.checkpoint, this.team) = (trainer, data, options, state, progress, checkpoint, team);
        network = trainer.Network;
        int count = data.Train.Count;
        batchSize = options.BatchSize.Of(count);
        batches = Team.Cut(count, batchSize);
        steps = options.Steps ?? (long)batches * options.Epochs!.Value;
        epochs = checked((int)((steps + batches - 1) / batches));
        schedule = trainer.Schedule.Compile(trainer.Optimizer.BaseRate, steps, batches);
        if (state.ScheduleScalars.Length > 0) state.ScheduleScalars.CopyTo(schedule.Scalars);
        watched = Watched();
        if (data.Validation is not null) evaluator = new Evaluator<T>(network, trainer.Loss, trainer.Metrics, team);
        workspace = network.CreateWorkspace(batchSize);
        inputs = AlignedMemory.Allocate<T>(checked(batchSize * network.InputShape.Size));
        targets = AlignedMemory.Allocate<T>(batchSize * network.OutputShape.Size);
        outputGradients = AlignedMemory.Allocate<T>(targets.Length);
        order = new int[count];
        buffersBefore = [.. network.Buffers.Select(buffer => new T[buffer.Value.Length])];
        lastGood = new LastGood<T>(network);
    }

    /// <summary>Whether early stopping ended this training before; then there is nothing to go on with.</summary>
    private bool HasStoppedEarly => options.EarlyStopping is { } early && state.EvaluationsWithoutGain >= early.Patience;

    /// <summary>Whether the epoch ends, or is evaluated, only because the training ends. A longer training would not do so here; so what is
    /// saved is the state before, from which both go on.</summary>
    private bool IsCutOff => state.Step >= steps && (state.Batch < batches || (evaluator is not null && (state.Epoch + 1) % options.EvaluateEvery != 0));

    public History Run(CancellationToken cancellation)
    {
        clock.Start();
        using CancellationTokenSource late = new();
        using CancellationTokenRegistration patience = cancellation.Register(() => late.CancelAfter(trainer.Grace));
        double secondsBefore = state.Seconds;
        TrainingStatus status = HasStoppedEarly ? TrainingStatus.EarlyStopped : TrainingStatus.Completed;
        bool isSaved = false;
        while (status == TrainingStatus.Completed && (state.Step < steps || state.Batch > 0))
        {
            if (options.Shuffle) Order.Fill(order, trainer.Seed, (ulong)state.Epoch);
            else Order.FillInSequence(order);
            TimeSpan now = clock.Elapsed;
            while (state.Batch < batches && state.Step < steps && status == TrainingStatus.Completed)
            {
                TimeSpan begin = now;
                bool? isFinite = Step(order.AsMemory(state.Batch * batchSize, Math.Min(batchSize, order.Length - state.Batch * batchSize)), late.Token);
                now = clock.Elapsed;
                state.TrainingSeconds += (now - begin).TotalSeconds;
                state.Seconds = secondsBefore + now.TotalSeconds;
                if (isFinite == false) status = TrainingStatus.Diverged;
                else if (isFinite is null || cancellation.IsCancellationRequested) status = TrainingStatus.Cancelled;
                else
                {
                    bool isTimeToSave = state.Batch < batches && state.Step < steps && IsTimeToSave(now), isTimeToReport = progress is not null && now - lastReport >= ReportInterval;
                    if (isTimeToSave) Save(isEnd: false);
                    if (isTimeToReport) Report(null);
                    if (isTimeToSave || isTimeToReport) now = clock.Elapsed;
                }
            }
            if (status != TrainingStatus.Completed) break;
            if (isSaved = IsCutOff) Save(isEnd: true);
            Scores? validation = null;
            bool evaluate = evaluator is not null && (state.Step >= steps || (state.Epoch + 1) % options.EvaluateEvery == 0);
            if (evaluate && (validation = Evaluate(cancellation, late.Token)) is null)
            {
                status = TrainingStatus.Cancelled;
                break;
            }
            if (evaluate || isSaved) now = clock.Elapsed;
            state.Seconds = secondsBefore + now.TotalSeconds;
            if (FinishEpoch(validation)) status = TrainingStatus.EarlyStopped;
            else if (state.Step < steps && (state.Epoch % options.CheckpointEvery.Epochs == 0 || IsTimeToSave(now))) Save(isEnd: false);
        }
        state.Seconds = secondsBefore + clock.Elapsed.TotalSeconds;
        // What was saved before a divergence stays: a training that goes on from there diverges again, in the same way.
        if (!isSaved && status != TrainingStatus.Diverged) Save(isEnd: true);
        return new History
        {
            Status = status,
            Epochs = [.. state.Epochs],
            Metrics = [.. trainer.Metrics.Select(metric => metric.Name)],
            BestEpoch = state.BestEpoch,
            Divergence = divergence,
            SamplesPerSecond = state.TrainingSeconds > 0 ? state.Samples / state.TrainingSeconds : 0,
        };
    }

    private bool IsTimeToSave(TimeSpan now) => checkpoint is not null && (now - lastSave).TotalSeconds >= options.CheckpointEvery.Seconds;

    private void Save(bool isEnd)
    {
        lastSave = clock.Elapsed;
        state.IsEnd = isEnd;
        schedule.Scalars.CopyTo(state.ScheduleScalars = new double[schedule.Scalars.Length]);
        checkpoint?.Invoke();
    }

    /// <summary>The scores on the validation part; null where it was cancelled. What was measured by then is kept for the next session.</summary>
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

    /// <summary>One update; false, and the last good weights back in place, where a number is not finite; null, and everything as it was before,
    /// where it was given up.</summary>
    private bool? Step(ReadOnlyMemory<int> indices, CancellationToken late)
    {
        for (int i = 0; i < buffersBefore.Length; i++) network.Buffers[i].Value.CopyTo(buffersBefore[i], 0);
        team.Cancellation = late;
        try
        {
            return Step(indices);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            for (int i = 0; i < buffersBefore.Length; i++) buffersBefore[i].CopyTo(network.Buffers[i].Value, 0);
            return null;
        }
        finally
        {
            team.Cancellation = default;
        }
    }

    private bool Step(ReadOnlyMemory<int> indices)
    {
        ReadOnlySpan<int> batch = indices.Span;
        Span<T> x = inputs.Span[..(batch.Length * network.InputShape.Size)];
        Span<T> target = targets.Span[..(batch.Length * network.OutputShape.Size)], gradient = outputGradients.Span[..target.Length];
        data.Train.GatherInputs(team, indices, inputs[..x.Length]);
        data.Train.GatherTargets(batch, target, network.OutputShape.Size);
        Span<T> y = network.Forward(workspace, x, training: true, trainer.Seed, (ulong)state.Step, team);
        double loss = trainer.Loss.Evaluate(y, target, gradient, batch.Length);
        network.ZeroGradients();
        network.Backward(workspace, x, gradient);
        learningRate = schedule.RateAt(state.Step);
        if (!double.IsFinite(loss) || !network.GradientView.AllFinite(team))
        {
            team.Cancellation = default;
            divergence = Diverged(batch, x, gradient, loss);
            for (int i = 0; i < buffersBefore.Length; i++) buffersBefore[i].CopyTo(network.Buffers[i].Value, 0);
            if (!double.IsFinite(loss) && lastGood.Step is not null) lastGood.Restore();
            divergence = divergence with { StepsKept = double.IsFinite(loss) ? state.Step : lastGood.Step ?? state.Step };
            return false;
        }
        if (state.Batch == 0 || lastGood.Step is null) lastGood.Keep(state.Step, buffersBefore);
        // From here on the step is made as a whole.
        team.Cancellation = default;
        state.Running.Add<T>(trainer.Loss, loss, trainer.Metrics, y, target, batch.Length);
        StepObserver<T>? observer = trainer.Observer?.Wants(state.Step + 1) == true ? trainer.Observer : null;
        observer?.BeforeUpdate(state.Step + 1, team);
        if (options.ClipNorm is { } limit) Clip(limit);
        state.Optimizer.Update(team, learningRate, network.Weights, network.GradientView);
        state.Evaluation.Clear();
        state.Step++;
        observer?.AfterUpdate(state.Step);
        state.Batch++;
        state.Samples += batch.Length;
        return true;
    }

    private void Clip(double limit)
    {
        double norm = Reductions.Norm<T>(network.Gradients);
        if (norm <= limit) return;
        T factor = T.CreateTruncating(limit / norm);
        foreach (ref T gradient in network.Gradients) gradient *= factor;
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
        schedule.Scalars.CopyTo(state.ScheduleScalars = new double[schedule.Scalars.Length]);
        bool stop = (validation is not null || (data.Validation is null && options.EarlyStopping is not null)) && Judge(record);
        if (progress is not null && (isLast || stop || validation is not null || clock.Elapsed - lastReport >= ReportInterval)) Report(record);
        return stop;
    }

    private bool Judge(EpochRecord record)
    {
        double score = watched.Of(record), margin = options.EarlyStopping?.MinDelta ?? 0;
        bool isBest = state.BestEpoch == 0 || (double.IsNaN(state.BestScore) && !double.IsNaN(score)) || (watched.HigherIsBetter ? score > state.BestScore + margin : score < state.BestScore - margin);
        if (!isBest) return options.EarlyStopping is { } early && ++state.EvaluationsWithoutGain >= early.Patience;
        (state.BestEpoch, state.BestScore, state.EvaluationsWithoutGain) = (record.Epoch, score, 0);
        state.BestWeights ??= new T[network.Weights.Length];
        network.Weights.CopyTo(state.BestWeights);
        state.BestBuffers = [.. network.Buffers.Select(buffer => (T[])buffer.Value.Clone())];
        return false;
    }

    private (string, bool, Func<EpochRecord, double>) Watched()
    {
        string name = options.EarlyStopping?.Metric ?? "validation_loss";
        List<string> valid = [];
        foreach ((string part, bool isValidation) in ((string, bool)[])[("validation_", true), ("train_", false)])
        {
            if (isValidation && data.Validation is null) continue;
            valid.Add(part + "loss");
            if (name == part + "loss") return (name, false, record => Scores(record, isValidation).Loss);
            for (int i = 0; i < trainer.Metrics.Count; i++)
            {
                int metric = i;
                valid.Add(part + trainer.Metrics[i].Name);
                if (name == part + trainer.Metrics[i].Name)
                    return (name, trainer.Metrics[i].HigherIsBetter, record => Scores(record, isValidation).Metrics[metric]);
            }
        }
        if (options.EarlyStopping is null) return (name, false, record => record.Train.Loss);
        throw new SpecException(options.EarlyStopping, "metric",
            $"is '{name}', which this training does not measure; expected one of {string.Join(", ", valid)}{(data.Validation is null ? " (there is no validation part)" : "")}");

        static Scores Scores(EpochRecord record, bool isValidation) => isValidation ? record.Validation! : record.Train;
    }

    private void Report(EpochRecord? completed)
    {
        if (progress is null) return;
        lastReport = clock.Elapsed;
        double perSample = state.Samples > 0 ? state.Seconds / state.Samples : 0;
        Scores running = completed?.Train ?? state.Running.Means();
        progress.Report(new TrainingProgress(
            completed?.Epoch ?? state.Epoch + 1, epochs, completed is null ? state.Batch : batches, batches, running.Loss, running.Metrics,
            state.TrainingSeconds > 0 ? state.Samples / state.TrainingSeconds : 0,
            TimeSpan.FromSeconds(Math.Min(1e8, perSample * (steps - state.Step) * batchSize)), completed));
    }

    private Divergence Diverged(ReadOnlySpan<int> batch, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, double loss)
    {
        double largest = 0;
        foreach (T value in x) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        bool hasActivation = network.Layers.Any(layer => !layer.IsTrainable && !layer.IsReshape);
        return new Divergence(
            Divergence.Locate(network, workspace, x, gradient) ?? "loss", state.Epoch + 1, state.Step,
            [.. batch[..Math.Min(10, batch.Length)]], loss, Divergence.AdviceFor(learningRate, largest, hasActivation));
    }
}
