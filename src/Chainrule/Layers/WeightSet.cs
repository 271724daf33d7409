using System.Numerics;

namespace Chainrule.Layers;

/// <summary>A copy of a network's weights and buffers: those of its best epoch, or those to return to.</summary>
/// <remarks>The memory is taken once; capturing and restoring allocate nothing.</remarks>
/// <example><code>WeightSet&lt;float&gt; best = WeightSet&lt;float&gt;.Of(network);</code></example>
public sealed class WeightSet<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] weights;
    private readonly T[][] buffers;

    /// <summary>A set as large as the network's; it holds zeros until something is captured.</summary>
    public WeightSet(Network<T> network) : this(network, network?.Weights.Length ?? 0)
    {
    }

    private WeightSet(Network<T>? network, int weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.weights = new T[weights];
        buffers = [.. network.Buffers.Select(buffer => new T[buffer.Value.Length])];
    }

    /// <summary>The weights and buffers that a network has now.</summary>
    public static WeightSet<T> Of(Network<T> network)
    {
        WeightSet<T> set = new(network);
        set.Capture(network);
        return set;
    }

    /// <summary>A set without weights, which captures and restores the buffers alone.</summary>
    public static WeightSet<T> ForBuffers(Network<T> network) => new(network, weights: 0);

    /// <summary>All weights, in the order of <see cref="Network{T}.Weights"/>; none in a set for buffers.</summary>
    public ReadOnlySpan<T> Weights => weights;

    /// <summary>The buffers, in the order of <see cref="Network{T}.Buffers"/>.</summary>
    public IReadOnlyList<T[]> Buffers => buffers;

    /// <summary>The memory of the weights.</summary>
    internal Memory<T> WeightMemory => weights;

    /// <summary>Copies what the network has now.</summary>
    /// <exception cref="ArgumentException">The network has other numbers of weights or buffers.</exception>
    public void Capture(Network<T> network)
    {
        Require(network);
        if (weights.Length > 0) network.Weights.CopyTo(weights);
        for (int i = 0; i < buffers.Length; i++) network.Buffers[i].Value.CopyTo(buffers[i], 0);
    }

    /// <summary>Gives the network what was captured.</summary>
    /// <exception cref="ArgumentException">The network has other numbers of weights or buffers.</exception>
    public void Restore(Network<T> network)
    {
        Require(network);
        weights.CopyTo(network.Weights);
        for (int i = 0; i < buffers.Length; i++) buffers[i].CopyTo(network.Buffers[i].Value, 0);
    }

    /// <summary>Does something while the network has the weights and buffers of this set; afterwards it has its own again.</summary>
    /// <exception cref="ArgumentException">The network has other numbers of weights or buffers.</exception>
    public TResult While<TResult>(Network<T> network, Func<TResult> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        WeightSet<T> own = Of(network);
        try
        {
            Restore(network);
            return action();
        }
        finally
        {
            own.Restore(network);
        }
    }

    /// <summary>Takes over the buffers of another set of the same network.</summary>
    internal void CaptureBuffers(WeightSet<T> other)
    {
        for (int i = 0; i < buffers.Length; i++) other.buffers[i].CopyTo(buffers[i], 0);
    }

    private void Require(Network<T> network)
    {
        ArgumentNullException.ThrowIfNull(network);
        bool fits = (weights.Length == 0 || weights.Length == network.Weights.Length) && buffers.Length == network.Buffers.Count;
        for (int i = 0; fits && i < buffers.Length; i++) fits = buffers[i].Length == network.Buffers[i].Value.Length;
        if (!fits) throw new ArgumentException("The weights and buffers are those of a network with other layers.", nameof(network));
    }
}
