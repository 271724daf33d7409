using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>The update rule of an optimizer, for as many neighbouring weights as fit a vector.</summary>
/// <remarks>Every lane is computed by the same operations, none of them fused, so a weight's new bits do not depend on the width.</remarks>
internal interface IUpdate<T>
{
    /// <summary>Changes the weights and their state.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="first">Their elements of the first state buffer; meaningless where the optimizer has none.</param>
    /// <param name="second">Their elements of the second one.</param>
    /// <param name="third">Their elements of the third one.</param>
    void Run(ref Vector<T> w, Vector<T> g, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third);
}

/// <summary>One pass over all weights.</summary>
internal static unsafe class Updates
{
    private const int Piece = 16384;

    /// <summary>Applies the rule to every weight. A state buffer that the rule does not use is left out.</summary>
    public static void Apply<T, TUpdate>(Team team, TUpdate update, Span<T> weights, ReadOnlySpan<T> gradients,
        Span<T> first = default, Span<T> second = default, Span<T> third = default)
        where T : unmanaged where TUpdate : unmanaged, IUpdate<T>
    {
        if (gradients.Length != weights.Length || !Fits(first, weights) || !Fits(second, weights) || !Fits(third, weights))
            throw new ArgumentException($"{weights.Length} weights, {gradients.Length} gradients and states of {first.Length}, {second.Length} "
                + $"and {third.Length} do not fit each other.");
        fixed (T* w = weights, g = gradients, s1 = first, s2 = second, s3 = third)
            team.Run(new Pieces<T, TUpdate>(update, w, g, s1, s2, s3, weights.Length), Team.Cut(weights.Length, Piece));
    }

    private static bool Fits<T>(Span<T> state, Span<T> weights) => state.IsEmpty || state.Length == weights.Length;

    private readonly struct Pieces<T, TUpdate>(TUpdate update, T* w, T* g, T* first, T* second, T* third, int length) : IPieces
        where T : unmanaged where TUpdate : unmanaged, IUpdate<T>
    {
        public void Run(int piece)
        {
            TUpdate rule = update;
            int lanes = Vector<T>.Count, i = piece * Piece, end = i + Math.Min(Piece, length - i);
            for (; i <= end - lanes; i += lanes) Run(ref rule, i, lanes);
            if (i < end) Run(ref rule, i, end - i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Run(ref TUpdate rule, int i, int count)
        {
            Vector<T> weights = Load(w, i, count), s1 = Load(first, i, count), s2 = Load(second, i, count), s3 = Load(third, i, count);
            rule.Run(ref weights, Load(g, i, count), ref s1, ref s2, ref s3);
            Store(weights, w, i, count);
            Store(s1, first, i, count);
            Store(s2, second, i, count);
            Store(s3, third, i, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<T> Load(T* buffer, int i, int count)
        {
            if (buffer == null) return default;
            if (count == Vector<T>.Count) return Vector.Load(buffer + i);
            Vector<T> part = default;
            new Span<T>(buffer + i, count).CopyTo(new Span<T>(&part, Vector<T>.Count));
            return part;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(Vector<T> values, T* buffer, int i, int count)
        {
            if (buffer == null) return;
            if (count == Vector<T>.Count) values.Store(buffer + i);
            else new Span<T>(&values, count).CopyTo(new Span<T>(buffer + i, count));
        }
    }
}
