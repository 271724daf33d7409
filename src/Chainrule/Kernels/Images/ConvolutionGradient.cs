using System.Buffers;
using System.Numerics;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Rows;
using Chainrule.Kernels.Threads;

namespace Chainrule.Kernels.Images;

/// <summary>Where the gradients of a convolution's weights go.</summary>
/// <param name="weight">[filters, channels, kernel height, kernel width].</param>
/// <param name="accumulate">Whether to add to them or to overwrite them.</param>
/// <param name="bias">[filters], or empty; always added to.</param>
internal readonly ref struct FilterGradients<T>(Span<T> weight, bool accumulate, Span<T> bias)
{
    public Span<T> Weight { get; } = weight;

    public bool Accumulate { get; } = accumulate;

    public Span<T> Bias { get; } = bias;
}

/// <summary>The gradient of a convolution's weights and bias: dW += or = Σ over samples and positions of dy·xᵀ, the first sample first; db
/// += Σ dy.</summary>
internal static unsafe class ConvolutionGradient<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc cref="ConvolutionGradient{T}"/>
    /// <param name="team">The threads.</param>
    /// <param name="shape">Images, kernel and filters.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="gradients">Where they go.</param>
    /// <param name="scratch"><see cref="ConvolutionShape.WeightGradientScratch"/> elements.</param>
    public static void Add(
        Team team, in ConvolutionShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, FilterGradients<T> gradients, Span<T> scratch)
    {
        int batch = shape.Batch(x.Length, dy.Length, gradients.Weight.Length);
        if (shape.Window.IsWholeImage)
        {
            MatrixProduct<T>.Multiply(team, new Matrix<T>(dy, batch, shape.Filters).Transposed, new(x, batch, shape.Window.PatchLength),
                gradients.Weight, gradients.Accumulate);
            if (!gradients.Bias.IsEmpty) RowSums<T>.Add(team, dy, gradients.Bias);
        }
        else
            fixed (T* pdy = dy) Add(team, shape, x, new StoredImages<T>(pdy, shape.OutputLength, batch), batch, gradients, scratch);
    }

    /// <summary>The same for gradients of the outputs that need not be stored.</summary>
    public static void Add<TGradients>(
        Team team, in ConvolutionShape shape, ReadOnlySpan<T> x, TGradients dy, int batch, FilterGradients<T> gradients, Span<T> scratch)
        where TGradients : struct, IImages<T>
    {
        Window2d window = shape.Window;
        if (scratch.Length < shape.WeightGradientScratch(batch))
            throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        if (gradients.Weight.Length != (long)shape.Filters * window.PatchLength
            || (!gradients.Bias.IsEmpty && gradients.Bias.Length != shape.Filters))
            throw new ArgumentException(
                $"Gradients of {gradients.Weight.Length} and {gradients.Bias.Length} do not fit {window} and {shape.Filters} filters.");
        PaddedImage frame = new(window);
        TileKernel<T> kernel = TileKernels<T>.Of(team.Width);
        int groups = ConvolutionShape.Groups(batch), patch = window.PatchLength, sumLength = shape.SumLength;
        int[] places = ArrayPool<int>.Shared.Rent(kernel.PackedRows(patch)), steps = ArrayPool<int>.Shared.Rent(window.OutArea);
        fixed (T* px = x, pg = gradients.Weight, ps = scratch)
        fixed (int* pp = places, pt = steps)
        {
            frame.FillPlaces(pp);
            frame.FillPositions(pt);
            // Rows that only fill the last tile up may read anything that is there.
            new Span<int>(pp + patch, kernel.PackedRows(patch) - patch).Clear();
            GroupSums<T> sums = new(ps, gradients.Bias.IsEmpty ? null : ps + groups * sumLength, batch, groups);
            StoredImages<T> images = new(px, shape.InputLength, batch);
            team.Run(new WeightPieces<T, TGradients>(kernel, frame, new(pp, pt), images, dy, sums, shape), groups);
            if (sums.Planes != null) AddPlanes(sums.Planes, batch, gradients.Bias);
            team.Run(new SumPieces(sums, pg, shape, gradients.Accumulate), Cut.Count(patch, SumPieces.Piece));
        }
        ArrayPool<int>.Shared.Return(steps);
        ArrayPool<int>.Shared.Return(places);
    }

    /// <summary>gradient += Σ over the batch of what each sample's planes sum up to; the sums of the planes are numbers of the precision,
    /// their sum is made in double precision.</summary>
    private static void AddPlanes(T* planes, int batch, Span<T> gradient)
    {
        const int Most = 64;
        double* sums = stackalloc double[Most];
        for (int first = 0; first < gradient.Length; first += Most)
        {
            int count = Math.Min(Most, gradient.Length - first);
            new Span<double>(sums, count).Clear();
            for (int sample = 0; sample < batch; sample++)
                for (int i = 0; i < count; i++) sums[i] += double.CreateTruncating(planes[(nint)sample * gradient.Length + first + i]);
            for (int i = 0; i < count; i++) gradient[first + i] += T.CreateTruncating(sums[i]);
        }
    }

    /// <summary>Adds the sums of the groups, the first group first, and turns them into the gradient, [filters, patch].</summary>
    private readonly struct SumPieces(GroupSums<T> sums, T* gradient, ConvolutionShape shape, bool accumulate) : IPieces
    {
        /// <summary>How many rows of the sum are one piece.</summary>
        public const int Piece = Blocks.AreTiny ? 3 : 16;

        public void Run(int piece)
        {
            int stride = shape.SumWidth, patch = shape.Window.PatchLength, filters = shape.Filters, lanes = Vector<T>.Count;
            nint sumLength = shape.SumLength;
            for (int row = piece * Piece, end = Math.Min(patch, row + Piece); row < end; row++)
                for (int filter = 0; filter < filters; filter += lanes)
                {
                    T* from = sums.Sums + (nint)row * stride + filter;
                    Vector<T> sum = Vector.Load(from);
                    for (int group = 1; group < sums.Groups; group++) sum += Vector.Load(from + group * sumLength);
                    T* to = gradient + (nint)filter * patch + row;
                    for (int lane = 0; lane < Math.Min(lanes, filters - filter); lane++, to += patch)
                        *to = accumulate ? *to + sum[lane] : sum[lane];
                }
        }
    }
}
