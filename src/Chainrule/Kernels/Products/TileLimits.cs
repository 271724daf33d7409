using System.Diagnostics;
using System.Numerics;

namespace Chainrule.Kernels.Products;

/// <summary>What keeps tiles within memory. Tiles check nothing: their caller provides room for what the largest tile of any kernel reads
/// and writes, and these are its sizes.</summary>
/// <remarks>A kernel beyond a limit writes where it must not. So debug builds check every kernel, and tests compare the limits with the
/// kernels.</remarks>
internal static class TileLimits
{
    /// <summary>The rows of a short tile, of any kernel.</summary>
    public const int ShortRows = 4;

    /// <summary>The rows of the tallest tile of any kernel.</summary>
    public const int TallestRows = 12;

    /// <summary>The columns of the widest panel of any kernel, 2 vectors of 512 bits in single precision.</summary>
    public const int WidestPanel = 32;

    /// <summary>The columns of the widest narrow panel.</summary>
    public const int WidestNarrowPanel = WidestPanel / 2;

    /// <summary>The elements of the largest tile.</summary>
    public const int LargestTile = TallestRows * WidestPanel;

    /// <summary>Room for where the rows of a tile begin: as many as the tallest tile has, in whole vectors of any width.</summary>
    public const int Starts = 16;

    /// <summary>How many elements a tile may read after the last one that it needs: a panel that reaches beyond the last column is read as
    /// a whole.</summary>
    public const int ReadPast = WidestPanel;

    /// <summary>The rows that the tiles for so many rows have at most.</summary>
    public static int RowsOfTiles(int rows) => rows + TallestRows - 1;

    /// <summary>The columns that the tiles for so many columns have at most.</summary>
    public static int ColumnsOfTiles(int columns) => (columns + WidestNarrowPanel - 1) / WidestNarrowPanel * WidestNarrowPanel;

    /// <summary>Checks in debug builds that a kernel keeps within the limits.</summary>
    [Conditional("DEBUG")]
    public static void Check<T>(TileKernel<T> kernel) where T : unmanaged
    {
        int rows = kernel.TallRows, columns = kernel.PanelWidth;
        Debug.Assert(ShortRows <= rows && rows <= TallestRows, $"Tiles of {rows} rows are beyond the limits.");
        Debug.Assert(columns <= WidestPanel && columns - 1 <= ReadPast, $"Panels of {columns} columns are beyond the limits.");
        Debug.Assert(WidestNarrowPanel % kernel.Lanes == 0, $"Narrow panels of {kernel.Lanes} do not end where the limits say.");
        Debug.Assert(rows <= Starts && Starts % Vector<int>.Count == 0, $"{Starts} starts are too few.");
    }
}
