using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>One parameter of a network: a view into the flat buffers of weights and gradients.</summary>
public sealed class Parameter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterStore<T> store;
    private bool isZero;

    internal Parameter(ParameterStore<T> store, string name, Shape shape, int offset) =>
        (this.store, Name, Shape, Offset) = (store, name, shape, offset);

    /// <summary>The name as <c>torch.nn.Sequential</c> gives it: <c>0.weight</c>; the number counts every layer of the list.</summary>
    public string Name { get; }

    /// <summary>The shape as PyTorch stores it: <c>[out, in]</c> for a dense layer, <c>[out, in, height, width]</c> for a convolution.</summary>
    public Shape Shape { get; }

    /// <summary>Where the parameter starts in the flat buffers.</summary>
    public int Offset { get; }

    /// <summary>The weights.</summary>
    public Span<T> Value => store.Values.Slice(Offset, Shape.Size);

    /// <summary>The gradient of the loss with respect to the weights. The backward pass adds to it.</summary>
    public Span<T> Gradient
    {
        get
        {
            Span<T> gradient = TakeGradient(out bool isZero);
            if (isZero) gradient.Clear();
            return gradient;
        }
    }

    /// <summary>The gradient for a layer that can write it in one go: where <paramref name="isZero"/> is set it counts as zero whatever the memory
    /// holds, and the layer overwrites all of it instead of adding.</summary>
    public Span<T> TakeGradient(out bool isZero)
    {
        isZero = this.isZero;
        this.isZero = false;
        return store.Gradients.Slice(Offset, Shape.Size);
    }

    /// <summary>Makes the gradient zero; the memory is written when somebody next asks for it.</summary>
    internal void ZeroGradient() => isZero = true;
}

/// <summary>Values that a layer keeps and saves but that no optimizer trains, such as the running mean of a batch norm.</summary>
public sealed class LayerBuffer<T>(string name, Shape shape, bool isCount) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name as PyTorch gives it: <c>1.running_mean</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The shape.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Whether the buffer counts something, so that files store it as 64-bit integers.</summary>
    public bool IsCount { get; } = isCount;

    /// <summary>The values.</summary>
    public T[] Value { get; } = new T[shape.Size];
}

/// <summary>All weights of a network in one flat buffer and all gradients in a second one.</summary>
internal sealed class ParameterStore<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Memory<T> values, gradients;

    public Span<T> Values => values.Span;

    public Span<T> Gradients => gradients.Span;

    public List<Parameter<T>> Parameters { get; } = [];

    public List<LayerBuffer<T>> Buffers { get; } = [];

    public int Length { get; private set; }

    public Parameter<T> Add(string name, Shape shape)
    {
        Parameter<T> parameter = new(this, name, shape, Length);
        Parameters.Add(parameter);
        Length = checked(Length + shape.Size);
        return parameter;
    }

    /// <summary>Takes the memory once every layer has said what it needs.</summary>
    public void Allocate()
    {
        values = AlignedMemory.Allocate<T>(Length);
        gradients = AlignedMemory.Allocate<T>(Length);
    }
}
