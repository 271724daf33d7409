using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Parameters;

/// <summary>One parameter of a network: a view into the flat buffers of weights and gradients.</summary>
public sealed class Parameter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterStore<T> store;
    private GradientState gradientState;
    private OuterProduct<T> product;

    internal Parameter(ParameterStore<T> store, string name, Shape shape, int offset) =>
        (this.store, Name, Shape, Offset) = (store, name, shape, offset);

    /// <summary>The name as <c>torch.nn.Sequential</c> gives it: <c>0.weight</c>; the number counts every layer of the list.</summary>
    public string Name { get; }

    /// <summary>The shape as PyTorch stores it: <c>[out, in]</c> for a dense layer, <c>[out, in, height, width]</c> for a
    /// convolution.</summary>
    public Shape Shape { get; }

    /// <summary>Where the parameter starts in the flat buffers.</summary>
    public int Offset { get; }

    /// <summary>The weights.</summary>
    public Span<T> Value => store.Values.Slice(Offset, Shape.Size);

    /// <summary>The gradient of the loss with respect to the weights. The backward pass adds to it.</summary>
    /// <remarks>What was asked for holds until the next <see cref="Chainrule.Layers.Network{T}.ZeroGradients"/> or backward pass: both may
    /// leave it to the next question to write the memory.</remarks>
    public Span<T> Gradient
    {
        get
        {
            Span<T> gradient = TakeGradient(out bool isZero);
            if (isZero) gradient.Clear();
            return gradient;
        }
    }

    /// <summary>The gradient for a layer that can write it in one go: where <paramref name="isZero"/> is set it counts as zero whatever the
    /// memory holds, and the layer overwrites all of it instead of adding.</summary>
    public Span<T> TakeGradient(out bool isZero)
    {
        if (gradientState == GradientState.Product) product.WriteOut(store.Gradients);
        isZero = gradientState == GradientState.Zero;
        gradientState = GradientState.Written;
        return store.Gradients.Slice(Offset, Shape.Size);
    }

    /// <summary>gradient += column·rowᵀ. Where the gradient is zero, only the factors are written there, and multiplied when somebody asks
    /// for the gradient; an optimizer multiplies while it reads.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="column">The factor of each row of the parameter.</param>
    /// <param name="row">What every row of the gradient is a multiple of. The two lengths multiply to the parameter's size.</param>
    public void AddOuterProduct(Team team, ReadOnlySpan<T> column, ReadOnlySpan<T> row)
    {
        if ((long)column.Length * row.Length != Shape.Size)
            throw new ArgumentException($"A product of {column.Length} by {row.Length} elements is no gradient of '{Name}', {Shape}.");
        if (gradientState == GradientState.Zero && OuterProduct<T>.Fits(column.Length, row.Length))
        {
            product = new(Offset, column.Length, row.Length);
            row.CopyTo(product.Row(store.Gradients));
            column.CopyTo(product.Column(store.Gradients));
            gradientState = GradientState.Product;
            return;
        }
        Span<T> gradient = TakeGradient(out bool isZero);
        MatrixProduct<T>.Multiply(team, new Matrix<T>(column, column.Length, 1), new Matrix<T>(row, 1, row.Length), gradient,
            accumulate: !isZero);
    }

    /// <summary>Makes the gradient zero; the memory is written when somebody next asks for it.</summary>
    internal void ZeroGradient() => gradientState = GradientState.Zero;

    /// <summary>Makes the gradient ready to be read: written out, or, where that is the answer, a product.</summary>
    internal bool TryGetProduct(out OuterProduct<T> product)
    {
        product = this.product;
        if (gradientState == GradientState.Product) return true;
        _ = Gradient;
        return false;
    }

    private enum GradientState
    {
        Written,
        Zero,
        Product,
    }
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
    private OuterProduct<T>[] products = [];

    public Memory<T> Memory => values;

    public Span<T> Values => values.Span;

    public Span<T> Gradients => gradients.Span;

    /// <summary>The gradients as they are stored.</summary>
    public GradientView<T> View
    {
        get
        {
            int count = 0;
            foreach (Parameter<T> parameter in Parameters)
                if (parameter.TryGetProduct(out OuterProduct<T> product)) products[count++] = product;
            return new GradientView<T>(gradients.Span, products.AsSpan(0, count));
        }
    }

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
        products = new OuterProduct<T>[Parameters.Count];
    }
}
