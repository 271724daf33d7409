using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>Softmax of every row of a matrix.</summary>
internal static unsafe class SoftmaxRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = eˣ / Σ eˣ in every row; its maximum is subtracted first, so nothing overflows.</summary>
    public static void Forward(Team team, ReadOnlySpan<T> x, Span<T> y, int columns)
    {
        if (x.Length != y.Length || x.Length % columns != 0)
            throw new ArgumentException($"{x.Length} inputs and {y.Length} outputs are no rows of {columns}.");
        int rows = x.Length / columns;
        fixed (T* px = x, py = y) team.Run(new ForwardPieces(px, py, rows, columns), Cut.Count(rows, RowsPerPiece(columns)));
    }

    /// <summary>dx = y·(dy − Σ y·dy) in every row.</summary>
    public static void Gradient(Team team, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, int columns)
    {
        if (y.Length != dy.Length || y.Length != dx.Length || y.Length % columns != 0)
            throw new ArgumentException($"{y.Length} outputs, {dy.Length} and {dx.Length} gradients are no rows of {columns}.");
        int rows = y.Length / columns;
        fixed (T* py = y, pdy = dy, pdx = dx)
            team.Run(new GradientPieces(py, pdy, pdx, rows, columns), Cut.Count(rows, RowsPerPiece(columns)));
    }

    private static int RowsPerPiece(int columns) => Math.Max(1, 2048 / columns);

    private readonly struct ForwardPieces(T* x, T* y, int rows, int columns) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int step = RowsPerPiece(columns), end = Math.Min(rows, (piece + 1) * step);
            for (int row = piece * step; row < end; row++) Row(x + (long)row * columns, y + (long)row * columns, columns);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Row(T* x, T* y, int columns)
        {
            int lanes = Vector<T>.Count, rest = columns % lanes, whole = columns - rest;
            // The last elements stay in a vector of their own, with nothing in the other lanes: e⁻∞ = 0.
            Vector<T> last = Lanes.All<T>(double.NegativeInfinity);
            if (rest > 0) last = Vector.ConditionalSelect(Lanes.First<T>(rest), Lanes.Load(x + whole, rest), last);
            Vector<T> largest = last;
            for (int j = 0; j < whole; j += lanes) largest = Vector.MaxNative(largest, Vector.Load(x + j));
            Vector<T> maximum = new(Lanes.Largest(largest)), sum = default;
            for (int j = 0; j < whole; j += lanes)
            {
                Vector<T> power = Exponentials.Exp(Vector.Load(x + j) - maximum);
                sum += power;
                power.Store(y + j);
            }
            if (rest > 0) sum += last = Exponentials.Exp(last - maximum);
            Vector<T> total = new(Vector.Sum(sum));
            for (int j = 0; j < whole; j += lanes) (Vector.Load(y + j) / total).Store(y + j);
            if (rest > 0) Lanes.Store(last / total, y + whole, rest);
        }
    }

    private readonly struct GradientPieces(T* y, T* dy, T* dx, int rows, int columns) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int step = RowsPerPiece(columns), end = Math.Min(rows, (piece + 1) * step);
            for (int row = piece * step; row < end; row++)
            {
                T* shares = y + (long)row * columns, gradients = dy + (long)row * columns, to = dx + (long)row * columns;
                Vector<T> sum = default;
                for (int j = 0; j < columns; j += Vector<T>.Count)
                    sum = Simd.MultiplyAdd(Lanes.Load(shares + j, columns - j), Lanes.Load(gradients + j, columns - j), sum);
                Vector<T> mean = new(Vector.Sum(sum));
                for (int j = 0; j < columns; j += Vector<T>.Count)
                    Lanes.Store(Lanes.Load(shares + j, columns - j) * (Lanes.Load(gradients + j, columns - j) - mean), to + j, columns - j);
            }
        }
    }
}
