using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>A copy of everything that a checkpoint holds. It is taken between two steps, in memory that is allocated once; the training goes on
/// while the copy is written.</summary>
internal sealed class Snapshot<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers of an epoch before its scores: epoch, step, seconds, learning rate, and 1 where it was validated.</summary>
    internal const int Leading = 5;

    private readonly RunIdentity identity;
    private readonly Network<T> network;
    private readonly TrainingState<T> state;
    private readonly List<SafeTensor> best = [];
    private readonly List<SafeTensor> tensors = [];
    private readonly List<EpochRecord> epochs = [];
    private int bestEpoch = -1;

    /// <param name="identity">What the training belongs to.</param>
    /// <param name="network">The network.</param>
    /// <param name="state">The state, which changes along with the network.</param>
    public Snapshot(RunIdentity identity, Network<T> network, TrainingState<T> state)
    {
        (this.identity, this.network, this.state) = (identity, network, state);
        tensors.Add(Room("weights", network.Weights.Length));
        for (int i = 0; i < network.Buffers.Count; i++) tensors.Add(Room($"buffer.{i}", network.Buffers[i].Value.Length));
        for (int i = 0; i < state.Optimizer.State.Count; i++) tensors.Add(Room($"optimizer.{i}", state.Optimizer.State[i].Length));
        Take();
    }

    /// <summary>The numbers that are no arrays, as JSON.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>Takes the state down. Nobody may be reading the copy.</summary>
    public void Take()
    {
        int at = 0;
        Copy(tensors[at++], network.Weights);
        for (int i = 0; i < network.Buffers.Count; i++) Copy(tensors[at++], network.Buffers[i].Value);
        foreach (T[] values in state.Optimizer.State) Copy(tensors[at++], values);
        if (state.BestWeights is not null && state.BestEpoch != bestEpoch)
        {
            if (best.Count == 0)
            {
                best.Add(Room("best.weights", network.Weights.Length));
                for (int i = 0; i < network.Buffers.Count; i++) best.Add(Room($"best.buffer.{i}", network.Buffers[i].Value.Length));
            }
            Copy(best[0], state.BestWeights);
            for (int i = 0; i < network.Buffers.Count; i++) Copy(best[i + 1], state.BestBuffers![i]);
            bestEpoch = state.BestEpoch;
        }
        epochs.AddRange(state.Epochs.Skip(epochs.Count));
        Text = JsonSerializer.Serialize(Numbers(), RunJson.Default.CheckpointState);
    }

    /// <summary>The arrays, in the order in which the file holds them.</summary>
    public IReadOnlyList<SafeTensor> Tensors()
    {
        int scores = state.Running.Sums.Length;
        double[] rows = [.. epochs.SelectMany(epoch => Row(epoch, scores))];
        return [.. tensors, .. best, new SafeTensor("epochs", "F64", [epochs.Count, Leading + 2 * scores], MemoryMarshal.AsBytes<double>(rows).ToArray())];
    }

    private CheckpointState Numbers() => new()
    {
        Recipe = identity.Recipe,
        Data = identity.Data,
        Epoch = state.Epoch,
        Batch = state.Batch,
        Step = state.Step,
        Seconds = state.Seconds,
        TrainingSeconds = state.TrainingSeconds,
        Samples = state.Samples,
        RunningSamples = state.Running.Samples,
        RunningSums = state.Running.Sums,
        ScheduleScalars = state.ScheduleScalars,
        OptimizerSteps = state.Optimizer.Steps,
        OptimizerScalars = state.Optimizer.Scalars.ToArray(),
        BestEpoch = state.BestEpoch,
        BestScore = state.BestScore,
        EvaluationsWithoutGain = state.EvaluationsWithoutGain,
    };

    private static SafeTensor Room(string name, int length) =>
        new(name, typeof(T) == typeof(float) ? "F32" : "F64", [length], new byte[checked(length * Marshal.SizeOf<T>())]);

    private static void Copy(SafeTensor tensor, ReadOnlySpan<T> values) =>
        MemoryMarshal.AsBytes(values).CopyTo(MemoryMarshal.AsMemory(tensor.Data).Span);

    /// <summary>An epoch as numbers.</summary>
    private static double[] Row(EpochRecord epoch, int scores) =>
    [
        epoch.Epoch, epoch.Step, epoch.Seconds, epoch.LearningRate, epoch.Validation is null ? 0 : 1, epoch.Train.Loss, .. epoch.Train.Metrics,
        .. epoch.Validation is { } validation ? [validation.Loss, .. validation.Metrics] : new double[scores],
    ];
}
