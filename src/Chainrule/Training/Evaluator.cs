using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>Sees outputs of a network while it is measured.</summary>
/// <param name="first">The index of the first sample.</param>
/// <param name="outputs">[samples, outputs]; only valid during the call.</param>
public delegate void OutputsObserver<T>(int first, ReadOnlySpan<T> outputs);

/// <summary>An evaluation that was cancelled after some of its portions and can be continued.</summary>
internal sealed class PartialEvaluation
{
    /// <summary>The data set under way; null where none is.</summary>
    public object? Of { get; private set; }

    /// <summary>What is measured of it.</summary>
    public RunningScores? Scores { get; private set; }

    /// <summary>Keeps what is measured.</summary>
    public void Keep(object of, RunningScores scores) => (Of, Scores) = (of, scores);

    /// <summary>Forgets what was measured, as when the weights change.</summary>
    public void Clear() => (Of, Scores) = (null, null);
}

public sealed partial class Trainer<T>
{
    /// <summary>Measures a network on data sets, a fixed number of samples at a time so that the bits depend on nothing else.</summary>
    internal sealed class Evaluator(Trainer<T> trainer, Team team)
    {
        private const int BatchSize = 256;
        private readonly Network<T> network = trainer.Network;
        private readonly Workspace<T> workspace = trainer.Network.CreateWorkspace(BatchSize);
        private readonly T[] inputs = new T[BatchSize * trainer.Network.InputShape.Size],
            targets = new T[BatchSize * trainer.Network.OutputShape.Size];
        private readonly int[] indices = new int[BatchSize];

        /// <summary>The scores; null where it was cancelled.</summary>
        /// <param name="data">The samples.</param>
        /// <param name="observer">Sees all outputs.</param>
        /// <param name="cancellation">Stops it after the portion under way, so that each call gets on by one at least.</param>
        /// <param name="partial">Where to begin, and where to leave what is measured when it is cancelled.</param>
        public Scores? Evaluate(Dataset<T> data, OutputsObserver<T>? observer, CancellationToken cancellation,
            PartialEvaluation? partial = null)
        {
            RunningScores scores = partial is { Scores: { } begun } && ReferenceEquals(partial.Of, data) ? begun : trainer.NewScores();
            partial?.Keep(data, scores);
            for (int start = (int)scores.Samples; start < data.Count; start += BatchSize)
            {
                Memory<int> batch = indices.AsMemory(0, Math.Min(BatchSize, data.Count - start));
                for (int i = 0; i < batch.Length; i++) indices[i] = start + i;
                Span<T> x = inputs.AsSpan(0, batch.Length * network.InputShape.Size),
                    target = targets.AsSpan(0, batch.Length * network.OutputShape.Size);
                data.GatherInputs(team, batch, inputs.AsMemory(0, x.Length));
                data.GatherTargets(batch.Span, target, network.OutputShape.Size);
                Span<T> y = network.Forward(workspace, x, training: false, seed: 0, step: 0, team);
                observer?.Invoke(start, y);
                scores.Add<T>(trainer.Loss.Evaluate(y, target, [], batch.Length), y, target, batch.Length);
                if (cancellation.IsCancellationRequested && scores.Samples < data.Count) return null;
            }
            partial?.Clear();
            return scores.Scores();
        }
    }
}
