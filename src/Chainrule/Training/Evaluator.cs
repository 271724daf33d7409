using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>Sees outputs of a network while it is measured.</summary>
/// <param name="first">The index of the first sample.</param>
/// <param name="outputs">[samples, outputs]; only valid during the call.</param>
public delegate void OutputsObserver<T>(int first, ReadOnlySpan<T> outputs);

/// <summary>How far an evaluation has come: it can be cancelled after each of its portions and continued.</summary>
internal sealed class PartialEvaluation
{
    /// <summary>The data set under way; null where none is.</summary>
    public object? Of { get; set; }

    /// <summary>The samples measured.</summary>
    public int Done { get; set; }

    /// <summary>The sum of the loss over them, then of every metric; empty where none is measured yet.</summary>
    public double[] Sums { get; set; } = [];

    /// <summary>Forgets what was measured, as when the weights change.</summary>
    public void Clear() => (Of, Done, Sums) = (null, 0, []);
}

/// <summary>Measures a network on data sets, a fixed number of samples at a time so that the bits depend on nothing else.</summary>
internal sealed class Evaluator<T>(Network<T> network, Loss loss, IReadOnlyList<Metric> metrics, Team team)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchSize = 256;
    private readonly Workspace<T> workspace = network.CreateWorkspace(BatchSize);
    private readonly T[] inputs = new T[BatchSize * network.InputShape.Size], targets = new T[BatchSize * network.OutputShape.Size];
    private readonly int[] indices = new int[BatchSize];
    private readonly RunningScores scores = new(metrics.Count);

    /// <summary>The scores; null where it was cancelled.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="observer">Sees all outputs.</param>
    /// <param name="cancellation">Stops it after the portion under way, so that each call gets on by one at least.</param>
    /// <param name="partial">Where to begin, and where to leave what is measured when it is cancelled.</param>
    public Scores? Evaluate(Dataset<T> data, OutputsObserver<T>? observer, CancellationToken cancellation,
        PartialEvaluation? partial = null)
    {
        scores.Clear();
        if (!ReferenceEquals(partial?.Of, data)) partial?.Clear();
        scores.Samples = partial?.Done ?? 0;
        partial?.Sums.CopyTo(scores.Sums, 0);
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
            scores.Add<T>(loss, loss.Evaluate(y, target, [], batch.Length), metrics, y, target, batch.Length);
            if (!cancellation.IsCancellationRequested || scores.Samples == data.Count) continue;
            if (partial is not null) (partial.Of, partial.Done, partial.Sums) = (data, (int)scores.Samples, [.. scores.Sums]);
            return null;
        }
        partial?.Clear();
        return scores.Means();
    }
}
