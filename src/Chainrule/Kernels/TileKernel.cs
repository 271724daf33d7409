using System.Numerics;
using System.Runtime.CompilerServices;

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

/// <summary>Where a tile finds the elements of a factor, as a type, so that each way has code of its own.</summary>
internal unsafe interface IPlacement
{
    /// <summary>Whether the elements lie where a list says, rather than one after the other in the order in which they are read.</summary>
    static abstract bool IsSpread { get; }

    /// <summary>Where row i of the left factor begins.</summary>
    static abstract nint Place(int* places, int i);
}

/// <summary>The left factor as [depth, rows], the right one as [depth, columns of the tile].</summary>
internal readonly unsafe struct Packed : IPlacement
{
    public static bool IsSpread => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Place(int* places, int i) => i;
}

/// <summary>The left factor: row i begins at places[i], and its element k lies steps[k] further on. The right one: row k begins at steps[k].</summary>
internal readonly unsafe struct Spread : IPlacement
{
    public static bool IsSpread => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Place(int* places, int i) => places[i];
}

/// <summary>How many rows a tile has.</summary>
internal enum TileHeight
{
    Tall,
    Middle,
    Short,
}

/// <summary>The functions for the shapes of a tile: three heights, and two vectors or a single one (narrow).</summary>
/// <remarks>They take the depth (the inner dimension); A and, where it is spread, where its rows begin; B; where one of them is spread, its steps along
/// the inner dimension; C and how far apart its rows are; and whether to add to C or to overwrite it.</remarks>
internal readonly unsafe struct TileShapes<T>(
    delegate*<int, T*, int*, T*, int*, T*, int, bool, void> tall, delegate*<int, T*, int*, T*, int*, T*, int, bool, void> middle,
    delegate*<int, T*, int*, T*, int*, T*, int, bool, void> @short, delegate*<int, T*, int*, T*, int*, T*, int, bool, void> tallNarrow,
    delegate*<int, T*, int*, T*, int*, T*, int, bool, void> middleNarrow, delegate*<int, T*, int*, T*, int*, T*, int, bool, void> shortNarrow) where T : unmanaged
{
    public delegate*<int, T*, int*, T*, int*, T*, int, bool, void> Of(TileHeight height, bool isNarrow) => height switch
    {
        TileHeight.Tall => isNarrow ? tallNarrow : tall,
        TileHeight.Middle => isNarrow ? middleNarrow : middle,
        _ => isNarrow ? shortNarrow : @short,
    };
}

/// <summary>One way to compute tiles of a matrix product: a few rows by two vectors, with all sums in registers.</summary>
internal sealed unsafe class TileKernel<T>(
    VectorWidth width, bool isSupported, int lanes, int tallRows, int middleRows, TileShapes<T> packed, TileShapes<T> spreadRight, TileShapes<T> spreadLeft) where T : unmanaged
{
    public VectorWidth Width { get; } = width;

    /// <summary>Whether this machine has such vectors.</summary>
    public bool IsSupported { get; } = isSupported;

    /// <summary>The elements of a vector.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>The rows of a tall tile.</summary>
    public int TallRows { get; } = tallRows;

    /// <summary>The columns of a panel: two vectors.</summary>
    public int PanelWidth => 2 * Lanes;

    /// <summary>Whether a single vector holds so many columns.</summary>
    public bool IsNarrow(int columns) => columns <= Lanes;

    /// <summary>The width of the panel for so many columns, at most <see cref="PanelWidth"/>.</summary>
    public int WidthFor(int columns) => IsNarrow(columns) ? Lanes : PanelWidth;

    /// <summary>The tile for the next rows: the lowest that holds all that are left, or the tallest.</summary>
    public TileHeight HeightFor(int rowsLeft) =>
        rowsLeft <= TileKernels.ShortRows ? TileHeight.Short : rowsLeft <= middleRows ? TileHeight.Middle : TileHeight.Tall;

    /// <summary>How many rows a tile has.</summary>
    public int RowsOf(TileHeight height) => height switch
    {
        TileHeight.Tall => TallRows,
        TileHeight.Middle => middleRows,
        _ => TileKernels.ShortRows,
    };

    /// <summary>How many rows a number of rows takes once it is packed in tiles.</summary>
    public int PackedRows(int rows) => rows / TallRows * TallRows + (rows % TallRows == 0 ? 0 : RowsOf(HeightFor(rows % TallRows)));

    /// <summary>Computes one tile of two packed factors.</summary>
    public void Run(TileHeight height, bool isNarrow, int depth, T* a, T* b, T* c, int stride, bool add) =>
        packed.Of(height, isNarrow)(depth, a, null, b, null, c, stride, add);

    /// <summary>Computes one tile; row k of the right factor begins at <c>b[steps[k]]</c>.</summary>
    public void RunSpreadRight(TileHeight height, bool isNarrow, int depth, T* a, T* b, int* steps, T* c, int stride, bool add) =>
        spreadRight.Of(height, isNarrow)(depth, a, null, b, steps, c, stride, add);

    /// <summary>Computes one tile; element k of row i of the left factor is <c>a[rows[i] + steps[k]]</c>.</summary>
    public void RunSpreadLeft(TileHeight height, bool isNarrow, int depth, T* a, int* rows, int* steps, T* b, T* c, int stride, bool add) =>
        spreadLeft.Of(height, isNarrow)(depth, a, rows, b, steps, c, stride, add);
}

/// <summary>The tile kernels there are.</summary>
internal static class TileKernels
{
    /// <summary>The rows of a short tile.</summary>
    public const int ShortRows = 4;

    /// <summary>The rows of the tallest tile of any kernel.</summary>
    public const int TallestRows = 12;

    /// <summary>No tile of any kernel is wider than this, and no narrow one than half of it.</summary>
    public const int WidestPanel = 32;

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
