using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>A network: layers compiled for a precision, with all their weights in one flat buffer and all gradients in a second
/// one.</summary>
/// <remarks><see cref="Predict(ReadOnlySpan{T}, Span{T})"/> never changes the network and is safe from many threads at once.</remarks>
public sealed class Network<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many samples a prediction takes at a time.</summary>
    private const int PredictionBatch = 64;

    private readonly CompiledSequential<T> root;
    private readonly ParameterStore<T> store;
    private readonly ConcurrentBag<Workspace<T>> idle = [];

    /// <param name="spec">The layers.</param>
    /// <param name="input">The shape of one input sample.</param>
    /// <param name="seed">Keys the initial weights.</param>
    /// <param name="initializer">Draws the weights of layers that name no initializer.</param>
    /// <param name="biasInitializer">Draws the biases of layers that name no initializer for them.</param>
    /// <param name="most">The most values that parameters and buffers may hold together.</param>
    internal Network(Sequential spec, Shape input, ulong seed, Initializer initializer, Initializer biasInitializer,
        long most = long.MaxValue)
    {
        (CompiledLayer<T> compiled, store) = LayerBuilder<T>.Compile(spec, input, seed, initializer, biasInitializer, most);
        root = (CompiledSequential<T>)compiled;
        Spec = spec;
        Seed = seed;
    }

    /// <summary>The description it was built from.</summary>
    public Sequential Spec { get; }

    /// <summary>The seed that its initial weights were drawn with.</summary>
    public ulong Seed { get; }

    /// <summary>The shape of one input sample.</summary>
    public Shape InputShape => root.InputShape;

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape => root.OutputShape;

    /// <summary>The compiled layers, as listed.</summary>
    public IReadOnlyList<CompiledLayer<T>> Layers => root.Children;

    /// <summary>The parameters, in the order of the layers.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => store.Parameters;

    /// <summary>What the layers keep and save beside their parameters.</summary>
    public IReadOnlyList<LayerBuffer<T>> Buffers => store.Buffers;

    /// <summary>The layers as they run: some of them several in one go.</summary>
    internal CompiledLayer<T> Root => root;

    /// <summary>The memory of all weights.</summary>
    internal Memory<T> WeightMemory => store.Memory;

    /// <summary>All weights, one parameter after another.</summary>
    public Span<T> Weights => store.Values;

    /// <summary>The gradients of all weights, in the same order.</summary>
    /// <remarks>What was asked for holds until the next <see cref="ZeroGradients"/> or backward pass: both may leave it to the next
    /// question to write the memory.</remarks>
    public Span<T> Gradients
    {
        get
        {
            foreach (Parameter<T> parameter in store.Parameters) _ = parameter.Gradient;
            return store.Gradients;
        }
    }

    /// <summary>The gradients of all weights for an optimizer: what a layer gave as an outer product stays one.</summary>
    public GradientView<T> GradientView => store.View;

    /// <summary>Makes all gradients zero, as before every backward pass of a training.</summary>
    public void ZeroGradients()
    {
        foreach (Parameter<T> parameter in store.Parameters) parameter.ZeroGradient();
    }

    /// <summary>The floating-point operations of the forward pass of one sample.</summary>
    public long Operations => root.Operations;

    /// <summary>Memory for the activations of up to <paramref name="capacity"/> samples at a time.</summary>
    public Workspace<T> CreateWorkspace(int capacity) => new(capacity, root.ScratchLength(capacity), OutputShape.Size);

    /// <summary>The elements of the workspace for this many samples.</summary>
    /// <exception cref="OverflowException">They are more than an array can hold.</exception>
    public int WorkspaceLength(int capacity) => checked(root.ScratchLength(capacity) + capacity * OutputShape.Size);

    /// <summary>Runs the network forward on a batch; the outputs and what the backward pass needs are in the workspace after it.</summary>
    /// <param name="workspace">From <see cref="CreateWorkspace"/>, large enough for the batch.</param>
    /// <param name="x">The inputs, [batch, input shape].</param>
    /// <param name="training">Whether dropout drops and batch norm uses (and learns from) the batch's statistics.</param>
    /// <param name="seed">With <paramref name="step"/>, keys the dropout masks.</param>
    /// <param name="step">The training step, counted from 0.</param>
    /// <param name="team">The threads to use.</param>
    /// <returns>The outputs, [batch, output shape].</returns>
    public Span<T> Forward(Workspace<T> workspace, ReadOnlySpan<T> x, bool training, ulong seed, ulong step, Team team)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        Pass<T> pass = workspace.Begin(BatchSize(x.Length), root.ScratchLength(BatchSize(x.Length)), training, seed, step, team);
        root.Forward(pass, x, workspace.Outputs);
        return workspace.Outputs;
    }

    /// <summary>Runs the network backward after <see cref="Forward"/>: adds to the gradients of all weights.</summary>
    /// <param name="workspace">The workspace of the forward pass, with what it left there.</param>
    /// <param name="x">The same inputs.</param>
    /// <param name="dy">The gradient of the loss with respect to the outputs, [batch, output shape].</param>
    /// <param name="dx">The gradient with respect to the inputs, overwritten; empty where nobody needs it.</param>
    /// <exception cref="ArgumentException">A length is not that of the forward pass.</exception>
    public void Backward(Workspace<T> workspace, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        root.Backward(workspace.Current((InputShape.Size, x.Length, dy.Length, dx.Length)), x, workspace.Outputs, dy, dx);
    }

    /// <summary>Memory for <see cref="Trace"/> with up to <paramref name="capacity"/> samples: two activations and the largest
    /// scratch.</summary>
    /// <exception cref="OverflowException">They are more than an array can hold.</exception>
    public Workspace<T> CreateTraceWorkspace(int capacity) => new(capacity, root.TraceLength(capacity), OutputShape.Size);

    /// <summary>Runs the network forward layer by layer and shows the output of every layer, those inside others before these; not those of
    /// layers that only give their input another shape.</summary>
    /// <remarks>Where <see cref="Forward"/> runs several layers in one go, its outputs are the same but for the sign of a 0. There is no
    /// backward pass after it.</remarks>
    /// <param name="workspace">From <see cref="CreateTraceWorkspace"/>, large enough for the batch.</param>
    /// <param name="x">The inputs, [batch, input shape].</param>
    /// <param name="training">Whether dropout drops and batch norm uses (and learns from) the batch's statistics.</param>
    /// <param name="seed">With <paramref name="step"/>, keys the dropout masks.</param>
    /// <param name="step">The training step, counted from 0.</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="visitor">Sees the outputs.</param>
    /// <returns>The outputs, [batch, output shape].</returns>
    public Span<T> Trace(Workspace<T> workspace, ReadOnlySpan<T> x, bool training, ulong seed, ulong step, Team team,
        OutputVisitor<T> visitor)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(visitor);
        Pass<T> pass = workspace.Begin(BatchSize(x.Length), root.TraceLength(BatchSize(x.Length)), training, seed, step, team);
        root.Trace(pass, x, workspace.Outputs, "", visitor);
        return workspace.Outputs;
    }

    /// <summary>The outputs for some inputs, in inference mode. Safe from many threads at once.</summary>
    /// <remarks>The same call gives the same bits. A sample alone and the same sample among others may differ by rounding, since sums are
    /// added up in another order: an output that is a sum of n products, Σ wᵢ·xᵢ, by at most 2·n·ε·Σ |wᵢ·xᵢ|, where ε is 2⁻²⁴ for
    /// <see langword="float"/> and 2⁻⁵³ for <see langword="double"/>. In practice it is a few ε of the largest output.</remarks>
    /// <param name="x">[samples, input shape], at least one sample; finite numbers.</param>
    /// <param name="y">[samples, output shape], overwritten; what it holds beyond that stays as it is.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> holds no samples, a part of one, or a number that is not finite, or
    /// <paramref name="y"/> is too short.</exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> y)
    {
        int size = InputShape.Size, samples = x.Length / size;
        if (samples == 0 || samples * size != x.Length)
            throw new ArgumentException($"Expected samples of {InputShape}, {size} values each, but got {x.Length} values.", nameof(x));
        if (y.Length < (long)samples * OutputShape.Size)
            throw new ArgumentException(
                $"Expected room for the outputs of {samples} samples, {OutputShape.Size} values each, but got {y.Length} values.",
                nameof(y));
        if (!Reductions<T>.AllFinite(x)) throw NotFinite(x, nameof(x));
        if (!idle.TryTake(out Workspace<T>? workspace)) workspace = CreateWorkspace(PredictionBatch);
        for (int start = 0; start < samples; start += PredictionBatch)
        {
            int count = Math.Min(PredictionBatch, samples - start);
            Forward(workspace, x.Slice(start * size, count * size), training: false, Seed, step: 0, Team.Single)
                .CopyTo(y.Slice(start * OutputShape.Size, count * OutputShape.Size));
        }
        idle.Add(workspace);
    }

    /// <summary>The outputs for a tensor of inputs, in inference mode. Safe from many threads at once.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{T}, Span{T})" path="/remarks"/>
    /// <param name="inputs">[samples, input shape], at least one sample; a tensor of just the input shape is one sample. Finite
    /// numbers.</param>
    /// <returns>[samples, output shape].</returns>
    /// <exception cref="ShapeException">The tensor's lengths do not end in the input shape, or it holds no samples.</exception>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public Tensor<T> Predict(Tensor<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        int rank = InputShape.Rank, leading = inputs.Rank - rank;
        bool fits = leading is 0 or 1 && inputs.FlattenedLength > 0;
        for (int i = 0; fits && i < rank; i++) fits = inputs.Lengths[leading + i] == InputShape[i];
        if (!fits)
            throw new ShapeException($"The network expects inputs of [samples, {InputShape}], but got "
                + $"{string.Join('×', inputs.Lengths.ToArray())}.");
        T[] x = new T[inputs.FlattenedLength];
        inputs.FlattenTo(x);
        if (!Reductions<T>.AllFinite(x)) throw NotFinite(x, nameof(inputs));
        T[] y = new T[x.Length / InputShape.Size * OutputShape.Size];
        Predict(x, y);
        ReadOnlySpan<nint> outputs = [.. OutputShape.Select(extent => (nint)extent)];
        return Tensor.Create(y, [x.Length / InputShape.Size, .. outputs]);
    }

    private ArgumentException NotFinite(ReadOnlySpan<T> x, string name)
    {
        int at = 0;
        while (T.IsFinite(x[at])) at++;
        (int sample, int feature) = Math.DivRem(at, InputShape.Size);
        return new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Expected finite numbers, but sample {sample} has {x[at]} as feature {feature}."), name);
    }

    /// <summary>The SHA-256 of the weights and buffers: names and little-endian values in the order of the layers, as 64 hexadecimal
    /// digits.</summary>
    public string WeightsSha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter<T> parameter in Parameters) Append(parameter.Name, parameter.Value);
        foreach (LayerBuffer<T> buffer in Buffers) Append(buffer.Name, buffer.Value);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string name, ReadOnlySpan<T> values)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }
    }

    /// <summary>The network as a table: the shape, the parameters and the operations of each layer.</summary>
    public override string ToString() => NetworkSummary.Of(this).ToString();

    /// <summary>Held by the training under way: one at a time.</summary>
    internal SemaphoreSlim TrainingClaim { get; } = new(1, 1);

    private int BatchSize(int elements)
    {
        int samples = elements / InputShape.Size;
        return samples > 0 && samples * InputShape.Size == elements ? samples
            : throw new ShapeException($"The network takes samples of {InputShape}, but got {elements} elements.");
    }
}
