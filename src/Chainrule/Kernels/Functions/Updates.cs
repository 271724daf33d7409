using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Functions;

/// <summary>One pass over all weights.</summary>
internal static unsafe class Updates<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Piece = Blocks.AreTiny ? 20 : 1 << 15;

    /// <summary>Applies the rule to every weight. State buffers that the rule does not use are left out, the last ones first.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="update">The rule.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="gradients">Their gradients, and the factors of those that are not written out.</param>
    /// <param name="products">The gradients that are not written out, the first one first.</param>
    /// <param name="first">The first state buffer.</param>
    /// <param name="second">The second one.</param>
    /// <param name="third">The third one.</param>
    public static void Apply<TUpdate>(Team team, TUpdate update, Span<T> weights, ReadOnlySpan<T> gradients,
        ReadOnlySpan<OuterProduct<T>> products, Span<T> first = default, Span<T> second = default, Span<T> third = default)
        where TUpdate : unmanaged, IUpdate<T>
    {
        if (gradients.Length != weights.Length || !Fits(first, weights) || !Fits(second, weights) || !Fits(third, weights)
            || first.Length < second.Length || second.Length < third.Length)
            throw new ArgumentException(
                $"{weights.Length} weights, {gradients.Length} gradients and states of {first.Length}, {second.Length} "
                + $"and {third.Length} do not fit each other.");
        fixed (T* w = weights, g = gradients, s1 = first, s2 = second, s3 = third)
        fixed (OuterProduct<T>* outer = products)
        {
            int pieces = Cut.Evenly(weights.Length, Piece);
            team.Run(new Pieces<TUpdate>(update, w, new(g, outer, products.Length), new(s1, s2, s3), weights.Length, pieces), pieces);
        }
    }

    private static bool Fits(Span<T> state, Span<T> weights) => state.IsEmpty || state.Length == weights.Length;

    /// <summary>A piece is a part of every product and of all that is between two of them.</summary>
    private readonly struct Pieces<TUpdate>(TUpdate update, T* w, Gradients gradients, States states, int length, int pieces) : IPieces
        where TUpdate : unmanaged, IUpdate<T>
    {
        public static bool IsBoundByMemory => true;

        public void Run(int piece)
        {
            int done = 0;
            for (int k = 0; k < gradients.ProductCount; k++)
            {
                OuterProduct<T> product = gradients.Products[k];
                RunStored(done, product.Start, piece);
                RunProduct(product, piece);
                done = product.End;
            }
            RunStored(done, length, piece);
        }

        private void RunStored(int start, int end, int piece)
        {
            (int i, int stop) = Part(start, end, piece);
            if (i < stop) Run(new Stored(gradients.Values + i), i, stop - i);
        }

        private void RunProduct(OuterProduct<T> product, int piece)
        {
            (int i, int stop) = Part(product.Start, product.End, piece);
            T* row = gradients.Values + product.Start, column = row + product.Columns;
            while (i < stop)
            {
                (int down, int right) = Math.DivRem(i - product.Start, product.Columns);
                int count = Math.Min(product.Columns - right, stop - i);
                Run(new Multiple(column[down], row + right), i, count);
                i += count;
            }
        }

        /// <summary>What the piece has of some neighbouring weights: whole groups of them, and what is left with the last one.</summary>
        private (int First, int End) Part(int start, int end, int piece)
        {
            const int Group = Blocks.AreTiny ? 3 : 16;
            (int first, int last) = Cut.Part(Cut.Count(end - start, Group), piece, pieces);
            return (start + first * Group, Math.Min(end, start + last * Group));
        }

        /// <summary>Some neighbouring weights.</summary>
        private void Run<TGradient>(TGradient gradient, int i, int count) where TGradient : IGradient
        {
            int rest = count % Vector<T>.Count, whole = count - rest;
            T* first = states.First, second = states.Second, third = states.Third;
            if (third != null) Run<TGradient, Three>(update, gradient, w + i, first + i, second + i, third + i, whole);
            else if (second != null) Run<TGradient, Two>(update, gradient, w + i, first + i, second + i, null, whole);
            else if (first != null) Run<TGradient, One>(update, gradient, w + i, first + i, null, null, whole);
            else Run<TGradient, None>(update, gradient, w + i, null, null, null, whole);
            if (rest > 0) RunRest(gradient.Load(whole, rest), i + whole, rest);
        }

        /// <summary>Whole vectors. Optimised from the first call: until then every operation of every vector would be a call.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run<TGradient, TStates>(TUpdate rule, TGradient gradient, T* w, T* first, T* second, T* third, int count)
            where TGradient : IGradient where TStates : IStates
        {
            for (nint i = 0; i < count; i += Vector<T>.Count)
            {
                Vector<T> weights = Vector.Load(w + i), s1 = default, s2 = default, s3 = default;
                if (TStates.Count > 0) s1 = Vector.Load(first + i);
                if (TStates.Count > 1) s2 = Vector.Load(second + i);
                if (TStates.Count > 2) s3 = Vector.Load(third + i);
                rule.Update(ref weights, gradient.Load(i), ref s1, ref s2, ref s3);
                weights.Store(w + i);
                if (TStates.Count > 0) s1.Store(first + i);
                if (TStates.Count > 1) s2.Store(second + i);
                if (TStates.Count > 2) s3.Store(third + i);
            }
        }

        private void RunRest(Vector<T> gradients, int i, int count)
        {
            TUpdate rule = update;
            Vector<T> weights = Load(w, i, count), s1 = Load(states.First, i, count);
            Vector<T> s2 = Load(states.Second, i, count), s3 = Load(states.Third, i, count);
            rule.Update(ref weights, gradients, ref s1, ref s2, ref s3);
            Store(weights, w, i, count);
            Store(s1, states.First, i, count);
            Store(s2, states.Second, i, count);
            Store(s3, states.Third, i, count);
        }

        private static Vector<T> Load(T* buffer, int i, int count) => buffer == null ? default : Lanes.Load(buffer + i, count);

        private static void Store(Vector<T> values, T* buffer, int i, int count)
        {
            if (buffer != null) Lanes.Store(values, buffer + i, count);
        }
    }

    /// <summary>The gradients: those that are written out, and the products.</summary>
    private readonly struct Gradients(T* values, OuterProduct<T>* products, int productCount)
    {
        public T* Values { get; } = values;

        public OuterProduct<T>* Products { get; } = products;

        public int ProductCount { get; } = productCount;
    }

    /// <summary>The state buffers; null for those that are not there.</summary>
    private readonly struct States(T* first, T* second, T* third)
    {
        public T* First { get; } = first;

        public T* Second { get; } = second;

        public T* Third { get; } = third;
    }

    /// <summary>Where some neighbouring elements of the gradient come from.</summary>
    private interface IGradient
    {
        /// <summary>A vector of them.</summary>
        Vector<T> Load(nint i);

        /// <summary>The last ones, fewer than a vector.</summary>
        Vector<T> Load(nint i, int count);
    }

    private readonly struct Stored(T* g) : IGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Load(nint i) => Vector.Load(g + i);

        public Vector<T> Load(nint i, int count) => Lanes.Load(g + i, count);
    }

    /// <summary>A multiple of a row.</summary>
    private readonly struct Multiple(T factor, T* row) : IGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Load(nint i) => factor * Vector.Load(row + i);

        public Vector<T> Load(nint i, int count) => factor * Lanes.Load(row + i, count);
    }

    /// <summary>How many state buffers there are, as a type: so each number has a loop of its own, without a branch for what is not
    /// there.</summary>
    private interface IStates
    {
        static abstract int Count { get; }
    }

    private readonly struct None : IStates
    {
        public static int Count => 0;
    }

    private readonly struct One : IStates
    {
        public static int Count => 1;
    }

    private readonly struct Two : IStates
    {
        public static int Count => 2;
    }

    private readonly struct Three : IStates
    {
        public static int Count => 3;
    }
}
