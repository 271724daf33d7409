using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Functions;

/// <summary>Drops elements at random. Every element has its own 32-bit word of the stream, so any thread can draw any piece.</summary>
internal static unsafe class DropoutMask<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A multiple of 4, so that each piece starts at a block of the generator.
    private const int Piece = 4096;

    /// <summary>How many words are drawn at a time.</summary>
    private const int Words = 256;

    /// <summary>mask = 0 with the probability <paramref name="rate"/>, else 1 / (1 − rate); y = x·mask.</summary>
    public static void Apply(Team team, RandomStream stream, double rate, ReadOnlySpan<T> x, Span<T> mask, Span<T> y)
    {
        if (x.Length != y.Length || x.Length != mask.Length)
            throw new ArgumentException($"{x.Length} inputs, {y.Length} outputs and a mask of {mask.Length} do not fit each other.");
        fixed (T* px = x, pm = mask, py = y)
            team.Run(new Pieces(stream, (ulong)Math.Round(rate * (1UL << 32)), Numbers.Narrow<T>(1 / (1 - rate)), px, pm, py, x.Length),
                Cut.Count(x.Length, Piece));
    }

    private readonly struct Pieces(RandomStream stream, ulong threshold, T scale, T* x, T* mask, T* y, int length) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int start = piece * Piece, end = start + Math.Min(Piece, length - start), lanes = Vector<T>.Count;
            RandomStream random = stream.At((ulong)start);
            Span<uint> words = stackalloc uint[Words];
            Vector<T> kept = new(scale);
            for (; start < end; start += words.Length)
            {
                int count = Math.Min(words.Length, end - start);
                random.Fill(words);
                fixed (uint* word = words)
                    for (int i = 0; i < count; i += lanes)
                    {
                        Vector<T> factor = Vector.AndNot(kept, Below(word + i));
                        Lanes.Store(factor, mask + start + i, count - i);
                        Lanes.Store(Lanes.Load(x + start + i, count - i) * factor, y + start + i, count - i);
                    }
            }
        }

        /// <summary>All bits set where the next words are below the threshold.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> Below(uint* words)
        {
            // The threshold may be 2³² itself; so words are compared with the number below it.
            if (threshold == 0) return default;
            Vector<uint> last = new((uint)(threshold - 1));
            if (typeof(T) == typeof(float)) return Vector.LessThanOrEqual(Vector.Load(words), last).As<uint, T>();
            // Half as many words as a vector holds, each as wide as two.
            Vector<uint> half = Lanes.Load((float*)words, Vector<ulong>.Count).As<float, uint>();
            return Vector.LessThanOrEqual(Vector.WidenLower(half), Vector.WidenLower(last)).As<ulong, T>();
        }
    }
}
