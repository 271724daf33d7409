using System.Buffers;
using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Convolution of a batch of images, as products with matrices of patches that are packed straight into panels and never stored.</summary>
/// <remarks>Weights are [filters, channels, kernel height, kernel width], which is the matrix [filters, patch]. Where the work is cut
/// depends on the problem alone, and every sum has one fixed order.</remarks>
internal static unsafe class Convolution
{
    /// <summary>y = W ⋆ x + b.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="y">[batch, filters, out height, out width]; overwritten.</param>
    /// <param name="filters">The number of filters.</param>
    public static void Forward<T>(Team team, Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int filters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, x, y, weight, filters);
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int panels = Team.Cut(window.OutArea, kernel.PanelWidth);
        T[] packed = ArrayPool<T>.Shared.Rent(kernel.PackedRows(filters) * window.PatchLength);
        fixed (T* px = x, pw = weight, pb = bias, py = y, pp = packed)
        {
            PackedRows.Pack(team, kernel, pw, filters, window.PatchLength, window.PatchLength, 1, pp);
            team.Run(new ForwardPieces<T>(kernel, window, px, pp, pb, py, filters, panels), checked(batch * panels));
        }
        ArrayPool<T>.Shared.Return(packed);
    }

    /// <summary>How many elements <see cref="WeightGradient"/> needs for partial sums.</summary>
    public static int WeightGradientScratch(Window2d window, int filters, int batch)
    {
        int groups = Groups(batch);
        return groups == 1 ? 0 : checked(groups * filters * window.PatchLength);
    }

    /// <summary>dW += or = Σ over samples and positions of dy·xᵀ, the first sample first.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="gradient">[filters, channels, kernel height, kernel width].</param>
    /// <param name="accumulate">Whether to add to the gradient or to overwrite it.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="scratch"><see cref="WeightGradientScratch"/> elements.</param>
    public static void WeightGradient<T>(Team team, Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> gradient, bool accumulate, int filters, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, x, dy, gradient, filters), groups = Groups(batch);
        if (scratch.Length < WeightGradientScratch(window, filters, batch)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        fixed (T* px = x, pdy = dy, pg = gradient, ps = scratch)
        {
            team.Run(new WeightPieces<T>(TileKernels.Of<T>(team.Width), window, px, pdy, groups == 1 ? pg : ps, filters, batch, groups, accumulate && groups == 1), groups);
            if (groups > 1) team.Run(new SumPieces<T>(ps, pg, groups, gradient.Length, accumulate), Team.Cut(gradient.Length, SumPieces<T>.Piece));
        }
    }

    /// <summary>How many elements <see cref="InputGradient"/> needs for rearranged weights.</summary>
    public static int InputGradientScratch(Window2d window, int filters) => checked(filters * window.PatchLength);

    /// <summary>dx: for every pixel the sum, over all outputs that saw it, of weight times gradient.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="dx">[batch, channels, height, width]; overwritten.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="scratch"><see cref="InputGradientScratch"/> elements.</param>
    public static void InputGradient<T>(Team team, Window2d window, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx, int filters, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, dx, dy, weight, filters), area = window.KernelArea;
        if (scratch.Length < InputGradientScratch(window, filters)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        for (int filter = 0, from = 0; filter < filters; filter++)
            for (int channel = 0; channel < window.Channels; channel++, from += area)
                weight.Slice(from, area).CopyTo(scratch.Slice((channel * filters + filter) * area, area));
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int inner = filters * area, panels = Team.Cut(window.Area, kernel.PanelWidth);
        T[] packed = ArrayPool<T>.Shared.Rent(kernel.PackedRows(window.Channels) * inner);
        fixed (T* pdy = dy, pw = scratch, pdx = dx, pp = packed)
        {
            PackedRows.Pack(team, kernel, pw, window.Channels, inner, inner, 1, pp);
            team.Run(new InputPieces<T>(kernel, window, pdy, pp, pdx, filters, panels), checked(batch * panels));
        }
        ArrayPool<T>.Shared.Return(packed);
    }

    private static int Batch<T>(Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, int filters)
    {
        long image = (long)window.Channels * window.Area, output = (long)filters * window.OutArea;
        int batch = (int)(x.Length / image);
        if (x.Length != batch * image || y.Length != batch * output || weight.Length != (long)filters * window.PatchLength)
            throw new ArgumentException($"{x.Length} pixels, {y.Length} outputs and {weight.Length} weights do not fit {window} and {filters} filters.");
        return batch;
    }

    /// <summary>The samples fall into a few groups with a sum each, which different threads can take.</summary>
    private static int Groups(int batch) => Math.Min(batch, 16);

    /// <summary>A piece is one panel of positions of one sample; the weights are packed.</summary>
    private readonly struct ForwardPieces<T>(TileKernel<T> kernel, Window2d window, T* x, T* weight, T* bias, T* y, int filters, int panels) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int sample, int panel) = Math.DivRem(piece, panels);
            int column = panel * kernel.PanelWidth, columns = Math.Min(kernel.PanelWidth, window.OutArea - column);
            T* target = y + (nint)sample * filters * window.OutArea + column;
            if (bias != null)
                for (int filter = 0; filter < filters; filter++) new Span<T>(target + (nint)filter * window.OutArea, columns).Fill(bias[filter]);
            Patches<T> patches = new(x + (nint)sample * window.Channels * window.Area, window);
            MatrixProduct.Panel(kernel, weight, filters, 0, filters, window.PatchLength, patches, 0, column, columns, target, window.OutArea, accumulate: bias != null);
        }
    }

    /// <summary>A piece is one group of samples.</summary>
    private readonly struct WeightPieces<T>(TileKernel<T> kernel, Window2d window, T* x, T* dy, T* sums, int filters, int batch, int groups, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int first = (int)((long)batch * piece / groups), end = (int)((long)batch * (piece + 1) / groups);
            T* target = sums + (nint)piece * filters * window.PatchLength;
            T[] packed = ArrayPool<T>.Shared.Rent(kernel.PackedRows(filters) * window.OutArea);
            fixed (T* gradients = packed)
                for (int sample = first; sample < end; sample++)
                {
                    TransposedPatches<T> patches = new(x + (nint)sample * window.Channels * window.Area, window);
                    PackedRows.Pack(Team.Single, kernel, dy + (nint)sample * filters * window.OutArea, filters, window.OutArea, window.OutArea, 1, gradients);
                    for (int column = 0; column < window.PatchLength; column += kernel.PanelWidth)
                        MatrixProduct.Panel(kernel, gradients, filters, 0, filters, window.OutArea, patches, 0, column, Math.Min(kernel.PanelWidth, window.PatchLength - column),
                            target + column, window.PatchLength, accumulate || sample > first);
                }
            ArrayPool<T>.Shared.Return(packed);
        }
    }

    /// <summary>Adds the sums of the groups to the gradient, the first group first.</summary>
    private readonly struct SumPieces<T>(T* sums, T* gradient, int groups, int length, bool accumulate) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Piece = 4096;

        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++)
            {
                T sum = sums[i];
                for (int group = 1; group < groups; group++) sum += sums[(long)group * length + i];
                gradient[i] = accumulate ? gradient[i] + sum : sum;
            }
        }
    }

    /// <summary>A piece is one panel of pixels of one sample; the weights, [channels, filters, kernel], are packed.</summary>
    private readonly struct InputPieces<T>(TileKernel<T> kernel, Window2d window, T* dy, T* weight, T* dx, int filters, int panels) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int sample, int panel) = Math.DivRem(piece, panels);
            int column = panel * kernel.PanelWidth, columns = Math.Min(kernel.PanelWidth, window.Area - column);
            OutputGradients<T> gradients = new(dy + (nint)sample * filters * window.OutArea, window);
            MatrixProduct.Panel(kernel, weight, window.Channels, 0, window.Channels, filters * window.KernelArea, gradients, 0, column, columns,
                dx + (nint)sample * window.Channels * window.Area + column, window.Area, accumulate: false);
        }
    }
}
