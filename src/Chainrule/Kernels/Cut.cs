using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Where work is cut into pieces. The size of the problem decides, never the number of threads: so results have the same bits on
/// any number.</summary>
public static class Cut
{
    /// <summary>How many pieces of a size cover a length.</summary>
    /// <param name="length">The length, at least 0.</param>
    /// <param name="size">The most that a piece has, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than it may be.</exception>
    public static int Count(int length, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return (int)(((long)length + size - 1) / size);
    }

    /// <summary>How many pieces of at most a size cover a length, at least one, a power of two. So two, four, … threads have the same part
    /// of the weights in every pass over them that is cut like that, and find it in their own caches.</summary>
    /// <param name="length">The length, at least 0.</param>
    /// <param name="size">The most that a piece has, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than it may be.</exception>
    public static int Evenly(long length, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, (length + size - 1) / size));
    }

    /// <summary>What a piece has of a length that is cut into so many: from its first element to the one after its last.</summary>
    /// <param name="length">The length, at least 0.</param>
    /// <param name="piece">The piece, counted from 0.</param>
    /// <param name="pieces">The number of pieces, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than it may be, or there is no such piece.</exception>
    public static (int First, int End) Part(int length, int piece, int pieces)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(piece);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(piece, pieces);
        return ((int)((long)length * piece / pieces), (int)((long)length * (piece + 1) / pieces));
    }
}
