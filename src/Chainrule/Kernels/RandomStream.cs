using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chainrule.Kernels;

/// <summary>A stream of random numbers that is a pure function of (seed, purpose, indices, position): Philox 4x32-10.</summary>
/// <remarks>Counter-based, so no state is shared, the order in which threads ask does not matter, and a resumed run draws what the
/// uninterrupted one would have. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// The seed is the key; the counter is (block, first index, second index low, purpose and second index high).</remarks>
public struct RandomStream(ulong seed, RandomPurpose purpose, ulong first = 0, uint second = 0)
{
    private readonly uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
    private readonly uint counter1 = (uint)first, counter2 = (uint)(first >> 32), counter3 = (uint)purpose << 24 | second & 0xFFFFFF;
    private ulong position;
    private (uint, uint, uint, uint) block;
    private double spareNormal = double.NaN;

    /// <summary>The same stream, positioned at the 32-bit word with this index (0 to 2³⁴−1).</summary>
    public readonly RandomStream At(ulong word)
    {
        RandomStream moved = this;
        moved.position = word;
        moved.spareNormal = double.NaN;
        if ((word & 3) != 0) moved.block = moved.Block(word >> 2);
        return moved;
    }

    /// <summary>The next 32 uniformly distributed bits.</summary>
    public uint NextUInt32()
    {
        uint lane = (uint)(position & 3);
        if (lane == 0) block = Block(position >> 2);
        position++;
        return lane switch { 0 => block.Item1, 1 => block.Item2, 2 => block.Item3, _ => block.Item4 };
    }

    /// <summary>Fills a span with the words that <see cref="NextUInt32"/> would give, a block at a time.</summary>
    public void Fill(Span<uint> words)
    {
        int i = 0;
        while (i < words.Length && (position & 3) != 0) words[i++] = NextUInt32();
        if (Avx2.IsSupported && position >> 2 < uint.MaxValue - (uint)words.Length)
        {
            int blocks = (words.Length - i) / 16 * 4;
            Blocks((uint)(position >> 2), words.Slice(i, 4 * blocks));
            i += 4 * blocks;
            position += (uint)(4 * blocks);
        }
        for (; i <= words.Length - 4; i += 4, position += 4)
            (words[i], words[i + 1], words[i + 2], words[i + 3]) = Block(position >> 2);
        while (i < words.Length) words[i++] = NextUInt32();
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³. Takes two words.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32();
        return ((high << 32 | NextUInt32()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without bias. Source: Lemire, "Fast random integer generation in an
    /// interval", ACM TOMACS 29(1), 2019.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        uint range = (uint)bound, threshold = (uint)-(int)range % range;
        ulong product;
        do product = (ulong)NextUInt32() * range;
        while ((uint)product < threshold);
        return (int)(product >> 32);
    }

    /// <summary>A number from the standard normal distribution. Source: Box and Muller, "A note on the generation of random normal
    /// deviates", Annals of Mathematical Statistics 29(2), 1958.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            double spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * NextDouble());
        spareNormal = radius * sin;
        return radius * cos;
    }

    /// <summary>Puts the items into random order; every order is equally likely (Fisher and Yates).</summary>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private readonly (uint, uint, uint, uint) Block(ulong index)
    {
        if (index > uint.MaxValue) throw new InvalidOperationException("A random stream holds 2³⁴ words.");
        return Philox((uint)index, counter1, counter2, counter3, key0, key1);
    }

    /// <summary>Four blocks at a time, each in the lower halves of the 64-bit lanes of four vectors; what is in the upper halves is never
    /// looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Blocks(uint index, Span<uint> words)
    {
        Vector256<uint> factor0 = Vector256.Create(0xD2511F53UL).AsUInt32(), factor1 = Vector256.Create(0xCD9E8D57UL).AsUInt32();
        for (int i = 0; i < words.Length; i += 16, index += 4)
        {
            Vector256<ulong> c0 = Vector256.Create((ulong)index) + Vector256.Create(0UL, 1, 2, 3);
            Vector256<ulong> c1 = Vector256.Create((ulong)counter1), c2 = Vector256.Create((ulong)counter2),
                c3 = Vector256.Create((ulong)counter3);
            uint k0 = key0, k1 = key1;
            for (int round = 0; round < 10; round++)
            {
                Vector256<ulong> product0 = Avx2.Multiply(c0.AsUInt32(), factor0), product1 = Avx2.Multiply(c2.AsUInt32(), factor1);
                c0 = product1 >>> 32 ^ c1 ^ Vector256.Create((ulong)k0);
                c1 = product1;
                c2 = product0 >>> 32 ^ c3 ^ Vector256.Create((ulong)k1);
                c3 = product0;
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }
            // Words 0 and 1 of every block, words 2 and 3, and then block after block.
            Vector256<ulong> lower = Vector256.Create(0xFFFFFFFFUL), first = c0 & lower | c1 << 32, second = c2 & lower | c3 << 32;
            Vector256<ulong> even = Avx2.UnpackLow(first, second), odd = Avx2.UnpackHigh(first, second);
            Avx2.Permute2x128(even, odd, 0x20).AsUInt32().CopyTo(words[i..]);
            Avx2.Permute2x128(even, odd, 0x31).AsUInt32().CopyTo(words[(i + 8)..]);
        }
    }

    /// <summary>The Philox 4x32-10 bijection of a 128-bit counter under a 64-bit key.</summary>
    public static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = (ulong)c0 * 0xD2511F53, product1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
