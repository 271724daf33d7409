using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Kernels.Vectors;
using Chainrule.Layers;

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

internal sealed partial class TrainingSession<T>
{
    /// <summary>Makes updates: forward, loss, backward, optimizer, in memory that is allocated once.</summary>
    private sealed class TrainingStep
    {
        private readonly Trainer<T> trainer;
        private readonly Network<T> network;
        private readonly TrainingContext<T> context;
        private readonly TrainingState<T> state;
        private readonly BatchSource<T> source;
        private readonly Callback<T>[] callbacks;
        private readonly double? clipNorm;
        private readonly Team team;
        private readonly Workspace<T> workspace;
        private readonly Memory<T> inputs, targets, outputGradients;

        // Loss and gradients of a batch were finite with these, once an epoch. Where an update leads to a loss that is not, the weights
        // before it are overwritten already; these are what is left to keep.
        private readonly WeightSet<T> lastGood, buffersBefore;
        private long? lastGoodStep;

        // The step whose batch the inputs and targets hold: a transform or a generator is asked once for each.
        private long? filled;
        private bool isWhole;

        /// <param name="context">The training, whose state each step takes on by one.</param>
        /// <param name="source">The batches.</param>
        /// <param name="callbacks">Those that see the gradients.</param>
        /// <param name="clipNorm">The greatest norm of the gradient.</param>
        public TrainingStep(TrainingContext<T> context, BatchSource<T> source, Callback<T>[] callbacks, double? clipNorm)
        {
            (this.context, this.source, this.callbacks, this.clipNorm) = (context, source, callbacks, clipNorm);
            (trainer, network, state, team) = (context.Trainer, context.Network, context.State, context.Team);
            workspace = network.CreateWorkspace(source.BatchSize);
            inputs = AlignedMemory.Allocate<T>(checked(source.BatchSize * network.InputShape.Size));
            targets = AlignedMemory.Allocate<T>(source.BatchSize * network.OutputShape.Size);
            outputGradients = AlignedMemory.Allocate<T>(targets.Length);
            buffersBefore = WeightSet<T>.ForBuffers(network);
            lastGood = new WeightSet<T>(network);
        }

        /// <summary>Where a step met a number that is not finite; null where none did.</summary>
        public Divergence? Divergence { get; private set; }

        /// <summary>Makes one update.</summary>
        /// <param name="late">Gives the step up.</param>
        /// <remarks>Where a callback, a transform or a generator throws, everything is as it was before.</remarks>
        public StepOutcome Run(CancellationToken late)
        {
            buffersBefore.Capture(network);
            (team.Cancellation, state.IsWithinStep, isWhole) = (late, true, false);
            try
            {
                StepOutcome outcome = Run(state.Batch);
                state.IsWithinStep = false;
                return outcome;
            }
            catch (Exception e) when (!isWhole)
            {
                buffersBefore.Restore(network);
                state.IsWithinStep = false;
                if (e is OperationCanceledException && late.IsCancellationRequested) return StepOutcome.Cancelled;
                throw;
            }
            finally
            {
                team.Cancellation = default;
            }
        }

        /// <summary>Whether the loss of the batch of the last update is finite with the weights after it, too; to be asked at the end,
        /// where no further step finds out.</summary>
        public bool Holds(int batch)
        {
            buffersBefore.Capture(network);
            double loss = Evaluate(batch, state.Step - 1, out Span<T> x, out Span<T> target, out Span<T> gradient, out _);
            if (double.IsFinite(loss)) buffersBefore.Restore(network);
            else Diverge(batch, x, target, gradient, loss);
            return double.IsFinite(loss);
        }

        /// <summary>The loss of a batch and its gradient with respect to the outputs.</summary>
        private double Evaluate(int batch, long step, out Span<T> x, out Span<T> target, out Span<T> gradient, out Span<T> y)
        {
            int size = source.SizeOf(batch);
            x = inputs.Span[..(size * network.InputShape.Size)];
            target = targets.Span[..(size * network.OutputShape.Size)];
            gradient = outputGradients.Span[..target.Length];
            if (filled != step)
            {
                filled = null;
                source.Fill(batch, step, inputs[..x.Length], target, team);
                if (trainer.Transform is { } transform)
                {
                    RandomStream random = new(trainer.Seed, RandomPurpose.Transform, (ulong)step);
                    transform(new(x, target, source.Indices(batch).Span, (network.InputShape, size, step), ref random));
                }
                filled = step;
            }
            y = network.Forward(workspace, x, training: true, trainer.Seed, (ulong)step, team);
            return trainer.Loss.Evaluate(y, target, gradient, size);
        }

        private StepOutcome Run(int batch)
        {
            double loss = Evaluate(batch, state.Step, out Span<T> x, out Span<T> target, out Span<T> gradient, out Span<T> y);
            int size = source.SizeOf(batch);
            network.ZeroGradients();
            network.Backward(workspace, x, gradient);
            // From here on the step is made as a whole, unless a callback throws.
            bool isFinite = double.IsFinite(loss) && network.GradientView.AllFinite(team);
            team.Cancellation = default;
            if (!isFinite)
            {
                isWhole = true;
                Diverge(batch, x, target, gradient, loss);
                return StepOutcome.Diverged;
            }
            (context.BatchSize, context.Loss) = (size, loss);
            foreach (Callback<T> callback in callbacks) callback.OnGradients(context);
            isWhole = true;
            if (state.Batch == 0 || lastGoodStep is null) KeepGood();
            state.Running.Add<T>(loss, y, target, size);
            if (clipNorm is { } limit) Clip(limit);
            double rate = context.LearningRate;
            state.Optimizer.Update(team, rate, network.Weights, network.GradientView);
            state.LastLearningRate = rate;
            state.Evaluation.Clear();
            state.Step++;
            state.Batch++;
            state.Samples += size;
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
        private void Diverge(int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> target, ReadOnlySpan<T> gradient, double loss)
        {
            ReadOnlySpan<int> samples = source.Indices(batch).Span;
            bool hasActivation = network.Layers.Any(layer => !layer.IsTrainable && !layer.IsReshape);
            double[] outputs = new double[workspace.Outputs.Length];
            for (int i = 0; i < outputs.Length; i++) outputs[i] = double.CreateTruncating(workspace.Outputs[i]);
            string? remedy = Divergence.AdviceForOutputs(trainer.Loss, outputs, network.OutputShape.Size);
            string where = Divergence.Locate(network, x, target, gradient, trainer.Seed, (ulong)state.Step, team) ?? "loss";
            bool isBatchAtFault = where is Divergence.Input or Divergence.Target;
            string advice = isBatchAtFault ? Divergence.AdviceForBatch
                : remedy ?? Divergence.AdviceFor(
                    where, state.Step == 0 ? null : context.LearningRate, Largest(x), Largest(target), hasActivation);
            buffersBefore.Restore(network);
            bool areBad = !isBatchAtFault && !double.IsFinite(loss), isTaken = areBad && lastGoodStep is not null;
            if (isTaken) lastGood.Restore(network);
            Divergence = new Divergence(where, context.Epoch, state.Step + 1, [.. samples[..Math.Min(10, samples.Length)]], loss, advice)
            {
                LacksProbabilities = !isBatchAtFault && remedy is not null,
                KeepsResumed = areBad && !isTaken && state.Step > 0,
                StepsKept = isTaken ? lastGoodStep!.Value : state.Step,
            };
        }

        private static double Largest(ReadOnlySpan<T> values)
        {
            double largest = 0;
            foreach (T value in values) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
            return largest;
        }
    }
}
