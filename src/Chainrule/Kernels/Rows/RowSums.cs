using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>The sum of all rows of a matrix, such as the gradient of a bias.</summary>
internal static unsafe class RowSums<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>sum += the sum of all rows, the first row first.</summary>
    public static void Add(Team team, ReadOnlySpan<T> matrix, Span<T> sum)
    {
        if (matrix.Length % sum.Length != 0) throw new ArgumentException($"{matrix.Length} elements are no rows of {sum.Length}.");
        fixed (T* x = matrix, s = sum)
            team.Run(new SumPieces(x, s, matrix.Length / sum.Length, sum.Length), Cut.Count(sum.Length, Columns));
    }

    /// <summary>How many columns are one piece of work.</summary>
    private const int Columns = Blocks.AreTiny ? 20 : 256;

    private readonly struct SumPieces(T* matrix, T* sum, int rows, int columns) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int lanes = Vector<T>.Count, j = piece * Columns, end = Math.Min(columns, j + Columns);
            for (; j <= end - 4 * lanes; j += 4 * lanes)
            {
                Vector<T> s0 = Vector.Load(sum + j), s1 = Vector.Load(sum + j + lanes), s2 = Vector.Load(sum + j + 2 * lanes),
                    s3 = Vector.Load(sum + j + 3 * lanes);
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
