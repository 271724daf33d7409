using Chainrule.Kernels;

namespace Chainrule.Data;

/// <summary>The inputs and targets of one step of a training, to be made or changed in place.</summary>
public readonly ref struct Batch<T>
{
    private readonly ref RandomStream random;

    internal Batch(Span<T> inputs, Span<T> targets, ReadOnlySpan<int> indices, (Shape Input, int Size, long Step) of,
        ref RandomStream random)
    {
        (InputShape, Size, Step) = of;
        Inputs = inputs;
        Targets = targets;
        Indices = indices;
        this.random = ref random;
    }

    /// <summary>The number of samples.</summary>
    public int Size { get; }

    /// <summary>The step, counted from 0.</summary>
    public long Step { get; }

    /// <summary>The shape of one input.</summary>
    public Shape InputShape { get; }

    /// <summary>The inputs, [batch, input shape].</summary>
    public Span<T> Inputs { get; }

    /// <summary>The targets, [batch, outputs]; a class is a one-hot row, or a 0 or 1 for a single output.</summary>
    public Span<T> Targets { get; }

    /// <summary>The indices of the samples in the training part; empty where a generator makes the batch.</summary>
    public ReadOnlySpan<int> Indices { get; }

    /// <summary>Random numbers of this step's own: the same ones for the same seed and step, whatever came before.</summary>
    public ref RandomStream Random => ref random;

    /// <summary>The input of a sample, [input shape].</summary>
    /// <param name="sample">From 0 to <see cref="Size"/> − 1.</param>
    public Span<T> Input(int sample) => Inputs.Slice(sample * InputShape.Size, InputShape.Size);

    /// <summary>The target of a sample, [outputs].</summary>
    /// <param name="sample">From 0 to <see cref="Size"/> − 1.</param>
    public Span<T> Target(int sample) => Targets.Slice(sample * (Targets.Length / Size), Targets.Length / Size);
}

/// <summary>Makes or changes a batch. It must depend on nothing but the batch, its step and its random numbers; then the bits of a training
/// depend neither on the number of threads nor on where it was interrupted.</summary>
/// <param name="batch">The batch.</param>
public delegate void BatchFunction<T>(Batch<T> batch);

/// <summary>Batches from a function that never ends: a simulation, a formula, data that does not fit into memory.</summary>
/// <example><code>new BatchGenerator&lt;float&gt;(batch =>
/// {
///     for (int i = 0; i &lt; batch.Size; i++)
///     {
///         float x = (float)batch.Random.NextNormal();
///         (batch.Inputs[i], batch.Targets[i]) = (x, float.Sin(x));
///     }
/// }, stepsPerEpoch: 100)</code></example>
public sealed class BatchGenerator<T>
{
    /// <summary>Batches from a function.</summary>
    /// <param name="fill">Fills a batch, which holds zeros before.</param>
    /// <param name="stepsPerEpoch">After how many steps there is a record in the history, and a look at validation, early stopping and
    /// checkpoints: there are no epochs else.</param>
    /// <param name="name">What the data is called in messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">An epoch has less than one step.</exception>
    public BatchGenerator(BatchFunction<T> fill, int stepsPerEpoch, string name = "generator")
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        (Fill, StepsPerEpoch, Name) = (fill, stepsPerEpoch, name);
    }

    /// <summary>Fills a batch.</summary>
    public BatchFunction<T> Fill { get; }

    /// <summary>The steps from one record in the history to the next.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>What the data is called in messages.</summary>
    public string Name { get; }
}
