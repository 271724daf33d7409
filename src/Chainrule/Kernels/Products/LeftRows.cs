using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Chainrule.Kernels.Threads;

namespace Chainrule.Kernels.Products;

/// <summary>The left-hand matrix of a product as tiles read it: packed by <see cref="PackedRows{T}"/>, or in place.</summary>
internal readonly unsafe struct LeftRows<T> where T : unmanaged
{
    /// <summary>Rows so many bytes apart, or a multiple, fall on the same few sets of the first cache, which does not hold a tile's rows
    /// then.</summary>
    private const int Crowded = 2048;

    private static readonly int[] inSequence = InSequence();
    private readonly T* values;
    private readonly int* steps;
    private readonly int packedRows, stride;

    private LeftRows(T* values, int rows, int packedRows, int stride, int* steps)
    {
        this.values = values;
        Rows = rows;
        this.packedRows = packedRows;
        this.stride = stride;
        this.steps = steps;
    }

    public int Rows { get; }

    /// <summary>A matrix that <see cref="PackedRows{T}"/> wrote.</summary>
    /// <param name="values">What it wrote.</param>
    /// <param name="rows">The rows of the matrix.</param>
    /// <param name="packedRows">The rows there, those included that only fill the last tile.</param>
    public static LeftRows<T> Packed(T* values, int rows, int packedRows) => new(values, rows, packedRows, 0, null);

    /// <summary>A matrix whose rows are contiguous.</summary>
    public static LeftRows<T> InPlace(PinnedMatrix<T> a) =>
        new(a.Start, a.Rows, 0, a.RowStride, (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(inSequence)));

    /// <summary>A matrix of at most <see cref="PackedRows{T}.Deepest"/> columns.</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="steps">Room for as many numbers as it has columns, for as long as this is used.</param>
    public static LeftRows<T> InPlace(PinnedMatrix<T> a, int* steps)
    {
        for (int k = 0; k < a.Columns; k++) steps[k] = k * a.ColumnStride;
        return new(a.Start, a.Rows, 0, a.RowStride, steps);
    }

    /// <summary>Whether reading contiguous rows so far apart in place is as fast as reading them packed.</summary>
    public static bool CanBeReadInPlace(int stride) => Blocks.AreTiny ? stride % 2 == 0 : (long)stride * sizeof(T) % Crowded != 0;

    /// <summary>Notes where the rows of a tile begin.</summary>
    /// <param name="starts"><see cref="TileLimits.Starts"/> elements.</param>
    public void FillStarts(int* starts)
    {
        for (int i = 0; i < TileLimits.Starts; i += Vector<int>.Count)
            ((Vector<int>.Indices + new Vector<int>(i)) * stride).Store(starts + i);
    }

    /// <summary>Computes a tile: some rows from <paramref name="row"/> on, in a block of the inner dimension, times a panel. Its rows
    /// beyond the matrix mean nothing.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="shape">Which tile.</param>
    /// <param name="starts">What <see cref="FillStarts"/> noted; of no use after the last tile.</param>
    /// <param name="row">The first row.</param>
    /// <param name="k">Where the block begins in the inner dimension.</param>
    /// <param name="depth">How long it is.</param>
    /// <param name="panel">The panel, [depth, columns].</param>
    /// <param name="target">Where the tile goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(TileKernel<T> kernel, TileShape shape, int* starts, int row, int k, int depth, T* panel, in TileTarget<T> target)
    {
        if (stride == 0)
        {
            kernel.Run(shape, depth, values + (nint)packedRows * k + (nint)row * depth, panel, target);
            return;
        }
        // Rows that only fill the tile read the last row again.
        int tileRows = kernel.RowsOf(shape);
        Debug.Assert(tileRows <= TileLimits.Starts, "A tile has more rows than there is room for their starts.");
        for (int i = Rows - row; i < tileRows; i++) starts[i] = (Rows - row - 1) * stride;
        kernel.RunSpreadLeft(shape, depth, values + (nint)row * stride + k, starts, steps, panel, target);
    }

    /// <summary>0, 1, 2, …: each element of a row is beside the last one.</summary>
    private static int[] InSequence()
    {
        int[] steps = GC.AllocateArray<int>(PackedRows<T>.Deepest, pinned: true);
        for (int i = 0; i < steps.Length; i++) steps[i] = i;
        return steps;
    }
}
