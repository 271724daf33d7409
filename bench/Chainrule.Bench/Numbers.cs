using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Bench;

/// <summary>Seeded numbers to compute with.</summary>
internal static class Numbers
{
    /// <summary>Standard normal numbers, in pinned memory as the library has its own.</summary>
    public static T[] Normal<T>(int count, ulong seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(seed, RandomPurpose.Generator);
        T[] numbers = GC.AllocateArray<T>(count, pinned: true);
        foreach (ref T number in numbers.AsSpan()) number = T.CreateTruncating(random.NextNormal());
        return numbers;
    }
}
