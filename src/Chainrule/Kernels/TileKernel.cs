using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>The width of the vectors that matrix products are computed in. Results of different widths may differ in their last bits.</summary>
public enum VectorWidth
{
    /// <summary>No vectors.</summary>
    Scalar,
    /// <summary>128 bits: SSE, Arm's Advanced SIMD.</summary>
    Bits128,
    /// <summary>256 bits: AVX2.</summary>
    Bits256,
    /// <summary>512 bits: AVX-512.</summary>
    Bits512,
}

/// <summary>One way to compute tiles of a matrix product: a few rows by two vectors, with all sums in registers.</summary>
/// <remarks>A tile function takes the depth (the inner dimension); A packed as [depth, rows]; B packed as [depth, two vectors], or
/// [depth, one vector] for the narrow ones; C and how far apart its rows are; and whether to add to C or to overwrite it.</remarks>
internal readonly unsafe struct TileKernel<T>(VectorWidth width, bool isSupported, int lanes, int tallRows,
    delegate*<int, T*, T*, T*, int, bool, void> tall, delegate*<int, T*, T*, T*, int, bool, void> @short,
    delegate*<int, T*, T*, T*, int, bool, void> tallNarrow, delegate*<int, T*, T*, T*, int, bool, void> shortNarrow)
    where T : unmanaged
{
    /// <summary>The rows of a short tile.</summary>
    public const int ShortRows = 4;

    public VectorWidth Width { get; } = width;

    /// <summary>Whether this machine has such vectors.</summary>
    public bool IsSupported { get; } = isSupported;

    /// <summary>The elements of a vector.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>The rows of a tall tile.</summary>
    public int TallRows { get; } = tallRows;

    /// <summary>The columns of a panel: two vectors.</summary>
    public int PanelWidth => 2 * Lanes;

    /// <summary>How many rows a number of rows takes once it is packed in tall tiles and, for the rest, short ones.</summary>
    public int PackedRows(int rows) => rows / TallRows * TallRows + Team.Cut(rows % TallRows, ShortRows) * ShortRows;

    /// <summary>Computes one tile.</summary>
    public void Run(bool isTall, bool isNarrow, int depth, T* a, T* b, T* c, int stride, bool add)
    {
        if (isTall)
        {
            if (isNarrow) tallNarrow(depth, a, b, c, stride, add);
            else tall(depth, a, b, c, stride, add);
        }
        else if (isNarrow) shortNarrow(depth, a, b, c, stride, add);
        else @short(depth, a, b, c, stride, add);
    }
}

/// <summary>The tile kernels there are.</summary>
internal static class TileKernels
{
    /// <summary>All of them, the best first; not every machine supports every one.</summary>
    public static TileKernel<T>[] All<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [Tile512<T>.Kernel, Tile256<T>.Kernel, Tile128<T>.Kernel, TileScalar<T>.Kernel];

    /// <summary>The widest vectors of this machine.</summary>
    public static VectorWidth Best { get; } = All<float>().First(kernel => kernel.IsSupported).Width;

    /// <summary>The kernel of a width.</summary>
    public static TileKernel<T> Of<T>(VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T> => width switch
    {
        VectorWidth.Bits512 => Tile512<T>.Kernel,
        VectorWidth.Bits256 => Tile256<T>.Kernel,
        VectorWidth.Bits128 => Tile128<T>.Kernel,
        _ => TileScalar<T>.Kernel,
    };
}
