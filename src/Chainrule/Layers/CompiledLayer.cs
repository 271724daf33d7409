using System.Numerics;

namespace Chainrule.Layers;

/// <summary>A layer made ready to run in one precision. It holds parameters and nothing else: what the backward pass needs is handed back
/// to it, so several threads may run the same layer at once, each with its own spans.</summary>
/// <remarks>All spans are contiguous and row-major, batch first: [batch, features] or [batch, channels, height, width].</remarks>
public abstract class CompiledLayer<T>(Shape input, Shape output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The shape of one input sample.</summary>
    public Shape InputShape { get; } = input;

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape { get; } = output;

    /// <summary>How many elements of <see cref="Pass{T}.Scratch"/> the layer needs for a batch. What the forward pass writes there is there
    /// in the backward pass.</summary>
    public virtual int ScratchLength(int batchSize) => 0;

    /// <summary>The fewest samples that a batch to train on may have.</summary>
    public virtual int SmallestTrainingBatch => 1;

    /// <summary>Whether the output is the input under another shape, so that the layer need not run at all.</summary>
    public virtual bool IsReshape => false;

    /// <summary>The floating-point operations of the forward pass of one sample, a multiplication and an addition counted
    /// separately.</summary>
    public virtual long Operations => OutputShape.Size;

    /// <summary>One layer that does what <paramref name="previous"/> and then this one do, with less to read and write; null where there is
    /// none. It computes what the two would, but for the order in which gradients of parameters are summed and the sign of a 0; and where a
    /// factor of the chain rule is 0, it stays 0 even if another one is infinite.</summary>
    internal virtual CompiledLayer<T>? After(CompiledLayer<T> previous) => null;

    /// <summary>Whether this layer or one inside it has parameters.</summary>
    public bool IsTrainable { get; internal set; }

    /// <summary>The layers inside this one, in order.</summary>
    public virtual IReadOnlyList<CompiledLayer<T>> Children => [];

    /// <summary>y = f(x).</summary>
    /// <param name="pass">Batch size, training or inference, randomness, scratch, threads.</param>
    /// <param name="x">Input, [batch, input shape].</param>
    /// <param name="y">Output, [batch, output shape]; overwritten.</param>
    public abstract void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y);

    /// <summary>dx = (∂y/∂x)ᵀ·dy, and for every parameter w: gradient(w) += (∂y/∂w)ᵀ·dy.</summary>
    /// <param name="pass">The same as in the forward pass, its scratch as the forward pass left it.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="y">The output of the forward pass.</param>
    /// <param name="dy">The gradient of the loss with respect to y.</param>
    /// <param name="dx">The gradient with respect to x, overwritten; empty where nobody needs it.</param>
    public abstract void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx);

    /// <summary>How many elements of scratch <see cref="Trace"/> needs for a batch.</summary>
    internal virtual int TraceLength(int batchSize) => ScratchLength(batchSize);

    /// <summary>y = f(x), layer by layer: no two layers run in one go, and the output of every layer inside this one is reported as soon as
    /// it is there.</summary>
    /// <param name="pass">As in the forward pass, but with <see cref="TraceLength"/> elements of scratch.</param>
    /// <param name="x">Input, [batch, input shape].</param>
    /// <param name="y">Output, [batch, output shape]; overwritten.</param>
    /// <param name="path">The path of this layer with a point at its end, or empty.</param>
    /// <param name="visitor">Sees the outputs.</param>
    internal virtual void Trace(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y, string path, OutputVisitor<T> visitor) =>
        Forward(pass, x, y);
}

/// <summary>Sees the output of a layer.</summary>
/// <param name="path">Its place, from the outermost list inwards: <c>3</c>, <c>3.0</c>.</param>
/// <param name="layer">The layer.</param>
/// <param name="shape">The shape of one output sample.</param>
/// <param name="output">[batch, shape]; only valid during the call.</param>
public delegate void OutputVisitor<T>(string path, Layer layer, Shape shape, ReadOnlySpan<T> output);
