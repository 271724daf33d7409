using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>C = A·B and C += A·B.</summary>
/// <remarks>A is packed once in tiles; B panel by panel, each by the piece of work that needs it, straight from where it lies. A piece is one
/// panel of B with some rows of A. Where the work is cut depends on the sizes alone and every element of C is summed over the inner
/// dimension in one fixed order, so the bits do not depend on the number of threads. Source of the scheme: Goto and van de Geijn,
/// "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008.</remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>Products with fewer elements of packed A than this need no memory but the stack.</summary>
    private const int SmallestRented = Blocks.AreTiny ? 64 : 4096;

    /// <summary>The most elements of A that are packed at a time.</summary>
    private const int LargestPacked = Blocks.AreTiny ? 1 << 9 : 1 << 22;

    /// <summary>How many pieces a product is cut into if it is large enough, and the multiplications that make a piece worth its while.</summary>
    private const int WantedPieces = 12, SmallestPiece = Blocks.AreTiny ? 1 << 6 : 1 << 17;

    /// <summary>C = A·B, or C += A·B; C is row-major.</summary>
    public static void Multiply<T>(Team team, Matrix<T> a, Matrix<T> b, Span<T> c, bool accumulate) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(team, a, b, [], c, accumulate);

    /// <summary>C = A·B + row, the row added to every row; C is row-major. An empty row adds nothing.</summary>
    public static void Multiply<T>(Team team, Matrix<T> a, Matrix<T> b, ReadOnlySpan<T> row, Span<T> c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(team, a, b, row, c, accumulate: false);

    private static void Multiply<T>(Team team, Matrix<T> a, Matrix<T> b, ReadOnlySpan<T> row, Span<T> c, bool accumulate) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Columns != b.Rows || c.Length != a.Rows * b.Columns || (!row.IsEmpty && row.Length != b.Columns))
            throw new ArgumentException($"Cannot multiply {a.Rows}×{a.Columns} by {b.Rows}×{b.Columns} and add a row of {row.Length} into {c.Length} elements.");
        if (a.Rows == 1 && !row.IsEmpty)
        {
            row.CopyTo(c);
            row = [];
            accumulate = true;
        }
        fixed (T* pa = a.Values, pb = b.Values, pr = row, pc = c)
        {
            if (a.Columns == 1 && b.ColumnStride == 1 && row.IsEmpty) VectorProduct.Outer(team, pa, a.RowStride, a.Rows, pb, b.Columns, pc, accumulate);
            else if (a.Rows == 1 && b.RowStride == 1) VectorProduct.Dots(team, pa, a.ColumnStride, a.Columns, pb, b.ColumnStride, b.Columns, pc, accumulate);
            else if (a.Rows == 1 && b.ColumnStride == 1) VectorProduct.Combination(team, pa, a.ColumnStride, a.Columns, pb, b.RowStride, b.Columns, pc, accumulate);
            else Multiply(team, pa, a.Rows, a.Columns, a.RowStride, a.ColumnStride, new StoredPanels<T>(pb, b.RowStride, b.ColumnStride), b.Columns, pr, pc, accumulate);
        }
    }

    [SkipLocalsInit]
    private static void Multiply<T, TSource>(Team team, T* a, int rows, int inner, int aRowStride, int aColumnStride, TSource source, int columns, T* added, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T>
    {
        if (inner == 0 && added != null) Rows.Fill(new ReadOnlySpan<T>(added, columns), new Span<T>(c, rows * columns));
        else if (inner == 0 && !accumulate) new Span<T>(c, rows * columns).Clear();
        if (rows == 0 || columns == 0 || inner == 0) return;
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int packedRows = kernel.PackedRows(rows), blockDepth = PackedRows.Depth(inner);
        int atATime = Math.Min(inner, Math.Max(1, LargestPacked / packedRows / blockDepth) * blockDepth);
        T* small = stackalloc T[SmallestRented];
        T[]? rented = (long)packedRows * atATime > SmallestRented ? ArrayPool<T>.Shared.Rent(packedRows * atATime) : null;
        fixed (T* large = rented)
        {
            T* packed = rented is null ? small : large;
            for (int k = 0; k < inner; k += atATime)
            {
                int depth = Math.Min(atATime, inner - k);
                PackedRows.Pack(team, kernel, a + (nint)k * aColumnStride, rows, depth, aRowStride, aColumnStride, packed);
                int blockRows = BlockRows(kernel, rows, columns, depth);
                team.Run(new Pieces<T, TSource>(kernel, packed, rows, depth, blockRows, source, k, columns, k > 0 ? null : added, c, accumulate || k > 0),
                    Team.Cut(rows, blockRows) * Team.Cut(columns, kernel.PanelWidth));
            }
        }
        if (rented is not null) ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>How many rows of A a piece takes: all, unless that leaves too few pieces.</summary>
    private static int BlockRows<T>(TileKernel<T> kernel, int rows, int columns, int inner) where T : unmanaged
    {
        int panels = Team.Cut(columns, kernel.PanelWidth);
        long work = (long)rows * columns * inner;
        int pieces = (int)Math.Clamp(work / SmallestPiece, 1, WantedPieces), blocks = Team.Cut(pieces, panels);
        return Team.Cut(Team.Cut(rows, blocks), kernel.TallRows) * kernel.TallRows;
    }

    /// <summary>C (+)= A·B for one panel of B and rows of A that are packed already.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="packed">The packed rows, from the first row of all on.</param>
    /// <param name="allRows">How many rows are packed there.</param>
    /// <param name="firstRow">The first row to take.</param>
    /// <param name="rows">How many rows to take.</param>
    /// <param name="inner">The inner dimension.</param>
    /// <param name="source">B.</param>
    /// <param name="sourceRow">The row of B that the packed part begins at.</param>
    /// <param name="column">The first column of the panel.</param>
    /// <param name="columns">How many columns it has.</param>
    /// <param name="c">The element of C in the first row and column.</param>
    /// <param name="stride">How far apart the rows of C are.</param>
    /// <param name="accumulate">Whether to add to C.</param>
    [SkipLocalsInit]
    public static void Panel<T, TSource>(TileKernel<T> kernel, T* packed, int allRows, int firstRow, int rows, int inner,
        in TSource source, int sourceRow, int column, int columns, T* c, int stride, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T>
    {
        bool isNarrow = columns <= kernel.Lanes;
        int width = isNarrow ? kernel.Lanes : kernel.PanelWidth, packedRows = kernel.PackedRows(allRows), blockDepth = PackedRows.Depth(inner);
        T* panel = stackalloc T[blockDepth * width + AlignedMemory.Line / sizeof(T)];
        panel = AlignedMemory.Align(panel);
        for (int k = 0; k < inner; k += blockDepth)
        {
            int depth = Math.Min(blockDepth, inner - k);
            source.Pack(sourceRow + k, depth, column, columns, width, panel);
            Tiles(kernel, packed + (nint)packedRows * k + (nint)firstRow * depth, allRows - firstRow, rows, depth, panel, isNarrow, width, columns, c, stride, accumulate || k > 0);
        }
    }

    [SkipLocalsInit]
    private static void Tiles<T>(TileKernel<T> kernel, T* packed, int rowsLeft, int rows, int depth, T* panel, bool isNarrow, int width, int columns, T* c, int stride, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* edge = stackalloc T[kernel.TallRows * width];
        for (int row = 0; row < rows;)
        {
            TileHeight height = kernel.HeightFor(rowsLeft - row);
            int tile = kernel.RowsOf(height), count = Math.Min(tile, rows - row);
            T* target = c + (nint)row * stride;
            if (count == tile && columns == width) kernel.Run(height, isNarrow, depth, packed, panel, target, stride, add);
            else
            {
                kernel.Run(height, isNarrow, depth, packed, panel, edge, width, false);
                for (int i = 0; i < count; i++)
                    if (add)
                        for (int j = 0; j < columns; j++) target[(nint)i * stride + j] += edge[i * width + j];
                    else Rows.Copy(edge + i * width, target + (nint)i * stride, columns);
            }
            packed += (nint)tile * depth;
            row += count;
        }
    }

    private readonly struct Pieces<T, TSource>(TileKernel<T> kernel, T* packed, int rows, int inner, int blockRows, TSource source, int sourceRow, int columns, T* added, T* c, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T>
    {
        public void Run(int piece)
        {
            (int panel, int block) = Math.DivRem(piece, Team.Cut(rows, blockRows));
            int column = panel * kernel.PanelWidth, width = Math.Min(kernel.PanelWidth, columns - column), row = block * blockRows, height = Math.Min(blockRows, rows - row);
            T* target = c + (nint)row * columns + column;
            if (added != null)
                for (int i = 0; i < height; i++) Rows.Copy(added + column, target + (nint)i * columns, width);
            Panel(kernel, packed, rows, row, height, inner, source, sourceRow, column, width, target, columns, accumulate || added != null);
        }
    }
}
