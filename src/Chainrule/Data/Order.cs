using Chainrule.Kernels;

namespace Chainrule.Data;

/// <summary>The order in which an epoch visits the samples.</summary>
public static class Order
{
    /// <summary>Fills <paramref name="indices"/> with a random order of 0…n−1 that depends on the seed, the epoch and n alone.</summary>
    public static void Fill(Span<int> indices, ulong seed, ulong epoch)
    {
        FillInSequence(indices);
        new RandomStream(seed, RandomPurpose.Shuffle, epoch).Shuffle(indices);
    }

    /// <summary>Fills <paramref name="indices"/> with 0…n−1 in sequence.</summary>
    public static void FillInSequence(Span<int> indices)
    {
        for (int i = 0; i < indices.Length; i++) indices[i] = i;
    }
}
