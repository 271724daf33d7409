using System.Numerics;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>The last weights and buffers that are known to be good, once an epoch: loss and gradients of a batch were finite with them. Where an
/// update leads to a loss that is not, the weights before it are overwritten already; these are what is left to keep.</summary>
internal sealed class LastGood<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights = new T[network.Weights.Length];
    private readonly T[][] buffers = [.. network.Buffers.Select(buffer => new T[buffer.Value.Length])];

    /// <summary>The updates in them; null where there are none yet.</summary>
    public long? Step { get; private set; }

    /// <summary>Takes the weights down, with the buffers as they were before the pass that proved them.</summary>
    public void Keep(long step, T[][] buffersBefore)
    {
        network.Weights.CopyTo(weights);
        for (int i = 0; i < buffers.Length; i++) buffersBefore[i].CopyTo(buffers[i], 0);
        Step = step;
    }

    /// <summary>Puts them back.</summary>
    public void Restore()
    {
        weights.CopyTo(network.Weights);
        for (int i = 0; i < buffers.Length; i++) buffers[i].CopyTo(network.Buffers[i].Value, 0);
    }
}
