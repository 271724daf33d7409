using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>C = A·B and C += A·B.</summary>
/// <remarks>A is packed once in tiles, or read in place if its rows are contiguous or it is small; B is packed panel by panel, each by
/// the piece of work that needs it, or read in place if it is a panel. A piece is one panel of B with some rows of A. Where the work
/// is cut depends on the sizes alone and every element of C is summed over the inner dimension in one fixed order, so the bits do not
/// depend on the number of threads. Source of the scheme: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM
/// TOMS 34(3), 2008.</remarks>
internal static unsafe class MatrixProduct<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An A with no more elements than this stays in the first cache, so that it is read in place.</summary>
    private const int LargestUnpacked = Blocks.AreTiny ? 64 : 4096;

    /// <summary>The most elements of A that are packed at a time.</summary>
    private const int LargestPacked = Blocks.AreTiny ? 1 << 9 : 1 << 22;

    /// <summary>How many pieces a product is cut into if it is large enough, and the multiplications that make a piece worth its
    /// while.</summary>
    private const int WantedPieces = 12, SmallestPiece = Blocks.AreTiny ? 1 << 6 : 1 << 17;

    /// <summary>C = A·B, or C += A·B; C is row-major.</summary>
    public static void Multiply(Team team, Matrix<T> a, Matrix<T> b, Span<T> c, bool accumulate) => Multiply(team, a, b, [], c, accumulate);

    /// <summary>C = A·B + row, the row added to every row; C is row-major. An empty row adds nothing.</summary>
    public static void Multiply(Team team, Matrix<T> a, Matrix<T> b, ReadOnlySpan<T> row, Span<T> c) =>
        Multiply(team, a, b, row, c, accumulate: false);

    private static void Multiply(Team team, Matrix<T> a, Matrix<T> b, ReadOnlySpan<T> row, Span<T> c, bool accumulate)
    {
        if (a.Columns != b.Rows || c.Length != a.Rows * b.Columns || (!row.IsEmpty && row.Length != b.Columns))
            throw new ArgumentException($"Cannot multiply {a.Rows}×{a.Columns} by {b.Rows}×{b.Columns} and add a row of {row.Length} into "
                + $"{c.Length} elements.");
        if (a.Rows == 1 && !row.IsEmpty)
        {
            row.CopyTo(c);
            row = [];
            accumulate = true;
        }
        fixed (T* pa = a.Values, pb = b.Values, added = row, pc = c)
        {
            PinnedMatrix<T> left = a.At(pa), right = b.At(pb);
            if (a.Columns == 1 && b.ColumnStride == 1 && row.IsEmpty) VectorProduct<T>.Outer(team, left, right, pc, accumulate);
            else if (a.Rows == 1 && b.RowStride == 1) VectorProduct<T>.Dots(team, left, right, pc, accumulate);
            else if (a.Rows == 1 && b.ColumnStride == 1) VectorProduct<T>.Combination(team, left, right, pc, accumulate);
            else if (!accumulate && TransposedProduct<T>.Suits(team, left, right))
                TransposedProduct<T>.Multiply(team, left, right, added, pc);
            else Multiply(team, left, right, new Target(pc, b.Columns, added, accumulate));
        }
    }

    [SkipLocalsInit]
    private static void Multiply(Team team, PinnedMatrix<T> a, PinnedMatrix<T> b, Target target)
    {
        int rows = a.Rows, inner = a.Columns, columns = b.Columns;
        if (inner == 0 && target.Added != null)
            for (int i = 0; i < rows; i++) ShortRows.Copy(target.Added, target.C + (nint)i * columns, columns);
        else if (inner == 0 && !target.Accumulate) new Span<T>(target.C, rows * columns).Clear();
        if (rows == 0 || columns == 0 || inner == 0) return;
        TileKernel<T> kernel = TileKernels<T>.Of(team.Width);
        int blockDepth = PackedRows<T>.Depth(inner);
        int* steps = stackalloc int[PackedRows<T>.Deepest];
        if (a.ColumnStride == 1 && LeftRows<T>.CanBeReadInPlace(a.RowStride))
            Run(team, kernel, LeftRows<T>.InPlace(a), new(b), blockDepth, target);
        else if (inner <= PackedRows<T>.Deepest && (long)rows * inner <= LargestUnpacked)
            Run(team, kernel, LeftRows<T>.InPlace(a, steps), new(b), blockDepth, target);
        else RunPacked(team, kernel, a, b, blockDepth, target);
    }

    private static void RunPacked(Team team, TileKernel<T> kernel, PinnedMatrix<T> a, PinnedMatrix<T> b, int blockDepth, Target target)
    {
        int packedRows = kernel.PackedRows(a.Rows);
        int atATime = Math.Min(a.Columns, Math.Max(1, LargestPacked / packedRows / blockDepth) * blockDepth);
        T[] rented = ArrayPool<T>.Shared.Rent(packedRows * atATime);
        fixed (T* packed = rented)
            for (int k = 0; k < a.Columns; k += atATime)
            {
                int depth = Math.Min(atATime, a.Columns - k);
                PackedRows<T>.Pack(team, kernel, a.FromColumn(k, depth), blockDepth, packed);
                Run(team, kernel, LeftRows<T>.Packed(packed, a.Rows, packedRows), new(b.FromRow(k, depth)), blockDepth, k > 0 ? target.Again
                    : target);
            }
        ArrayPool<T>.Shared.Return(rented);
    }

    private static void Run(Team team, TileKernel<T> kernel, LeftRows<T> left, StoredPanels<T> right, int blockDepth, Target target)
    {
        int blockRows = BlockRows(kernel, left.Rows, right.Columns, right.Rows);
        Pieces pieces = new(kernel, left, right, blockDepth, blockRows, target);
        team.Run(pieces, Cut.Count(left.Rows, blockRows) * Cut.Count(right.Columns, kernel.PanelWidth));
    }

    /// <summary>How many rows of A a piece takes: all, unless that leaves too few pieces.</summary>
    private static int BlockRows(TileKernel<T> kernel, int rows, int columns, int inner)
    {
        int panels = Cut.Count(columns, kernel.PanelWidth);
        long work = (long)rows * columns * inner;
        if (work < 2 * SmallestPiece) return rows;
        int pieces = (int)Math.Clamp(work / SmallestPiece, 1, WantedPieces), blocks = Cut.Count(pieces, panels);
        return Cut.Count(Cut.Count(rows, blocks), kernel.TallRows) * kernel.TallRows;
    }

    /// <summary>Where a product goes.</summary>
    /// <param name="c">C, row-major.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="added">A row that is added to every row, or null.</param>
    /// <param name="accumulate">Whether the product is added to what is in C.</param>
    private readonly struct Target(T* c, int columns, T* added, bool accumulate)
    {
        public T* C { get; } = c;

        public int Columns { get; } = columns;

        public T* Added { get; } = added;

        public bool Accumulate { get; } = accumulate;

        /// <summary>Where the next part of the inner dimension is added.</summary>
        public Target Again => new(C, Columns, null, true);
    }

    private readonly struct Pieces(
        TileKernel<T> kernel, LeftRows<T> left, StoredPanels<T> right, int blockDepth, int blockRows, Target target) : IPieces
    {
        public void Run(int piece)
        {
            int rows = left.Rows, columns = target.Columns;
            (int panel, int block) = Math.DivRem(piece, Cut.Count(rows, blockRows));
            int column = panel * kernel.PanelWidth, row = block * blockRows, height = Math.Min(blockRows, rows - row);
            int width = Math.Min(kernel.PanelWidth, columns - column);
            if (target.Added != null)
                for (int i = row; i < row + height; i++)
                    ShortRows.Copy(target.Added + column, target.C + (nint)i * columns + column, width);
            Panel(row, height, column, width);
        }

        /// <summary>Some rows of one panel.</summary>
        [SkipLocalsInit]
        private void Panel(int firstRow, int height, int column, int count)
        {
            int width = kernel.WidthFor(count), inner = right.Rows;
            T* room = stackalloc T[blockDepth * width + AlignedMemory.Line / sizeof(T)];
            room = AlignedMemory.Align(room);
            for (int k = 0; k < inner; k += blockDepth)
            {
                int depth = Math.Min(blockDepth, inner - k);
                T* panel = right.InPlace(k, column, count, width);
                if (panel == null) right.Pack(k, depth, column, count, width, panel = room);
                Tiles(firstRow, height, k, depth, panel, column, count);
            }
        }

        /// <summary>The tiles of some rows, for one panel and a part of the inner dimension.</summary>
        [SkipLocalsInit]
        private void Tiles(int firstRow, int height, int k, int depth, T* panel, int column, int count)
        {
            bool add = target.Accumulate || target.Added != null || k > 0;
            int width = kernel.WidthFor(count), columns = target.Columns;
            T* edge = stackalloc T[kernel.TallRows * width], c = target.C + (nint)firstRow * columns + column;
            int* starts = stackalloc int[TileLimits.Starts];
            left.FillStarts(starts);
            for (int row = firstRow, end = firstRow + height; row < end;)
            {
                TileShape shape = kernel.ShapeFor(left.Rows - row, count);
                int tileRows = kernel.RowsOf(shape), covered = Math.Min(tileRows, end - row);
                if (covered == tileRows && count == width) left.Run(kernel, shape, starts, row, k, depth, panel, new(c, columns, add));
                else
                {
                    left.Run(kernel, shape, starts, row, k, depth, panel, new(edge, width, add: false));
                    for (int i = 0; i < covered; i++)
                        if (add) ShortRows.Add(edge + i * width, c + (nint)i * columns, count);
                        else ShortRows.Copy(edge + i * width, c + (nint)i * columns, count);
                }
                c += (nint)covered * columns;
                row += covered;
            }
        }
    }
}
