using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Layers;

/// <summary>The memory of one pass through a network: activations, each layer's scratch, and the outputs. One pass at a time.</summary>
public sealed class Workspace<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Memory<T> scratch, outputs;
    private readonly int outputLength;
    private int batchSize, scratchLength;
    private bool training;
    private ulong seed, step;
    private Team? team;

    internal Workspace(int capacity, int scratchLength, int outputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        this.outputLength = outputLength;
        scratch = AlignedMemory.Allocate<T>(scratchLength);
        outputs = AlignedMemory.Allocate<T>(checked(capacity * outputLength));
    }

    /// <summary>The most samples a pass may have.</summary>
    public int Capacity { get; }

    /// <summary>The elements held, outputs included.</summary>
    public long Length => (long)scratch.Length + outputs.Length;

    /// <summary>The outputs of the last forward pass, [batch, output shape].</summary>
    public Span<T> Outputs => outputs.Span[..(batchSize * outputLength)];

    /// <summary>Overwrites everything held.</summary>
    internal void Fill(T value)
    {
        scratch.Span.Fill(value);
        outputs.Span.Fill(value);
    }

    internal Pass<T> Begin(int batchSize, int scratchLength, bool training, ulong seed, ulong step, Team team)
    {
        if (batchSize > Capacity) throw new ArgumentException($"The workspace holds {Capacity} samples, but the batch has {batchSize}.");
        if (scratchLength > scratch.Length)
            throw new ArgumentException("The workspace was made for another kind of pass, or for another network.");
        (this.batchSize, this.scratchLength, this.training, this.seed, this.step, this.team) = (batchSize, scratchLength, training, seed,
            step, team);
        return Current();
    }

    /// <summary>The pass that was begun, for its way back.</summary>
    /// <param name="given">The input values of a sample, and how many values there are of x, dy and, unless it is 0, dx.</param>
    internal Pass<T> Current((int Inputs, int X, int Dy, int Dx) given)
    {
        Pass<T> pass = Current();
        Require(given.X, given.Inputs, "x");
        Require(given.Dy, outputLength, "dy");
        if (given.Dx > 0) Require(given.Dx, given.Inputs, "dx");
        return pass;
    }

    private void Require(int length, int values, string name)
    {
        if (length != (long)batchSize * values)
            throw new ArgumentException($"The forward pass was one of {batchSize} samples, with {values} values each here, but got "
                + $"{length} values.", name);
    }

    private Pass<T> Current() => new()
    {
        BatchSize = batchSize,
        Training = training,
        Seed = seed,
        Step = step,
        Team = team ?? throw new InvalidOperationException("Run the network forward before asking for its backward pass."),
        Scratch = scratch.Span[..scratchLength],
    };
}
