using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>A row that belongs to every row of a matrix, such as a bias.</summary>
internal static unsafe class Rows
{
    /// <summary>target[i] = source[i]; for short rows, where calling a general copy would take longer than copying.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T* source, T* target, int length) where T : unmanaged
    {
        int lanes = Vector<T>.Count, i = 0;
        for (; i <= length - lanes; i += lanes) Vector.Store(Vector.Load(source + i), target + i);
        for (; i < length; i++) target[i] = source[i];
    }

    /// <summary>target[i] += source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(T* source, T* target, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count, i = 0;
        for (; i <= length - lanes; i += lanes) (Vector.Load(target + i) + Vector.Load(source + i)).Store(target + i);
        for (; i < length; i++) target[i] += source[i];
    }

    /// <summary>Every row of the matrix becomes <paramref name="row"/>.</summary>
    public static void Fill<T>(ReadOnlySpan<T> row, Span<T> matrix)
    {
        for (int start = 0; start < matrix.Length; start += row.Length) row.CopyTo(matrix.Slice(start, row.Length));
    }

    /// <summary>sum += the sum of all rows, the first row first.</summary>
    public static void AddSum<T>(Team team, ReadOnlySpan<T> matrix, Span<T> sum) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix.Length % sum.Length != 0) throw new ArgumentException($"{matrix.Length} elements are no rows of {sum.Length}.");
        fixed (T* x = matrix, s = sum)
            team.Run(new SumPieces<T>(x, s, matrix.Length / sum.Length, sum.Length), Team.Cut(sum.Length, Columns));
    }

    /// <summary>How many columns are one piece of work.</summary>
    private const int Columns = Blocks.AreTiny ? 20 : 256;

    private readonly struct SumPieces<T>(T* matrix, T* sum, int rows, int columns) : IPieces where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int lanes = Vector<T>.Count, j = piece * Columns, end = Math.Min(columns, j + Columns);
            for (; j <= end - 4 * lanes; j += 4 * lanes)
            {
                Vector<T> s0 = Vector.Load(sum + j), s1 = Vector.Load(sum + j + lanes), s2 = Vector.Load(sum + j + 2 * lanes), s3 = Vector.Load(sum + j + 3 * lanes);
                T* x = matrix + j;
                for (int row = 0; row < rows; row++, x += columns)
                {
                    s0 += Vector.Load(x);
                    s1 += Vector.Load(x + lanes);
                    s2 += Vector.Load(x + 2 * lanes);
                    s3 += Vector.Load(x + 3 * lanes);
                }
                s0.Store(sum + j);
                s1.Store(sum + j + lanes);
                s2.Store(sum + j + 2 * lanes);
                s3.Store(sum + j + 3 * lanes);
            }
            for (; j < end; j += lanes)
            {
                Vector<T> s0 = Lanes.Load(sum + j, end - j);
                T* x = matrix + j;
                for (int row = 0; row < rows; row++, x += columns) s0 += Lanes.Load(x, end - j);
                Lanes.Store(s0, sum + j, end - j);
            }
        }
    }
}
