namespace Chainrule.Kernels;

/// <summary>The update rule of an optimizer for one weight.</summary>
internal interface IUpdate<T>
{
    /// <summary>Changes one weight and its state.</summary>
    /// <param name="w">The weight.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="first">Its element of the first state buffer; meaningless where the optimizer has none.</param>
    /// <param name="second">Its element of the second one.</param>
    void Run(ref T w, T g, ref T first, ref T second);
}

/// <summary>One pass over all weights.</summary>
internal static unsafe class Updates
{
    private const int Piece = 16384;

    /// <summary>Applies the rule to every weight. A state buffer that the rule does not use may be empty.</summary>
    public static void Apply<T, TUpdate>(Team team, TUpdate update, Span<T> weights, ReadOnlySpan<T> gradients, Span<T> first, Span<T> second)
        where T : unmanaged where TUpdate : unmanaged, IUpdate<T>
    {
        if (gradients.Length != weights.Length || (first.Length != weights.Length && !first.IsEmpty) || (second.Length != weights.Length && !second.IsEmpty))
            throw new ArgumentException($"{weights.Length} weights, {gradients.Length} gradients and states of {first.Length} and {second.Length} do not fit each other.");
        fixed (T* w = weights, g = gradients, s1 = first, s2 = second)
            team.Run(new Pieces<T, TUpdate>(update, w, g, s1, s2, weights.Length), Team.Cut(weights.Length, Piece));
    }

    private readonly struct Pieces<T, TUpdate>(TUpdate update, T* w, T* g, T* first, T* second, int length) : IPieces
        where T : unmanaged where TUpdate : unmanaged, IUpdate<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            T none = default;
            for (int i = piece * Piece; i < end; i++)
                update.Run(ref w[i], g[i], ref first == null ? ref none : ref first[i], ref second == null ? ref none : ref second[i]);
        }
    }
}
