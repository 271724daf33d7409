using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Products;

/// <summary>How many rows a tile has.</summary>
internal enum TileHeight
{
    Tall,
    Middle,
    Short,
}

/// <summary>Which tile is computed.</summary>
/// <param name="Height">How many rows it has.</param>
/// <param name="IsNarrow">Whether it has one vector of columns rather than two.</param>
internal readonly record struct TileShape(TileHeight Height, bool IsNarrow);

/// <summary>Where a tile goes.</summary>
/// <param name="c">Its first element.</param>
/// <param name="stride">How far apart its rows are.</param>
/// <param name="add">Whether it is added to what is there.</param>
internal readonly unsafe struct TileTarget<T>(T* c, int stride, bool add) where T : unmanaged
{
    public T* C { get; } = c;

    public int Stride { get; } = stride;

    public bool Add { get; } = add;
}

/// <summary>One way to compute tiles of a matrix product: a few rows by two vectors, with all sums in registers.</summary>
/// <param name="width">The width of the vectors.</param>
/// <param name="lanes">The elements of a vector.</param>
/// <param name="tallRows">The rows of a tall tile.</param>
/// <param name="middleRows">The rows of a middle tile.</param>
/// <param name="packed">The functions for two packed factors.</param>
/// <param name="spreadRight">The functions for a right factor whose rows are spread.</param>
/// <param name="spreadLeft">The functions for a left factor that is spread.</param>
// What is called for every tile is inlined by attribute: ahead of time nobody sees how often that is.
internal sealed unsafe class TileKernel<T>(
    VectorWidth width, int lanes, int tallRows, int middleRows,
    TileFunctions<T> packed, TileFunctions<T> spreadRight, TileFunctions<T> spreadLeft)
    where T : unmanaged
{
    public VectorWidth Width { get; } = width;

    /// <summary>Whether this machine has such vectors.</summary>
    public bool IsSupported => Team.Supports(Width);

    /// <summary>The elements of a vector.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>The rows of a tall tile.</summary>
    public int TallRows { get; } = tallRows;

    /// <summary>The columns of a panel: two vectors.</summary>
    public int PanelWidth => 2 * Lanes;

    /// <summary>The width of the panel for so many columns, at most <see cref="PanelWidth"/>.</summary>
    public int WidthFor(int columns) => IsNarrow(columns) ? Lanes : PanelWidth;

    /// <summary>The tile for the next rows and columns: the lowest that holds all rows that are left, or the tallest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileShape ShapeFor(int rowsLeft, int columns) => new(HeightFor(rowsLeft), IsNarrow(columns));

    /// <summary>How many rows the tile for the next rows has.</summary>
    public int RowsFor(int rowsLeft) => RowsOf(HeightFor(rowsLeft));

    /// <summary>How many rows a tile has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowsOf(TileShape shape) => RowsOf(shape.Height);

    /// <summary>How many rows a number of rows takes once it is packed in tiles.</summary>
    public int PackedRows(int rows) => rows / TallRows * TallRows + (rows % TallRows == 0 ? 0 : RowsFor(rows % TallRows));

    /// <summary>Computes one tile of two packed factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(TileShape shape, int depth, T* a, T* b, in TileTarget<T> target) =>
        packed.Of(shape)(depth, a, null, b, null, target.C, target.Stride, target.Add);

    /// <summary>Computes one tile; row k of the right factor begins at <c>b[steps[k]]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RunSpreadRight(TileShape shape, int depth, T* a, T* b, int* steps, in TileTarget<T> target) =>
        spreadRight.Of(shape)(depth, a, null, b, steps, target.C, target.Stride, target.Add);

    /// <summary>Computes one tile; element k of row i of the left factor is <c>a[rows[i] + steps[k]]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RunSpreadLeft(TileShape shape, int depth, T* a, int* rows, int* steps, T* b, in TileTarget<T> target) =>
        spreadLeft.Of(shape)(depth, a, rows, b, steps, target.C, target.Stride, target.Add);

    /// <summary>Whether a single vector holds so many columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNarrow(int columns) => columns <= Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TileHeight HeightFor(int rowsLeft) =>
        rowsLeft <= TileLimits.ShortRows ? TileHeight.Short : rowsLeft <= middleRows ? TileHeight.Middle : TileHeight.Tall;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RowsOf(TileHeight height) => height switch
    {
        TileHeight.Tall => TallRows,
        TileHeight.Middle => middleRows,
        _ => TileLimits.ShortRows,
    };
}
