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
        int batch = Batch(window, x, y, weight, filters), panels = Team.Cut(window.OutArea, MatrixProduct.PanelWidth<T>());
        fixed (T* px = x, pw = weight, pb = bias, py = y)
            team.Run(new ForwardPieces<T>(window, px, pw, pb, py, filters, panels), checked(batch * panels));
    }

    /// <summary>How many elements <see cref="WeightGradient"/> needs for partial sums.</summary>
    public static int WeightGradientScratch(Window2d window, int filters, int batch)
    {
        int groups = Groups(window, batch);
        return groups == 1 ? 0 : checked(groups * filters * window.PatchLength);
    }

    /// <summary>dW += Σ over samples and positions of dy·xᵀ, the first sample first.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="gradient">[filters, channels, kernel height, kernel width]; added to.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="scratch"><see cref="WeightGradientScratch"/> elements.</param>
    public static void WeightGradient<T>(Team team, Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> gradient, int filters, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, x, dy, gradient, filters), groups = Groups(window, batch), panels = Team.Cut(window.PatchLength, MatrixProduct.PanelWidth<T>());
        if (scratch.Length < WeightGradientScratch(window, filters, batch)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        fixed (T* px = x, pdy = dy, pg = gradient, ps = scratch)
        {
            team.Run(new WeightPieces<T>(window, px, pdy, groups == 1 ? pg : ps, filters, batch, groups, panels), groups * panels);
            if (groups > 1) team.Run(new SumPieces<T>(ps, pg, groups, gradient.Length), Team.Cut(gradient.Length, SumPieces<T>.Piece));
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
        int batch = Batch(window, dx, dy, weight, filters), area = window.KernelArea, panels = Team.Cut(window.Area, MatrixProduct.PanelWidth<T>());
        if (scratch.Length < InputGradientScratch(window, filters)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        for (int filter = 0, from = 0; filter < filters; filter++)
            for (int channel = 0; channel < window.Channels; channel++, from += area)
                weight.Slice(from, area).CopyTo(scratch.Slice((channel * filters + filter) * area, area));
        fixed (T* pdy = dy, pw = scratch, pdx = dx)
            team.Run(new InputPieces<T>(window, pdy, pw, pdx, filters, panels), checked(batch * panels));
    }

    private static int Batch<T>(Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, int filters)
    {
        long image = (long)window.Channels * window.Area, output = (long)filters * window.OutArea;
        int batch = (int)(x.Length / image);
        if (x.Length != batch * image || y.Length != batch * output || weight.Length != (long)filters * window.PatchLength)
            throw new ArgumentException($"{x.Length} pixels, {y.Length} outputs and {weight.Length} weights do not fit {window} and {filters} filters.");
        return batch;
    }

    /// <summary>A small kernel gives too few panels to share out; then the samples fall into a few groups with a sum each.</summary>
    private static int Groups(Window2d window, int batch) => Math.Clamp(512 / window.PatchLength, 1, Math.Min(batch, 16));

    /// <summary>A piece is one panel of positions of one sample.</summary>
    private readonly struct ForwardPieces<T>(Window2d window, T* x, T* weight, T* bias, T* y, int filters, int panels) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int sample, int panel) = Math.DivRem(piece, panels);
            int column = panel * MatrixProduct.PanelWidth<T>(), columns = Math.Min(MatrixProduct.PanelWidth<T>(), window.OutArea - column);
            T* target = y + (long)sample * filters * window.OutArea + column;
            if (bias != null)
                for (int filter = 0; filter < filters; filter++) new Span<T>(target + (long)filter * window.OutArea, columns).Fill(bias[filter]);
            Patches<T> patches = new(x + (long)sample * window.Channels * window.Area, window);
            MatrixProduct.Panel(weight, filters, window.PatchLength, window.PatchLength, 1, ref patches, column, columns, target, window.OutArea, accumulate: bias != null);
        }
    }

    /// <summary>A piece is one panel of weights and one group of samples.</summary>
    private readonly struct WeightPieces<T>(Window2d window, T* x, T* dy, T* sums, int filters, int batch, int groups, int panels) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int group, int panel) = Math.DivRem(piece, panels);
            int column = panel * MatrixProduct.PanelWidth<T>(), columns = Math.Min(MatrixProduct.PanelWidth<T>(), window.PatchLength - column);
            int first = (int)((long)batch * group / groups), end = (int)((long)batch * (group + 1) / groups);
            T* target = sums + (long)group * filters * window.PatchLength + column;
            for (int sample = first; sample < end; sample++)
            {
                TransposedPatches<T> patches = new(x + (long)sample * window.Channels * window.Area, window);
                T* gradients = dy + (long)sample * filters * window.OutArea;
                MatrixProduct.Panel(gradients, filters, window.OutArea, window.OutArea, 1, ref patches, column, columns, target, window.PatchLength, accumulate: groups == 1 || sample > first);
            }
        }
    }

    /// <summary>Adds the sums of the groups to the gradient, the first group first.</summary>
    private readonly struct SumPieces<T>(T* sums, T* gradient, int groups, int length) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Piece = 4096;

        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++)
            {
                T sum = sums[i];
                for (int group = 1; group < groups; group++) sum += sums[(long)group * length + i];
                gradient[i] += sum;
            }
        }
    }

    /// <summary>A piece is one panel of pixels of one sample; weights are [channels, filters, kernel].</summary>
    private readonly struct InputPieces<T>(Window2d window, T* dy, T* weight, T* dx, int filters, int panels) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int sample, int panel) = Math.DivRem(piece, panels);
            int column = panel * MatrixProduct.PanelWidth<T>(), columns = Math.Min(MatrixProduct.PanelWidth<T>(), window.Area - column);
            OutputGradients<T> gradients = new(dy + (long)sample * filters * window.OutArea, window);
            int inner = filters * window.KernelArea;
            MatrixProduct.Panel(weight, window.Channels, inner, inner, 1, ref gradients, column, columns,
                dx + (long)sample * window.Channels * window.Area + column, window.Area, accumulate: false);
        }
    }
}
