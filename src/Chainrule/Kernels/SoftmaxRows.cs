using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Softmax of every row of a matrix.</summary>
internal static unsafe class SoftmaxRows
{
    /// <summary>y = eˣ / Σ eˣ in every row; its maximum is subtracted first, so nothing overflows.</summary>
    public static void Forward<T>(Team team, ReadOnlySpan<T> x, Span<T> y, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != y.Length || x.Length % columns != 0) throw new ArgumentException($"{x.Length} inputs and {y.Length} outputs are no rows of {columns}.");
        int rows = x.Length / columns;
        fixed (T* px = x, py = y) team.Run(new ForwardPieces<T>(px, py, rows, columns), Team.Cut(rows, RowsPerPiece(columns)));
    }

    /// <summary>dx = y·(dy − Σ y·dy) in every row.</summary>
    public static void Gradient<T>(Team team, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (y.Length != dy.Length || y.Length != dx.Length || y.Length % columns != 0)
            throw new ArgumentException($"{y.Length} outputs, {dy.Length} and {dx.Length} gradients are no rows of {columns}.");
        int rows = y.Length / columns;
        fixed (T* py = y, pdy = dy, pdx = dx) team.Run(new GradientPieces<T>(py, pdy, pdx, rows, columns), Team.Cut(rows, RowsPerPiece(columns)));
    }

    private static int RowsPerPiece(int columns) => Math.Max(1, 2048 / columns);

    private readonly struct ForwardPieces<T>(T* x, T* y, int rows, int columns) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = RowsPerPiece(columns), end = Math.Min(rows, (piece + 1) * step);
            for (int row = piece * step; row < end; row++)
            {
                T* from = x + (long)row * columns, to = y + (long)row * columns;
                T maximum = from[0], sum = T.Zero;
                for (int j = 1; j < columns; j++) maximum = T.Max(maximum, from[j]);
                for (int j = 0; j < columns; j++) sum += to[j] = T.Exp(from[j] - maximum);
                for (int j = 0; j < columns; j++) to[j] /= sum;
            }
        }
    }

    private readonly struct GradientPieces<T>(T* y, T* dy, T* dx, int rows, int columns) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = RowsPerPiece(columns), end = Math.Min(rows, (piece + 1) * step);
            for (int row = piece * step; row < end; row++)
            {
                T* shares = y + (long)row * columns, gradients = dy + (long)row * columns, to = dx + (long)row * columns;
                T mean = T.Zero;
                for (int j = 0; j < columns; j++) mean += shares[j] * gradients[j];
                for (int j = 0; j < columns; j++) to[j] = shares[j] * (gradients[j] - mean);
            }
        }
    }
}
