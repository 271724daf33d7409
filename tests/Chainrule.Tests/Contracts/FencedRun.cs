using System.Numerics;
using System.Runtime.InteropServices;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Contracts;

/// <summary>A layer between fences: around every span that it is given, and around its parameters, lies NaN. Whoever writes there is
/// found out, and what is read there spoils the result. Outputs, scratch and input gradients hold NaN before each pass too.</summary>
internal sealed class FencedRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An odd length, so that spans start where no vector does.</summary>
    private const int Fence = 61;
    private readonly T[] x, y, dy, dx, scratch;

    public FencedRun(Layer layer, Shape input, int batch = 3, bool training = true, ulong seed = 1, double scale = 1)
    {
        (Batch, Training, Seed) = (batch, training, seed);
        (Compiled, Store) = LayerBuilder<T>.Compile(new Enclosed(layer), input, seed, new Normal(0.5), new Normal(0.5));
        // Values that both precisions hold, so that their results can be compared.
        foreach (ref T value in Store.Values) value = T.CreateTruncating(float.CreateTruncating(value));
        (x, y) = (Fenced(batch * input.Size), Fenced(batch * Compiled.OutputShape.Size));
        (dy, dx, scratch) = (Fenced(Y.Length), Fenced(X.Length), Fenced(Compiled.ScratchLength(batch)));
        RandomStream random = new(seed, RandomPurpose.GradientCheck);
        foreach (ref T value in X) value = T.CreateTruncating((float)(scale * random.NextNormal()));
        foreach (ref T value in Dy) value = T.CreateTruncating((float)random.NextNormal());
        Inside(Store.Values).CopyTo(Inside(Weights = Fenced(Store.Length - 2 * Fence)));
        Weights.CopyTo(Store.Values);
        ClearGradients();
    }

    public CompiledLayer<T> Compiled { get; }

    public ParameterStore<T> Store { get; }

    public int Batch { get; }

    public bool Training { get; }

    public ulong Seed { get; set; }

    public ulong Step { get; set; }

    public Span<T> X => Inside(x);

    public Span<T> Y => Inside(y);

    public Span<T> Dy => Inside(dy);

    public Span<T> Dx => Inside(dx);

    /// <summary>The gradients of the layer's parameters.</summary>
    public Span<T> Gradients => Inside(Store.Gradients);

    /// <summary>The weights as they were at the beginning, fences included.</summary>
    private T[] Weights { get; }

    public FencedRun<T> Forward(Team? team = null)
    {
        Y.Fill(T.NaN);
        Inside(scratch).Fill(T.NaN);
        Compiled.Forward(Pass(team), X, Y);
        return this;
    }

    public FencedRun<T> Backward(Team? team = null, bool withInputGradient = true)
    {
        Dx.Fill(T.NaN);
        Compiled.Backward(Pass(team), X, Y, Dy, withInputGradient ? Dx : []);
        return this;
    }

    public void ClearGradients()
    {
        Store.Gradients.Fill(T.NaN);
        Gradients.Clear();
    }

    /// <summary>Makes the gradients count as zero whatever their memory holds, which here is NaN; whoever asks for them gets
    /// zeros.</summary>
    public void ZeroGradients()
    {
        Gradients.Fill(T.NaN);
        foreach (Parameter<T> parameter in Store.Parameters[1..^1]) parameter.ZeroGradient();
    }

    /// <summary>Asserts that all fences hold, and that neither inputs nor weights were written to.</summary>
    public void Inspect(ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputGradients)
    {
        foreach (T[] fenced in (T[][])[x, y, dy, dx, scratch, Store.Gradients.ToArray()])
        {
            Assert.All(fenced[..Fence], post => Assert.True(T.IsNaN(post)));
            Assert.All(fenced[^Fence..], post => Assert.True(T.IsNaN(post)));
        }
        Bits.Same<T>(Weights, Store.Values, "weights");
        Bits.Same(inputs, X, "inputs");
        Bits.Same(outputGradients, Dy, "output gradients");
    }

    private Pass<T> Pass(Team? team) =>
        new() { BatchSize = Batch, Training = Training, Seed = Seed, Step = Step, Team = team ?? Team.Single, Scratch = Inside(scratch) };

    private static T[] Fenced(int length)
    {
        T[] fenced = new T[length + 2 * Fence];
        fenced.AsSpan().Fill(T.NaN);
        return fenced;
    }

    private static Span<T> Inside(Span<T> fenced) => fenced[Fence..^Fence];

    /// <summary>A layer whose parameters lie between two others.</summary>
    private sealed record Enclosed(Layer Layer) : Layer
    {
        public override CompiledLayer<TNumber> Compile<TNumber>(LayerBuilder<TNumber> builder)
        {
            builder.Parameter("before", [Fence], new Fan(1, 1), new Zeros());
            CompiledLayer<TNumber> compiled = builder.Compile(0, Layer, builder.Input);
            builder.Parameter("after", [Fence], new Fan(1, 1), new Zeros());
            return compiled;
        }
    }
}

/// <summary>Comparisons of every bit, for which NaN equals NaN and 0 is not −0.</summary>
internal static class Bits
{
    public static void Same<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what) where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual))) return;
        for (int i = 0; i < expected.Length; i++)
            if (!MemoryMarshal.AsBytes(expected.Slice(i, 1)).SequenceEqual(MemoryMarshal.AsBytes(actual.Slice(i, 1))))
                Assert.Fail($"The {what} differ at {i}: {expected[i]} and {actual[i]}.");
    }
}
