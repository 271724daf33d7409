using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>Softmax, logarithm and their gradient, fused, for every row of a matrix of logits.</summary>
/// <remarks>A block of rows goes through three short loops rather than row by row through a long one, so that the processor works on
/// several rows at a time. The elements after a row's last whole vector are in a vector of their own.</remarks>
internal static unsafe class CrossEntropyRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most rows of a block, and about how many elements it has.</summary>
    private const int Rows = Blocks.AreTiny ? 16 : 64, Elements = Blocks.AreTiny ? 8 : 2048;

    /// <summary>The sum over rows of Σ q·(ln Σ eᶻ − z), where q = kept·target + spread; gradient = scale·(softmax(z)·Σ q − q), unless it is
    /// empty.</summary>
    public static double Sum(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> gradient, int columns, double kept, double spread,
        double scale)
    {
        double sum = 0;
        int step = Math.Clamp(Elements / columns, 1, Rows), rows = logits.Length / columns;
        fixed (T* z = logits, t = targets, g = gradient)
            for (int row = 0; row < rows; row += step)
            {
                int at = row * columns;
                sum += new Block(z + at, t + at, g == null ? null : g + at, Math.Min(step, rows - row), columns,
                    Numbers.Narrow<T>(kept), Numbers.Narrow<T>(spread), Numbers.Narrow<T>(scale)).Sum();
            }
        return sum;
    }

    private readonly struct Block(T* logits, T* targets, T* gradients, int rows, int columns, T kept, T spread, T scale)
    {
        private readonly int rest = columns % Vector<T>.Count, whole = columns - columns % Vector<T>.Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public double Sum()
        {
            T* maxima = stackalloc T[Rows], others = stackalloc T[Rows], masses = stackalloc T[Rows], shares = stackalloc T[Rows];
            Vector<T>* ends = stackalloc Vector<T>[Rows];
            for (int row = 0; row < rows; row++) maxima[row] = Maximum(logits + row * columns);
            // The loss is mass·ln(1 + others) − Σ q·(z − maximum): no term is negative, so none cancels.
            Vector<T> losses = default;
            for (int row = 0; row < rows; row++)
            {
                int at = row * columns;
                T* powers = gradients == null ? null : gradients + at;
                ends[row] = Powers(logits + at, targets + at, powers, maxima[row], out others[row], out masses[row], ref losses);
            }
            for (int row = 0; row < rows; row += Vector<T>.Count)
            {
                Vector<T> other = Vector.Load(others + row), mass = Vector.Load(masses + row), share = mass / (Vector<T>.One + other);
                share.Store(shares + row);
                (share * other).Store(others + row);
                losses += mass * Logarithms.Log1PInside(other) & Lanes.First<T>(rows - row);
            }
            if (gradients != null)
                for (int row = 0; row < rows; row++)
                    Gradient(targets + row * columns, gradients + row * columns, ends[row], masses[row], shares[row], others[row]);
            return Numbers.Wide(Vector.Sum(losses));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private T Maximum(T* z)
        {
            Vector<T> largest = End(z);
            for (int j = 0; j < whole; j += Vector<T>.Count) largest = Vector.MaxNative(largest, Vector.Load(z + j));
            return Lanes.Largest(largest);
        }

        /// <summary>Takes a row into the sums; leaves its powers eᶻ in the gradient and returns those at its end.</summary>
        /// <remarks>The maximum's own term, 1, is kept out of the sum of the others, so that a confident row does not lose its small loss
        /// and gradient to rounding; of several equal ones, one is.</remarks>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> Powers(T* z, T* t, T* g, T largest, out T others, out T mass, ref Vector<T> losses)
        {
            Vector<T> maximum = new(largest), power = default, sum = default, masses = default;
            int equals = 0;
            for (int j = 0; j < whole; j += Vector<T>.Count)
            {
                power = Add(Vector.Load(z + j) - maximum, Target(t + j, Vector<T>.Count), ref sum, ref equals, ref masses, ref losses);
                if (g != null) power.Store(g + j);
            }
            if (rest > 0)
                power = Add(End(z) - maximum, Target(t + whole, rest) & Lanes.First<T>(rest), ref sum, ref equals, ref masses, ref losses);
            others = Vector.Sum(sum) + T.CreateTruncating(equals - 1);
            mass = Vector.Sum(masses);
            return power;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<T> Add(Vector<T> z, Vector<T> q, ref Vector<T> sum, ref int equals, ref Vector<T> masses,
            ref Vector<T> losses)
        {
            Vector<T> power = Exponentials.Exp(z), isOne = Vector.Equals(power, Vector<T>.One);
            sum += Vector.AndNot(power, isOne);
            equals += Vector.CountWhereAllBitsSet(isOne);
            masses += q;
            // A class that takes no part may have the logit −∞.
            losses -= Vector.AndNot(q * z, Vector.Equals(q, Vector<T>.Zero));
            return power;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Gradient(T* t, T* g, Vector<T> end, T mass, T share, T less)
        {
            for (int j = 0; j < whole; j += Vector<T>.Count)
                Slope(Vector.Load(g + j), Target(t + j, Vector<T>.Count), mass, share, less).Store(g + j);
            if (rest > 0) Lanes.Store(Slope(end, Target(t + whole, rest), mass, share, less), g + whole, rest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> Slope(Vector<T> power, Vector<T> q, T mass, T share, T less)
        {
            Vector<T> ofLargest = new Vector<T>(mass) - q - new Vector<T>(less), ofOthers = power * new Vector<T>(share) - q;
            return new Vector<T>(scale) * Vector.ConditionalSelect(Vector.Equals(power, Vector<T>.One), ofLargest, ofOthers);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> Target(T* t, int count) => Simd.MultiplyAdd(new(kept), Lanes.Load(t, count), new(spread));

        /// <summary>The logits after the last whole vector, and −∞ where there are none, since e⁻∞ = 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> End(T* z)
        {
            Vector<T> nothing = Lanes.All<T>(double.NegativeInfinity);
            return rest == 0 ? nothing : Vector.ConditionalSelect(Lanes.First<T>(rest), Lanes.Load(z + whole, rest), nothing);
        }
    }
}
