using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chainrule.Kernels;

/// <summary>The left-hand matrix of a product as tiles read it: packed by <see cref="PackedRows"/>, or where it lies.</summary>
internal readonly unsafe struct LeftRows<T> where T : unmanaged
{
    /// <summary>Rows so many bytes apart, or a multiple, fall on the same few sets of the first cache, which does not hold a tile's rows then.</summary>
    private const int Crowded = 2048;

    private static readonly int[] inSequence = InSequence();
    private readonly T* values;
    private readonly int* steps;
    private readonly int rows, stride;

    private LeftRows(T* values, int rows, int stride, int* steps)
    {
        this.values = values;
        this.rows = rows;
        this.stride = stride;
        this.steps = steps;
    }

    /// <summary>A matrix that <see cref="PackedRows"/> wrote.</summary>
    /// <param name="values">What it wrote.</param>
    /// <param name="packedRows">The rows there, those included that only fill the last tile.</param>
    public static LeftRows<T> Packed(T* values, int packedRows) => new(values, packedRows, 0, null);

    /// <summary>A matrix whose rows are contiguous and so far apart.</summary>
    public static LeftRows<T> InPlace(T* values, int rows, int stride) => new(values, rows, stride, (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(inSequence)));

    /// <summary>A matrix of at most <see cref="PackedRows.Deepest"/> columns.</summary>
    /// <param name="values">The matrix.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="rowStride">How far apart its rows are.</param>
    /// <param name="columnStride">How far apart its columns are.</param>
    /// <param name="columns">How many there are.</param>
    /// <param name="steps">Room for as many numbers, for as long as this is used.</param>
    public static LeftRows<T> InPlace(T* values, int rows, int rowStride, int columnStride, int columns, int* steps)
    {
        for (int k = 0; k < columns; k++) steps[k] = k * columnStride;
        return new(values, rows, rowStride, steps);
    }

    /// <summary>Whether reading contiguous rows so far apart where they lie is as fast as reading them packed.</summary>
    public static bool CanBeReadInPlace(int stride) => Blocks.AreTiny ? stride % 2 == 0 : (long)stride * sizeof(T) % Crowded != 0;

    /// <summary>Room for where the rows of the tallest tile begin, in whole vectors.</summary>
    public const int StartsLength = 16;

    /// <summary>Notes where the rows of a tile begin.</summary>
    /// <param name="starts"><see cref="StartsLength"/> elements.</param>
    public void FillStarts(int* starts)
    {
        for (int i = 0; i < StartsLength; i += Vector<int>.Count) ((Vector<int>.Indices + new Vector<int>(i)) * stride).Store(starts + i);
    }

    /// <summary>Computes a tile: some rows from <paramref name="row"/> on, in a block of the inner dimension, times a panel. Its rows beyond the matrix
    /// mean nothing.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="height">How many rows the tile has.</param>
    /// <param name="isNarrow">Whether the panel has a single vector of columns.</param>
    /// <param name="starts">What <see cref="FillStarts"/> noted; of no use behind the last tile.</param>
    /// <param name="row">The first row.</param>
    /// <param name="k">Where the block begins in the inner dimension.</param>
    /// <param name="depth">How long it is.</param>
    /// <param name="panel">The panel, [depth, columns].</param>
    /// <param name="c">Where the tile's first element goes.</param>
    /// <param name="cStride">How far apart its rows are there.</param>
    /// <param name="add">Whether it is added.</param>
    public void Run(TileKernel<T> kernel, TileHeight height, bool isNarrow, int* starts, int row, int k, int depth, T* panel, T* c, int cStride, bool add)
    {
        if (stride == 0)
        {
            kernel.Run(height, isNarrow, depth, values + (nint)rows * k + (nint)row * depth, panel, c, cStride, add);
            return;
        }
        // Rows that only fill the tile read the last row again.
        for (int i = rows - row; i < kernel.RowsOf(height); i++) starts[i] = (rows - row - 1) * stride;
        kernel.RunSpreadLeft(height, isNarrow, depth, values + (nint)row * stride + k, starts, steps, panel, c, cStride, add);
    }

    /// <summary>0, 1, 2, …: each element of a row lies beside the last one.</summary>
    private static int[] InSequence()
    {
        int[] steps = GC.AllocateArray<int>(PackedRows.Deepest, pinned: true);
        for (int i = 0; i < steps.Length; i++) steps[i] = i;
        return steps;
    }
}
