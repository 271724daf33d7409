using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>What a layer knows about the pass it takes part in.</summary>
public readonly ref struct Pass<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of samples, at least 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Training (dropout drops, batch norm uses the batch's statistics) or inference.</summary>
    public required bool Training { get; init; }

    /// <summary>The seed of the run; with <see cref="Step"/> it keys all randomness of this pass.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The training step, counted from 0.</summary>
    public required ulong Step { get; init; }

    /// <summary>The threads that kernels may use.</summary>
    public required Team Team { get; init; }

    /// <summary>The layer's own scratch, <see cref="CompiledLayer{T}.ScratchLength"/> elements, kept from the forward to the backward
    /// pass.</summary>
    public Span<T> Scratch { get; init; }

    /// <summary>The same pass for a layer inside this one.</summary>
    public Pass<T> With(Span<T> scratch) =>
        new() { BatchSize = BatchSize, Training = Training, Seed = Seed, Step = Step, Team = Team, Scratch = scratch };
}
