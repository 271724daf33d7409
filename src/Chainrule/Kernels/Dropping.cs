using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Drops elements at random. Every element has its own 32-bit word of the stream, so any thread can draw any piece.</summary>
internal static unsafe class Dropping
{
    // A multiple of 4, so that each piece starts at a block of the generator.
    private const int Piece = 4096;

    /// <summary>mask = 0 with the probability <paramref name="rate"/>, else 1 / (1 − rate); y = x·mask.</summary>
    public static void Apply<T>(Team team, RandomStream stream, double rate, ReadOnlySpan<T> x, Span<T> mask, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != y.Length || x.Length != mask.Length) throw new ArgumentException($"{x.Length} inputs, {y.Length} outputs and a mask of {mask.Length} do not fit each other.");
        fixed (T* px = x, pm = mask, py = y)
            team.Run(new Pieces<T>(stream, (ulong)Math.Round(rate * (1UL << 32)), T.CreateTruncating(1 / (1 - rate)), px, pm, py, x.Length), Team.Cut(x.Length, Piece));
    }

    private readonly struct Pieces<T>(RandomStream stream, ulong threshold, T scale, T* x, T* mask, T* y, int length) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            RandomStream random = stream.At((ulong)piece * Piece);
            Span<uint> words = stackalloc uint[256];
            Span<T> choice = [scale, T.Zero];
            for (int start = piece * Piece; start < end; start += words.Length)
            {
                int count = Math.Min(words.Length, end - start);
                random.Fill(words[..count]);
                for (int i = 0; i < count; i++)
                {
                    // A look-up rather than a branch, which no processor could foresee.
                    mask[start + i] = choice[words[i] < threshold ? 1 : 0];
                    y[start + i] = x[start + i] * mask[start + i];
                }
            }
        }
    }
}
