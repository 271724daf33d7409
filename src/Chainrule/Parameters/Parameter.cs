using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Rows;
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

    /// <summary>y = x·Wᵀ + b, where this parameter is W, [units, inputs]; further dimensions count as inputs.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="x">[batch, inputs].</param>
    /// <param name="bias">b, [units], added to every row; or empty.</param>
    /// <param name="y">[batch, units]; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void Multiply(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, Span<T> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        int rows = Rows(x, y, nameof(y));
        if (!bias.IsEmpty && bias.Length != Units)
            throw new ArgumentException($"{bias.Length} biases do not fit '{Name}', {Shape}, which has {Units} units.", nameof(bias));
        MatrixProduct<T>.Multiply(team, new Matrix<T>(x, rows, Inputs), Matrix.Transposed, bias, y);
    }

    /// <summary>dx = dy·W, the gradient of <see cref="Multiply"/> with respect to x.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="dy">[batch, units].</param>
    /// <param name="dx">[batch, inputs]; overwritten.</param>
    /// <param name="accumulate">Whether the product is added to dx instead, as where x goes to several weights.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void MultiplyTransposed(Team team, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(team);
        MatrixProduct<T>.Multiply(team, new Matrix<T>(dy, Rows(dx, dy, nameof(dx)), Units), Matrix, dx, accumulate);
    }

    /// <summary>gradient += dyᵀ·x, the gradient of <see cref="Multiply"/> with respect to W, summed over the batch in one fixed order. Of a
    /// single sample only the two factors are written where the gradient is zero, and multiplied when somebody asks for the gradient; an
    /// optimizer multiplies while it reads.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="dy">[batch, units].</param>
    /// <param name="x">[batch, inputs].</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void AddProduct(Team team, ReadOnlySpan<T> dy, ReadOnlySpan<T> x)
    {
        ArgumentNullException.ThrowIfNull(team);
        int rows = Rows(x, dy, nameof(x));
        if (rows == 1)
        {
            AddOuterProduct(team, dy, x);
            return;
        }
        Span<T> gradient = TakeGradient(out bool isZero);
        MatrixProduct<T>.Multiply(team, new Matrix<T>(dy, rows, Units).Transposed, new Matrix<T>(x, rows, Inputs), gradient,
            accumulate: !isZero);
    }

    /// <summary>gradient += Σ over the batch of dy, the gradient of a bias, in one fixed order.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="dy">[batch, this parameter's shape].</param>
    /// <exception cref="ArgumentException">The length is no multiple of the parameter's size.</exception>
    public void AddRows(Team team, ReadOnlySpan<T> dy)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (dy.Length % Shape.Size != 0)
            throw new ArgumentException($"{dy.Length} elements are no rows of '{Name}', {Shape}.", nameof(dy));
        RowSums<T>.Add(team, dy, Gradient);
    }

    private int Units => Shape[0];

    private int Inputs => Shape.Size / Shape[0];

    private Matrix<T> Matrix => new(Value, Units, Inputs);

    /// <summary>The number of samples of inputs and outputs.</summary>
    private int Rows(ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputs, string argument)
    {
        int rows = inputs.Length / Inputs;
        if ((long)rows * Inputs != inputs.Length || (long)rows * Units != outputs.Length)
            throw new ArgumentException($"{inputs.Length} inputs and {outputs.Length} outputs are no batch for '{Name}', {Shape}: "
                + $"a sample has {Inputs} inputs and {Units} outputs.", argument);
        return rows;
    }

    /// <summary>gradient += column·rowᵀ.</summary>
    private void AddOuterProduct(Team team, ReadOnlySpan<T> column, ReadOnlySpan<T> row)
    {
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
