using System.Numerics;

namespace Chainrule.Kernels.Threads;

/// <summary>Where work is cut into pieces.</summary>
internal static class Cut
{
    /// <summary>How many pieces of a size cover a length.</summary>
    public static int Count(int length, int size) => (int)(((long)length + size - 1) / size);

    /// <summary>How many pieces of at most a size cover a length, at least one, a power of two. So two, four, … threads have the same part
    /// of the weights in every pass over them that is cut like that, and find it in their own caches.</summary>
    public static int Evenly(long length, int size) =>
        (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, (length + size - 1) / size));

    /// <summary>What a piece has of a length that is cut into so many.</summary>
    public static (int First, int End) Part(int length, int piece, int pieces) =>
        ((int)((long)length * piece / pieces), (int)((long)length * (piece + 1) / pieces));
}
