using System.Buffers;
using System.Numerics;
using Chainrule.Kernels.Products;

namespace Chainrule.Kernels.Images;

/// <summary>Convolution of a batch of images, as products with matrices of patches that are read in place, in a
/// <see cref="PaddedImage"/> of one image at a time.</summary>
/// <remarks>Weights are [filters, channels, kernel height, kernel width], which is the matrix [filters, patch]. Where the work is cut
/// depends on the problem alone, and every sum has one fixed order. Where outputs go and where gradients come from are types, so that a
/// layer after the convolution can take part, sample by sample (<see cref="PooledConvolution{T}"/>).</remarks>
internal static unsafe class Convolution<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = W ⋆ x + b.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="shape">Images, kernel and filters.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="y">[batch, filters, out height, out width]; overwritten.</param>
    public static void Forward(Team team, in ConvolutionShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias,
        Span<T> y)
    {
        int batch = shape.Batch(x.Length, y.Length, weight.Length), patch = shape.Window.PatchLength;
        if (shape.Window.IsWholeImage)
            MatrixProduct<T>.Multiply(team, new(x, batch, patch), new Matrix<T>(weight, shape.Filters, patch).Transposed, bias, y);
        else
            fixed (T* px = x, py = y)
                Correlate(team, new PaddedImage(shape.Window), new StoredImages<T>(px, shape.InputLength, batch), weight, bias,
                    shape.Filters, new StoredOutputs<T>(py, shape.OutputLength), batch);
    }

    /// <summary>dx: for every pixel the sum, over all outputs that saw it, of weight times gradient. That is the convolution of the
    /// gradients, spaced by the stride, with the kernels turned around.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="shape">Images, kernel and filters.</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="dx">[batch, channels, height, width]; overwritten.</param>
    /// <param name="scratch"><see cref="ConvolutionShape.InputGradientScratch"/> elements.</param>
    public static void InputGradient(Team team, in ConvolutionShape shape, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx,
        Span<T> scratch)
    {
        int batch = shape.Batch(dx.Length, dy.Length, weight.Length);
        if (shape.Window.IsWholeImage)
            MatrixProduct<T>.Multiply(team, new(dy, batch, shape.Filters), new(weight, shape.Filters, shape.Window.PatchLength), dx,
                accumulate: false);
        else
            fixed (T* pdy = dy)
                InputGradient(team, shape, new StoredImages<T>(pdy, shape.OutputLength, batch), weight, dx, batch, scratch);
    }

    /// <summary>dx for gradients of the outputs that need not be stored.</summary>
    /// <inheritdoc cref="InputGradient(Team, in ConvolutionShape, ReadOnlySpan{T}, ReadOnlySpan{T}, Span{T}, Span{T})"/>
    public static void InputGradient<TGradients>(
        Team team, in ConvolutionShape shape, TGradients dy, ReadOnlySpan<T> weight, Span<T> dx, int batch, Span<T> scratch)
        where TGradients : struct, IImages<T>
    {
        if (scratch.Length < shape.InputGradientScratch) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        Window2d window = shape.Window;
        int area = window.KernelArea;
        Span<T> turned = scratch[..weight.Length];
        for (int filter = 0, from = 0; filter < shape.Filters; filter++)
            for (int channel = 0; channel < window.Channels; channel++, from += area)
            {
                Span<T> target = turned.Slice((channel * shape.Filters + filter) * area, area);
                weight.Slice(from, area).CopyTo(target);
                target.Reverse();
            }
        PaddedImage frame = new(shape.OfGradients, window.StrideHeight, window.StrideWidth);
        fixed (T* pdx = dx) Correlate(team, frame, dy, turned, [], window.Channels, new StoredOutputs<T>(pdx, shape.InputLength), batch);
    }

    /// <summary>y = W ⋆ x + b for images as a frame holds them; W is [rows, patch].</summary>
    public static void Correlate<TImages, TOutputs>(
        Team team, PaddedImage frame, TImages x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, TOutputs y, int batch)
        where TImages : struct, IImages<T> where TOutputs : struct, IOutputs<T>
    {
        int patch = frame.Window.PatchLength;
        if (weight.Length != (long)rows * patch || (!bias.IsEmpty && bias.Length != rows))
            throw new ArgumentException($"{weight.Length} weights and {bias.Length} biases do not fit {frame.Window} and {rows} filters.");
        TileKernel<T> kernel = TileKernels<T>.Of(team.Width);
        int panels = Cut.Count(frame.Positions, kernel.PanelWidth);
        int parts = TOutputs.AreWhole ? 1 : Math.Min(panels, Cut.Count(ConvolutionShape.WantedPieces, batch));
        T[] packed = ArrayPool<T>.Shared.Rent(kernel.PackedRows(rows) * patch);
        int[] places = ArrayPool<int>.Shared.Rent(patch);
        fixed (T* pw = weight, pb = bias, pk = packed)
        fixed (int* pp = places)
        {
            frame.FillPlaces(pp);
            PackedRows<T>.Pack(team, kernel, new(pw, rows, patch, patch, 1), PackedRows<T>.Depth(patch), pk);
            PackedFilters<T> filters = new(pk, pb, rows);
            team.Run(new CorrelationPieces<T, TImages, TOutputs>(kernel, frame, pp, x, filters, y, panels, parts), checked(batch * parts));
        }
        ArrayPool<int>.Shared.Return(places);
        ArrayPool<T>.Shared.Return(packed);
    }
}
