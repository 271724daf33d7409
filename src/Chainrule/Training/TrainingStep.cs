using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Kernels.Vectors;
using Chainrule.Layers;
using Chainrule.Schedules;

namespace Chainrule.Training;

/// <summary>How a step ended.</summary>
internal enum StepOutcome
{
    /// <summary>The weights were updated.</summary>
    Updated,
    /// <summary>A number was not finite; the last good weights are back in place.</summary>
    Diverged,
    /// <summary>It was given up; everything is as it was before.</summary>
    Cancelled,
}

/// <summary>Makes updates: forward, loss, backward, optimizer, in memory that is allocated once.</summary>
internal sealed class TrainingStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Trainer<T> trainer;
    private readonly Network<T> network;
    private readonly Dataset<T> samples;
    private readonly double? clipNorm;
    private readonly TrainingState<T> state;
    private readonly CompiledSchedule schedule;
    private readonly Team team;
    private readonly Workspace<T> workspace;
    private readonly Memory<T> inputs, targets, outputGradients;

    // Loss and gradients of a batch were finite with these, once an epoch. Where an update leads to a loss that is not, the weights before
    // it are overwritten already; these are what is left to keep.
    private readonly WeightSet<T> lastGood, buffersBefore;
    private long? lastGoodStep;

    /// <param name="trainer">Network, loss, metrics and seed.</param>
    /// <param name="samples">The training part.</param>
    /// <param name="options">How gradients are clipped.</param>
    /// <param name="state">The state, which each step takes on by one.</param>
    /// <param name="schedule">The learning rate.</param>
    /// <param name="batchSize">The most samples of a step.</param>
    /// <param name="team">The threads.</param>
    public TrainingStep(Trainer<T> trainer, Dataset<T> samples, TrainingOptions options, TrainingState<T> state, CompiledSchedule schedule,
        int batchSize, Team team)
    {
        (this.trainer, this.samples, clipNorm, this.state, this.schedule, this.team) =
            (trainer, samples, options.ClipNorm, state, schedule, team);
        network = trainer.Network;
        workspace = network.CreateWorkspace(batchSize);
        inputs = AlignedMemory.Allocate<T>(checked(batchSize * network.InputShape.Size));
        targets = AlignedMemory.Allocate<T>(batchSize * network.OutputShape.Size);
        outputGradients = AlignedMemory.Allocate<T>(targets.Length);
        buffersBefore = WeightSet<T>.ForBuffers(network);
        lastGood = new WeightSet<T>(network);
    }

    /// <summary>Where a step met a number that is not finite; null where none did.</summary>
    public Divergence? Divergence { get; private set; }

    /// <summary>Makes one update.</summary>
    /// <param name="indices">The samples of the batch.</param>
    /// <param name="late">Gives the step up.</param>
    public StepOutcome Run(ReadOnlyMemory<int> indices, CancellationToken late)
    {
        buffersBefore.Capture(network);
        team.Cancellation = late;
        try
        {
            return Run(indices);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            buffersBefore.Restore(network);
            return StepOutcome.Cancelled;
        }
        finally
        {
            team.Cancellation = default;
        }
    }

    private StepOutcome Run(ReadOnlyMemory<int> indices)
    {
        ReadOnlySpan<int> batch = indices.Span;
        Span<T> x = inputs.Span[..(batch.Length * network.InputShape.Size)];
        Span<T> target = targets.Span[..(batch.Length * network.OutputShape.Size)], gradient = outputGradients.Span[..target.Length];
        samples.GatherInputs(team, indices, inputs[..x.Length]);
        samples.GatherTargets(batch, target, network.OutputShape.Size);
        Span<T> y = network.Forward(workspace, x, training: true, trainer.Seed, (ulong)state.Step, team);
        double loss = trainer.Loss.Evaluate(y, target, gradient, batch.Length);
        network.ZeroGradients();
        network.Backward(workspace, x, gradient);
        // From here on the step is made as a whole.
        bool isFinite = double.IsFinite(loss) && network.GradientView.AllFinite(team);
        team.Cancellation = default;
        if (!isFinite)
        {
            Diverge(batch, x, gradient, loss);
            return StepOutcome.Diverged;
        }
        if (state.Batch == 0 || lastGoodStep is null) KeepGood();
        state.Running.Add<T>(trainer.Loss, loss, trainer.Metrics, y, target, batch.Length);
        StepObserver<T>? observer = trainer.Observer?.Wants(state.Step + 1) == true ? trainer.Observer : null;
        observer?.BeforeUpdate(state.Step + 1, team);
        if (clipNorm is { } limit) Clip(limit);
        state.Optimizer.Update(team, schedule.RateAt(state.Step), network.Weights, network.GradientView);
        state.Evaluation.Clear();
        state.Step++;
        observer?.AfterUpdate(state.Step);
        state.Batch++;
        state.Samples += batch.Length;
        return StepOutcome.Updated;
    }

    private void Clip(double limit)
    {
        double norm = Reductions<T>.Norm(network.Gradients);
        if (norm <= limit) return;
        T factor = T.CreateTruncating(limit / norm);
        foreach (ref T gradient in network.Gradients) gradient *= factor;
    }

    /// <summary>Keeps the weights of this step, with the buffers as they were before the pass that proved them.</summary>
    private void KeepGood()
    {
        lastGood.Capture(network);
        lastGood.CaptureBuffers(buffersBefore);
        lastGoodStep = state.Step;
    }

    /// <summary>Finds out what is not finite, and puts the last good weights back.</summary>
    private void Diverge(ReadOnlySpan<int> batch, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, double loss)
    {
        double largest = 0;
        foreach (T value in x) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        bool hasActivation = network.Layers.Any(layer => !layer.IsTrainable && !layer.IsReshape);
        string where = Divergence.Locate(network, x, gradient, trainer.Seed, (ulong)state.Step, team) ?? "loss";
        buffersBefore.Restore(network);
        bool isTaken = !double.IsFinite(loss) && lastGoodStep is not null;
        if (isTaken) lastGood.Restore(network);
        string advice = Divergence.AdviceFor(schedule.RateAt(state.Step), largest, hasActivation);
        Divergence = new Divergence(where, state.Epoch + 1, state.Step, [.. batch[..Math.Min(10, batch.Length)]], loss, advice)
        {
            StepsKept = isTaken ? lastGoodStep!.Value : state.Step,
        };
    }
}
