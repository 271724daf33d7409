using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>C = A·B and C += A·B.</summary>
/// <remarks>A is packed once in tiles, or read where it lies if its rows are contiguous or it is small; B is packed panel by panel, each by the piece of
/// work that needs it, or read where it lies if it is a panel. A piece is one panel of B with some rows of A. Where the work is cut depends on the
/// sizes alone and every element of C is summed over the inner dimension in one fixed order, so the bits do not depend on the number of threads.
/// Source of the scheme: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008.</remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>An A with no more elements than this stays in the first cache, so that it is read where it lies.</summary>
    private const int LargestUnpacked = Blocks.AreTiny ? 64 : 4096;

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
            else if (!accumulate && a.ColumnStride == 1 && b.RowStride == 1 && TransposedProduct.Suits<T>(team, a.Rows, a.Columns, b.Columns, b.ColumnStride))
                TransposedProduct.Multiply(team, pa, a.Rows, a.Columns, a.RowStride, pb, b.ColumnStride, b.Columns, pr, pc);
            else Multiply(team, pa, a.Rows, a.Columns, a.RowStride, a.ColumnStride, new StoredPanels<T>(pb, b.RowStride, b.ColumnStride), b.Columns, pr, pc, accumulate);
        }
    }

    [SkipLocalsInit]
    private static void Multiply<T>(Team team, T* a, int rows, int inner, int aRowStride, int aColumnStride, StoredPanels<T> b, int columns, T* added, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 0 && added != null) Rows.Fill(new ReadOnlySpan<T>(added, columns), new Span<T>(c, rows * columns));
        else if (inner == 0 && !accumulate) new Span<T>(c, rows * columns).Clear();
        if (rows == 0 || columns == 0 || inner == 0) return;
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int blockDepth = PackedRows.Depth(inner);
        int* steps = stackalloc int[PackedRows.Deepest];
        if (aColumnStride == 1 && LeftRows<T>.CanBeReadInPlace(aRowStride))
            Run(team, kernel, LeftRows<T>.InPlace(a, rows, aRowStride), rows, inner, blockDepth, b, 0, columns, added, c, accumulate);
        else if (inner <= PackedRows.Deepest && (long)rows * inner <= LargestUnpacked)
            Run(team, kernel, LeftRows<T>.InPlace(a, rows, aRowStride, aColumnStride, inner, steps), rows, inner, blockDepth, b, 0, columns, added, c, accumulate);
        else RunPacked(team, kernel, a, rows, inner, blockDepth, aRowStride, aColumnStride, b, columns, added, c, accumulate);
    }

    private static void RunPacked<T>(Team team, TileKernel<T> kernel, T* a, int rows, int inner, int blockDepth, int aRowStride, int aColumnStride, StoredPanels<T> b, int columns, T* added, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int packedRows = kernel.PackedRows(rows);
        int atATime = Math.Min(inner, Math.Max(1, LargestPacked / packedRows / blockDepth) * blockDepth);
        T[] rented = ArrayPool<T>.Shared.Rent(packedRows * atATime);
        fixed (T* packed = rented)
            for (int k = 0; k < inner; k += atATime)
            {
                int depth = Math.Min(atATime, inner - k);
                PackedRows.Pack(team, kernel, a + (nint)k * aColumnStride, rows, depth, blockDepth, aRowStride, aColumnStride, packed);
                Run(team, kernel, LeftRows<T>.Packed(packed, packedRows), rows, depth, blockDepth, b, k, columns, k > 0 ? null : added, c, accumulate || k > 0);
            }
        ArrayPool<T>.Shared.Return(rented);
    }

    private static void Run<T>(Team team, TileKernel<T> kernel, LeftRows<T> left, int rows, int inner, int blockDepth, StoredPanels<T> b, int bRow, int columns, T* added, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blockRows = BlockRows(kernel, rows, columns, inner);
        team.Run(new Pieces<T>(kernel, left, rows, inner, blockDepth, blockRows, b, bRow, columns, added, c, accumulate), Team.Cut(rows, blockRows) * Team.Cut(columns, kernel.PanelWidth));
    }

    /// <summary>How many rows of A a piece takes: all, unless that leaves too few pieces.</summary>
    private static int BlockRows<T>(TileKernel<T> kernel, int rows, int columns, int inner) where T : unmanaged
    {
        int panels = Team.Cut(columns, kernel.PanelWidth);
        long work = (long)rows * columns * inner;
        if (work < 2 * SmallestPiece) return rows;
        int pieces = (int)Math.Clamp(work / SmallestPiece, 1, WantedPieces), blocks = Team.Cut(pieces, panels);
        return Team.Cut(Team.Cut(rows, blocks), kernel.TallRows) * kernel.TallRows;
    }

    private readonly struct Pieces<T>(TileKernel<T> kernel, LeftRows<T> left, int rows, int inner, int blockDepth, int blockRows, StoredPanels<T> b, int bRow, int columns, T* added, T* c, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            (int panel, int block) = Math.DivRem(piece, Team.Cut(rows, blockRows));
            int column = panel * kernel.PanelWidth, width = Math.Min(kernel.PanelWidth, columns - column), row = block * blockRows, height = Math.Min(blockRows, rows - row);
            T* target = c + (nint)row * columns + column;
            if (added != null)
                for (int i = 0; i < height; i++) Rows.Copy(added + column, target + (nint)i * columns, width);
            Panel(row, height, column, width, target);
        }

        /// <summary>Some rows of one panel.</summary>
        [SkipLocalsInit]
        private void Panel(int firstRow, int height, int column, int count, T* target)
        {
            bool isNarrow = kernel.IsNarrow(count);
            int width = kernel.WidthFor(count);
            T* room = stackalloc T[blockDepth * width + AlignedMemory.Line / sizeof(T)];
            room = AlignedMemory.Align(room);
            for (int k = 0; k < inner; k += blockDepth)
            {
                int depth = Math.Min(blockDepth, inner - k);
                T* panel = b.InPlace(bRow + k, column, count, width);
                if (panel == null) b.Pack(bRow + k, depth, column, count, width, panel = room);
                Tiles(firstRow, height, k, depth, panel, isNarrow, width, count, target, accumulate || added != null || k > 0);
            }
        }

        [SkipLocalsInit]
        private void Tiles(int firstRow, int height, int k, int depth, T* panel, bool isNarrow, int width, int count, T* target, bool add)
        {
            T* edge = stackalloc T[kernel.TallRows * width];
            int* starts = stackalloc int[LeftRows<T>.StartsLength];
            left.FillStarts(starts);
            for (int row = firstRow, end = firstRow + height; row < end;)
            {
                TileHeight tile = kernel.HeightFor(rows - row);
                int tileRows = kernel.RowsOf(tile), covered = Math.Min(tileRows, end - row);
                if (covered == tileRows && count == width) left.Run(kernel, tile, isNarrow, starts, row, k, depth, panel, target, columns, add);
                else
                {
                    left.Run(kernel, tile, isNarrow, starts, row, k, depth, panel, edge, width, add: false);
                    for (int i = 0; i < covered; i++)
                        if (add) Rows.Add(edge + i * width, target + (nint)i * columns, count);
                        else Rows.Copy(edge + i * width, target + (nint)i * columns, count);
                }
                target += (nint)covered * columns;
                row += covered;
            }
        }
    }
}
