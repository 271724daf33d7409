using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>Filters as tiles read them.</summary>
/// <param name="packed">The weights, [rows, patch], as <see cref="PackedRows{T}"/> wrote them.</param>
/// <param name="bias">A number for each row, or null.</param>
/// <param name="rows">The number of filters.</param>
internal readonly unsafe struct PackedFilters<T>(T* packed, T* bias, int rows) where T : unmanaged
{
    public T* Packed { get; } = packed;

    public T* Bias { get; } = bias;

    public int Rows { get; } = rows;
}

/// <summary>The outputs of a convolution. A piece is one sample, or some panels of its positions.</summary>
internal readonly unsafe struct CorrelationPieces<T, TImages, TOutputs>(
    TileKernel<T> kernel, PaddedImage frame, int* places, TImages x, PackedFilters<T> filters, TOutputs y, int panels, int parts) : IPieces
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TImages : struct, IImages<T> where TOutputs : struct, IOutputs<T>
{
    /// <summary>How far apart rows of outputs are that are kept whole, useless columns included.</summary>
    private readonly int pitch = panels * kernel.PanelWidth;

    public void Run(int piece)
    {
        (int sample, int part) = Math.DivRem(piece, parts);
        int outputs = TOutputs.AreWhole ? checked(kernel.PackedRows(filters.Rows) * pitch) : 0, line = AlignedMemory.Line / sizeof(T);
        T[] rented = ArrayPool<T>.Shared.Rent(checked(outputs + frame.Length + x.FrameRoom(frame) + line));
        fixed (T* start = rented)
        {
            T* whole = AlignedMemory.Align(start), image = whole + outputs;
            image = x.Framed(sample, frame, image, image + frame.Length);
            if (TOutputs.AreWhole)
            {
                for (int panel = 0; panel < panels; panel++) WholePanel(image, panel * kernel.PanelWidth, Columns(panel), whole);
                y.Take(sample, whole, pitch, frame.Pitch, filters.Bias);
            }
            else
            {
                (int first, int end) = Cut.Part(panels, part, parts);
                for (int panel = first; panel < end; panel++) Panel(image, panel * kernel.PanelWidth, Columns(panel), y.Of(sample));
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    private int Columns(int panel) => Math.Min(kernel.PanelWidth, frame.Positions - panel * kernel.PanelWidth);

    /// <summary>Some neighbouring positions, for all rows of W, useless ones included and without the bias.</summary>
    private void WholePanel(T* image, int column, int columns, T* target)
    {
        for (int row = 0; row < filters.Rows;)
        {
            TileShape shape = kernel.ShapeFor(filters.Rows - row, columns);
            Tile(image + column, row, shape, target + (nint)row * pitch + column, pitch);
            row += kernel.RowsOf(shape);
        }
    }

    /// <summary>Some neighbouring positions, for all rows of W.</summary>
    [SkipLocalsInit]
    private void Panel(T* image, int column, int columns, T* target)
    {
        int width = kernel.WidthFor(columns), outArea = frame.Window.OutArea;
        T* tile = stackalloc T[kernel.TallRows * width + AlignedMemory.Line / sizeof(T)];
        tile = AlignedMemory.Align(tile);
        Stretch* stretches = stackalloc Stretch[columns];
        int runs = FindStretches(column, columns, stretches);
        for (int row = 0; row < filters.Rows;)
        {
            TileShape shape = kernel.ShapeFor(filters.Rows - row, columns);
            int count = Math.Min(kernel.RowsOf(shape), filters.Rows - row);
            Tile(image + column, row, shape, tile, width);
            T* outputs = target + (nint)row * outArea, added = filters.Bias == null ? null : filters.Bias + row;
            for (int s = 0; s < runs; s++)
                CopyPlus(tile + stretches[s].From, width, added, outputs + stretches[s].To, outArea, stretches[s].Length, count);
            row += count;
        }
    }

    /// <summary>Some rows of W times some neighbouring columns of the matrix of patches.</summary>
    private void Tile(T* patches, int row, TileShape shape, T* target, int stride)
    {
        int patch = frame.Window.PatchLength, blockDepth = PackedRows<T>.Depth(patch), all = kernel.PackedRows(filters.Rows);
        for (int k = 0; k < patch; k += blockDepth)
        {
            int depth = Math.Min(blockDepth, patch - k);
            T* weights = filters.Packed + (nint)all * k + (nint)row * depth;
            kernel.RunSpreadRight(shape, depth, weights, patches, places + k, new(target, stride, add: k > 0));
        }
    }

    /// <summary>Finds which columns of a panel are outputs, and which ones.</summary>
    private int FindStretches(int column, int columns, Stretch* stretches)
    {
        int count = 0;
        (int outRow, int outColumn) = Math.DivRem(column, frame.Pitch);
        for (int from = 0; from < columns; outRow++, outColumn = 0)
        {
            int length = Math.Min(frame.Window.OutWidth - outColumn, columns - from);
            if (length > 0) stretches[count++] = new(from, outRow * frame.Window.OutWidth + outColumn, length);
            from += frame.Pitch - outColumn;
        }
        return count;
    }

    /// <summary>target = source + a number for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyPlus(T* source, int sourceStride, T* numbers, T* target, int targetStride, int length, int rows)
    {
        int lanes = Vector<T>.Count;
        for (int row = 0; row < rows; row++, source += sourceStride, target += targetStride)
        {
            T number = numbers == null ? T.Zero : numbers[row];
            Vector<T> added = new(number);
            int i = 0;
            for (; i <= length - lanes; i += lanes) (Vector.Load(source + i) + added).Store(target + i);
            if (i == length) continue;
            // The last vector may reach back over the one before it.
            if (length >= lanes) (Vector.Load(source + length - lanes) + added).Store(target + length - lanes);
            else
                for (; i < length; i++) target[i] = source[i] + number;
        }
    }

    /// <summary>Neighbouring columns of a tile that are neighbouring outputs.</summary>
    private readonly record struct Stretch(int From, int To, int Length);
}
