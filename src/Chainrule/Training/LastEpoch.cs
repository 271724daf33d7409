using System.Numerics;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>Network and state as they were when the epoch under way began, for the rare update that makes weights infinite: the weights of
/// the step before are overwritten by then.</summary>
internal sealed class LastEpoch<T>(Network<T> network, TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = new T[network.Weights.Length];
    private readonly T[][] buffers = [.. network.Buffers.Select(buffer => new T[buffer.Value.Length])];
    private readonly T[][] optimizer = [.. state.Optimizer.State.Select(values => new T[values.Length])];
    private readonly double[] scalars = new double[state.Optimizer.Scalars.Length], sums = new double[state.Running.Sums.Length];
    private (int Batch, long Step, long Samples, long Running, long OptimizerSteps) counts;

    /// <summary>Takes everything down.</summary>
    public void Keep()
    {
        network.Weights.CopyTo(weights);
        for (int i = 0; i < buffers.Length; i++) network.Buffers[i].Value.CopyTo(buffers[i], 0);
        for (int i = 0; i < optimizer.Length; i++) state.Optimizer.State[i].CopyTo(optimizer[i], 0);
        state.Optimizer.Scalars.CopyTo(scalars);
        state.Running.Sums.CopyTo(sums, 0);
        counts = (state.Batch, state.Step, state.Samples, state.Running.Samples, state.Optimizer.Steps);
    }

    /// <summary>Puts everything back.</summary>
    public void Restore()
    {
        weights.CopyTo(network.Weights);
        for (int i = 0; i < buffers.Length; i++) buffers[i].CopyTo(network.Buffers[i].Value, 0);
        for (int i = 0; i < optimizer.Length; i++) optimizer[i].CopyTo(state.Optimizer.State[i], 0);
        scalars.CopyTo(state.Optimizer.Scalars);
        sums.CopyTo(state.Running.Sums, 0);
        (state.Batch, state.Step, state.Samples, state.Running.Samples, state.Optimizer.Steps) = counts;
    }
}
