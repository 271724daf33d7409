using Chainrule.Kernels.Threads;

namespace Chainrule.Kernels.Rows;

/// <summary>Copies neighbouring columns of one matrix to another: how rows are taken apart and put together.</summary>
internal static unsafe class Columns
{
    /// <summary>How many elements are one piece of work.</summary>
    private const int Piece = Blocks.AreTiny ? 24 : 16384;

    /// <summary>to[row, toFirst + i] = from[row, fromFirst + i] for every row and all i below <paramref name="count"/>.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="rows">The rows of both matrices.</param>
    /// <param name="count">The columns to copy.</param>
    /// <param name="from">The one matrix.</param>
    /// <param name="fromFirst">Its first column to copy.</param>
    /// <param name="to">The other matrix; its other columns stay as they are.</param>
    /// <param name="toFirst">Where the first column goes.</param>
    public static void Copy<T>(Team team, int rows, int count, ReadOnlySpan<T> from, int fromFirst, Span<T> to, int toFirst)
        where T : unmanaged
    {
        int fromWidth = from.Length / rows, toWidth = to.Length / rows;
        if (fromWidth * rows != from.Length || toWidth * rows != to.Length || fromFirst + count > fromWidth || toFirst + count > toWidth)
            throw new ArgumentException($"{count} columns from {fromFirst} of {from.Length} elements do not fit into {to.Length} elements "
                + $"from column {toFirst} in {rows} rows.");
        int block = Math.Max(1, Piece / count);
        fixed (T* source = from, target = to)
            team.Run(new Pieces<T>(source + fromFirst, fromWidth, target + toFirst, toWidth, count, rows, block), Cut.Count(rows, block));
    }

    private readonly struct Pieces<T>(T* from, int fromWidth, T* to, int toWidth, int count, int rows, int block) : IPieces
        where T : unmanaged
    {
        public void Run(int piece)
        {
            int end = Math.Min(rows, (piece + 1) * block);
            for (int row = piece * block; row < end; row++)
                new ReadOnlySpan<T>(from + (nint)row * fromWidth, count).CopyTo(new Span<T>(to + (nint)row * toWidth, count));
        }
    }
}
