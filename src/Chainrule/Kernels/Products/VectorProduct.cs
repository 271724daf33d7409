using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>Products with a single row or column, as for a batch of one. They read every weight once, so memory is what limits
/// them.</summary>
internal static unsafe class VectorProduct<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of the matrix that are one piece of work.</summary>
    private const int Piece = Blocks.AreTiny ? 1 << 5 : 1 << 15;

    /// <summary>C (+)= column·row: dW += dyᵀ·x of one sample.</summary>
    public static void Outer(Team team, PinnedMatrix<T> column, PinnedMatrix<T> row, T* c, bool accumulate)
    {
        int pieces = Pieces(column.Rows, row.Columns);
        team.Run(new OuterPieces(column, row, c, accumulate, pieces), pieces);
    }

    /// <summary>c (+)= row·B for a B whose columns are contiguous: y = x·Wᵀ of one sample, a dot product for each output.</summary>
    public static void Dots(Team team, PinnedMatrix<T> row, PinnedMatrix<T> b, T* c, bool accumulate)
    {
        int pieces = Pieces(b.Columns, row.Columns);
        team.Run(new DotPieces(row, b, c, accumulate, pieces), pieces);
    }

    /// <summary>c (+)= row·B for a B whose rows are contiguous: dx = dy·W of one sample, a sum of rows.</summary>
    public static void Combination(Team team, PinnedMatrix<T> row, PinnedMatrix<T> b, T* c, bool accumulate)
    {
        int size = Math.Max(Piece / Math.Max(1, row.Columns), 8 * Vector<T>.Count);
        team.Run(new CombinationPieces(row, b, c, accumulate, size), Cut.Count(b.Columns, size));
    }

    /// <summary>The pieces for rows of so many elements.</summary>
    private static int Pieces(int rows, int length) => Math.Min(rows, Cut.Evenly((long)rows * length, Piece));

    private readonly struct OuterPieces(PinnedMatrix<T> left, PinnedMatrix<T> right, T* c, bool accumulate, int pieces) : IPieces
    {
        public static bool IsBoundByMemory => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int lanes = Vector<T>.Count, columns = right.Columns, columnStride = left.RowStride;
            T* column = left.Start, row = right.Start;
            bool adds = accumulate;
            (int first, int end) = Cut.Part(left.Rows, piece, pieces);
            for (int i = first; i < end; i++)
            {
                T number = column[(nint)i * columnStride];
                Vector<T> factor = new(number);
                T* target = c + (nint)i * columns;
                int j = 0;
                if (adds)
                {
                    for (; j <= columns - lanes; j += lanes)
                        Vector.Store(Simd.MultiplyAdd(factor, Vector.Load(row + j), Vector.Load(target + j)), target + j);
                    for (; j < columns; j++) target[j] = Simd.MultiplyAdd(number, row[j], target[j]);
                }
                else
                {
                    for (; j <= columns - lanes; j += lanes) Vector.Store(factor * Vector.Load(row + j), target + j);
                    for (; j < columns; j++) target[j] = number * row[j];
                }
            }
        }
    }

    private readonly struct DotPieces(PinnedMatrix<T> row, PinnedMatrix<T> b, T* c, bool accumulate, int pieces) : IPieces
    {
        public static bool IsBoundByMemory => true;

        public void Run(int piece)
        {
            (int first, int end) = Cut.Part(b.Columns, piece, pieces);
            for (int j = first; j < end; j++)
            {
                T dot = row.ColumnStride == 1 ? Dot(row.Start, b.At(0, j), row.Columns) : Spread(b.At(0, j));
                c[j] = accumulate ? c[j] + dot : dot;
            }
        }

        /// <summary>The dot product with a row whose elements are apart.</summary>
        private T Spread(T* column)
        {
            T sum = T.Zero;
            for (nint k = 0; k < row.Columns; k++) sum = Simd.MultiplyAdd(row.Start[k * row.ColumnStride], column[k], sum);
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            for (; k < length; k++) sum = Simd.MultiplyAdd(x[k], y[k], sum);
            return sum;
        }
    }

    private readonly struct CombinationPieces(PinnedMatrix<T> left, PinnedMatrix<T> right, T* c, bool accumulate, int size) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int inner = left.Columns, rowStride = left.ColumnStride, bRowStride = right.RowStride;
            T* row = left.Start, b = right.Start;
            int j = piece * size, end = Math.Min(right.Columns, j + size), lanes = Vector<T>.Count;
            for (; j <= end - 4 * lanes; j += 4 * lanes)
            {
                T* source = b + j, target = c + j;
                Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
                if (accumulate)
                {
                    (s0, s1) = (Vector.Load(target), Vector.Load(target + lanes));
                    (s2, s3) = (Vector.Load(target + 2 * lanes), Vector.Load(target + 3 * lanes));
                }
                for (nint k = 0; k < inner; k++, source += bRowStride)
                {
                    Vector<T> factor = new(row[k * rowStride]);
                    s0 = Simd.MultiplyAdd(factor, Vector.Load(source), s0);
                    s1 = Simd.MultiplyAdd(factor, Vector.Load(source + lanes), s1);
                    s2 = Simd.MultiplyAdd(factor, Vector.Load(source + 2 * lanes), s2);
                    s3 = Simd.MultiplyAdd(factor, Vector.Load(source + 3 * lanes), s3);
                }
                Vector.Store(s0, target);
                Vector.Store(s1, target + lanes);
                Vector.Store(s2, target + 2 * lanes);
                Vector.Store(s3, target + 3 * lanes);
            }
            for (; j < end; j++)
            {
                T sum = accumulate ? c[j] : T.Zero;
                for (nint k = 0; k < inner; k++) sum = Simd.MultiplyAdd(row[k * rowStride], b[k * bRowStride + j], sum);
                c[j] = sum;
            }
        }
    }
}
