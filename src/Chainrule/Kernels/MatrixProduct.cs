using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>Where the right-hand matrix of a product comes from: a stored matrix, or one that only exists while it is read, such as the
/// patches of an image.</summary>
internal unsafe interface IPanelSource<T> where T : unmanaged
{
    /// <summary>Writes rows <paramref name="row"/>… of columns <paramref name="column"/>…, <paramref name="columns"/> of them, to a panel whose
    /// rows are <see cref="MatrixProduct.PanelWidth{T}"/> wide; what is right of them becomes zero.</summary>
    void Pack(int row, int rows, int column, int columns, T* panel);
}

/// <summary>C = A·B and C += A·B. Each panel of a few columns of B is packed once and met by all rows of A; a panel is one piece of work.</summary>
/// <remarks>Every element of C is summed over the inner dimension in one fixed order, so the bits do not depend on the number of threads.</remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>How many rows of a panel are packed at a time.</summary>
    private const int Depth = 256;

    /// <summary>How many rows of C are computed together.</summary>
    private const int TileRows = 6;

    /// <summary>The columns of a panel: two vectors.</summary>
    public static int PanelWidth<T>() => 2 * Vector<T>.Count;

    /// <summary>C = A·B, or C += A·B; C is row-major.</summary>
    public static void Multiply<T>(Team team, Matrix<T> a, Matrix<T> b, Span<T> c, bool accumulate) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Columns != b.Rows || c.Length != a.Rows * b.Columns)
            throw new ArgumentException($"Cannot multiply {a.Rows}×{a.Columns} by {b.Rows}×{b.Columns} into {c.Length} elements.");
        fixed (T* pa = a.Values, pb = b.Values, pc = c)
        {
            if (b.RowStride == 1 && a.ColumnStride == 1 && a.Rows < TileRows / 2)
                team.Run(new DotPieces<T>(pa, a.RowStride, pb, b.ColumnStride, pc, a.Rows, b.Columns, a.Columns, accumulate), Team.Cut(b.Columns, DotPieces<T>.Columns));
            else if (a.Columns == 1 && b.ColumnStride == 1)
                team.Run(new OuterPieces<T>(pa, a.RowStride, pb, pc, a.Rows, b.Columns, accumulate), Team.Cut(a.Rows, OuterPieces<T>.Rows));
            else
                Multiply(team, pa, a.Rows, a.Columns, a.RowStride, a.ColumnStride, new StoredPanels<T>(pb, b.RowStride, b.ColumnStride), b.Columns, pc, accumulate);
        }
    }

    /// <summary>C (+)= A·B for a B that is packed by <paramref name="source"/>.</summary>
    public static void Multiply<T, TSource>(Team team, T* a, int rows, int inner, int aRowStride, int aColumnStride, TSource source, int columns, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T> =>
        team.Run(new PanelPieces<T, TSource>(a, rows, inner, aRowStride, aColumnStride, source, columns, c, accumulate), Team.Cut(columns, PanelWidth<T>()));

    /// <summary>One panel of C, columns <paramref name="column"/>… of all rows.</summary>
    public static void Panel<T, TSource>(T* a, int rows, int inner, int aRowStride, int aColumnStride, ref TSource source, int column, int columns, T* c, int cRowStride, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T>
    {
        int width = PanelWidth<T>();
        T* panel = stackalloc T[Depth * width];
        T* edge = stackalloc T[TileRows * width];
        if (inner == 0 && !accumulate)
            for (int i = 0; i < rows; i++) new Span<T>(c + (long)i * cRowStride, columns).Clear();
        for (int k = 0; k < inner; k += Depth)
        {
            int depth = Math.Min(Depth, inner - k);
            source.Pack(k, depth, column, columns, panel);
            bool add = accumulate || k > 0;
            for (int i = 0; i < rows; i += TileRows)
            {
                int height = Math.Min(TileRows, rows - i);
                T* tileA = a + (long)i * aRowStride + (long)k * aColumnStride;
                T* tileC = c + (long)i * cRowStride;
                if (columns == width)
                {
                    Tile(tileA, height, depth, aRowStride, aColumnStride, panel, tileC, cRowStride, add);
                    continue;
                }
                if (add)
                    for (int row = 0; row < height; row++) new Span<T>(tileC + row * cRowStride, columns).CopyTo(new Span<T>(edge + row * width, width));
                Tile(tileA, height, depth, aRowStride, aColumnStride, panel, edge, width, add);
                for (int row = 0; row < height; row++) new Span<T>(edge + row * width, columns).CopyTo(new Span<T>(tileC + row * cRowStride, columns));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<T>(T* a, int height, int depth, int aRowStride, int aColumnStride, T* panel, T* c, int cRowStride, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (height == TileRows) Tile6(a, depth, aRowStride, aColumnStride, panel, c, cRowStride, add);
        else
            for (int row = 0; row < height; row++) Tile1(a + (long)row * aRowStride, depth, aColumnStride, panel, c + row * cRowStride, add);
    }

    private static void Tile6<T>(T* a, int depth, int aRowStride, int aColumnStride, T* panel, T* c, int cRowStride, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector<T> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        T* a0 = a, a1 = a0 + aRowStride, a2 = a1 + aRowStride, a3 = a2 + aRowStride, a4 = a3 + aRowStride, a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++)
        {
            Vector<T> b0 = Vector.Load(panel), b1 = Vector.Load(panel + lanes);
            Vector<T> left = new(*a0);
            c00 = Simd.MultiplyAdd(left, b0, c00);
            c01 = Simd.MultiplyAdd(left, b1, c01);
            left = new(*a1);
            c10 = Simd.MultiplyAdd(left, b0, c10);
            c11 = Simd.MultiplyAdd(left, b1, c11);
            left = new(*a2);
            c20 = Simd.MultiplyAdd(left, b0, c20);
            c21 = Simd.MultiplyAdd(left, b1, c21);
            left = new(*a3);
            c30 = Simd.MultiplyAdd(left, b0, c30);
            c31 = Simd.MultiplyAdd(left, b1, c31);
            left = new(*a4);
            c40 = Simd.MultiplyAdd(left, b0, c40);
            c41 = Simd.MultiplyAdd(left, b1, c41);
            left = new(*a5);
            c50 = Simd.MultiplyAdd(left, b0, c50);
            c51 = Simd.MultiplyAdd(left, b1, c51);
            panel += 2 * lanes;
            a0 += aColumnStride;
            a1 += aColumnStride;
            a2 += aColumnStride;
            a3 += aColumnStride;
            a4 += aColumnStride;
            a5 += aColumnStride;
        }
        Store(c, c00, c01, add);
        Store(c += cRowStride, c10, c11, add);
        Store(c += cRowStride, c20, c21, add);
        Store(c += cRowStride, c30, c31, add);
        Store(c += cRowStride, c40, c41, add);
        Store(c += cRowStride, c50, c51, add);
    }

    private static void Tile1<T>(T* a, int depth, int aColumnStride, T* panel, T* c, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> c0 = default, c1 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector<T> left = new(*a);
            c0 = Simd.MultiplyAdd(left, Vector.Load(panel), c0);
            c1 = Simd.MultiplyAdd(left, Vector.Load(panel + lanes), c1);
            panel += 2 * lanes;
            a += aColumnStride;
        }
        Store(c, c0, c1, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, Vector<T> left, Vector<T> right, bool add) where T : unmanaged
    {
        int lanes = Vector<T>.Count;
        Vector.Store(add ? Vector.Load(c) + left : left, c);
        Vector.Store(add ? Vector.Load(c + lanes) + right : right, c + lanes);
    }

    private readonly struct PanelPieces<T, TSource>(T* a, int rows, int inner, int aRowStride, int aColumnStride, TSource source, int columns, T* c, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSource : unmanaged, IPanelSource<T>
    {
        public void Run(int piece)
        {
            TSource panels = source;
            int column = piece * PanelWidth<T>();
            Panel(a, rows, inner, aRowStride, aColumnStride, ref panels, column, Math.Min(PanelWidth<T>(), columns - column), c + column, columns, accumulate);
        }
    }

    /// <summary>A few rows times a matrix whose columns are contiguous, as y = x·Wᵀ for one sample: every output is one dot product.</summary>
    private readonly struct DotPieces<T>(T* a, int aRowStride, T* b, int bColumnStride, T* c, int rows, int columns, int inner, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Columns = 64;

        public void Run(int piece)
        {
            int end = Math.Min(columns, (piece + 1) * Columns);
            for (int j = piece * Columns; j < end; j++)
                for (int i = 0; i < rows; i++)
                {
                    T dot = Dot(a + (long)i * aRowStride, b + (long)j * bColumnStride, inner);
                    c[(long)i * columns + j] = accumulate ? c[(long)i * columns + j] + dot : dot;
                }
        }

        private static T Dot(T* x, T* y, int length)
        {
            int lanes = Vector<T>.Count, k = 0;
            Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
            for (; k <= length - 4 * lanes; k += 4 * lanes)
            {
                s0 = Simd.MultiplyAdd(Vector.Load(x + k), Vector.Load(y + k), s0);
                s1 = Simd.MultiplyAdd(Vector.Load(x + k + lanes), Vector.Load(y + k + lanes), s1);
                s2 = Simd.MultiplyAdd(Vector.Load(x + k + 2 * lanes), Vector.Load(y + k + 2 * lanes), s2);
                s3 = Simd.MultiplyAdd(Vector.Load(x + k + 3 * lanes), Vector.Load(y + k + 3 * lanes), s3);
            }
            for (; k <= length - lanes; k += lanes) s0 = Simd.MultiplyAdd(Vector.Load(x + k), Vector.Load(y + k), s0);
            T sum = Vector.Sum(s0 + s1 + (s2 + s3));
            for (; k < length; k++) sum += x[k] * y[k];
            return sum;
        }
    }

    /// <summary>A column times a row, as dW += dyᵀ·x for one sample.</summary>
    private readonly struct OuterPieces<T>(T* a, int aRowStride, T* b, T* c, int rows, int columns, bool accumulate) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Rows = 64;

        public void Run(int piece)
        {
            int end = Math.Min(rows, (piece + 1) * Rows), lanes = Vector<T>.Count;
            for (int i = piece * Rows; i < end; i++)
            {
                T left = a[(long)i * aRowStride];
                Vector<T> factor = new(left);
                T* row = c + (long)i * columns;
                int j = 0;
                for (; j <= columns - lanes; j += lanes)
                    Vector.Store(Simd.MultiplyAdd(factor, Vector.Load(b + j), accumulate ? Vector.Load(row + j) : default), row + j);
                for (; j < columns; j++) row[j] = left * b[j] + (accumulate ? row[j] : T.Zero);
            }
        }
    }

    /// <summary>Panels of a stored matrix.</summary>
    private readonly struct StoredPanels<T>(T* b, int rowStride, int columnStride) : IPanelSource<T> where T : unmanaged
    {
        public void Pack(int row, int rows, int column, int columns, T* panel)
        {
            int width = PanelWidth<T>();
            T* source = b + (long)row * rowStride + (long)column * columnStride;
            if (columns < width) new Span<T>(panel, rows * width).Clear();
            if (columnStride == 1)
                for (int k = 0; k < rows; k++) new Span<T>(source + (long)k * rowStride, columns).CopyTo(new Span<T>(panel + k * width, columns));
            else
                for (int j = 0; j < columns; j++)
                    for (int k = 0; k < rows; k++) panel[k * width + j] = source[(long)k * rowStride + (long)j * columnStride];
        }
    }
}
