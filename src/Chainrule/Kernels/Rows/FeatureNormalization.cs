using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>What <see cref="ChannelNormalization{T}"/> does, where every channel is a single value of a sample: [batch, features].
/// Neighbouring features share a vector; a piece of work is a block of features over the whole batch, the first sample first.</summary>
internal static unsafe class FeatureNormalization<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most features in a block; whole vectors of any width.</summary>
    private const int Features = 64;

    /// <inheritdoc cref="ChannelNormalization{T}.Statistics"/>
    public static void Statistics(Team team, ReadOnlySpan<T> x, Span<T> mean, Span<T> variance)
    {
        fixed (T* px = x, pm = mean, pv = variance)
            team.Run(new StatisticsPieces(px, pm, pv, x.Length / mean.Length, mean.Length), Cut.Count(mean.Length, Features));
    }

    /// <inheritdoc cref="ChannelNormalization{T}.Normalize"/>
    public static void Normalize(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> bias, Span<T> y)
    {
        fixed (T* px = x, pm = mean, pi = inverse, pw = weight, pb = bias, py = y)
            team.Run(new NormalizePieces(px, pm, pi, pw, pb, py, x.Length / mean.Length, mean.Length), Cut.Count(mean.Length, Features));
    }

    /// <inheritdoc cref="ChannelNormalization{T}.NormalizeGradient"/>
    public static void Gradient(Team team, NormalizedInput<T> input, ReadOnlySpan<T> dy, NormalizationGradients<T> gradients, bool ofBatch)
    {
        int features = input.Mean.Length, batch = input.X.Length / features;
        fixed (T* x = input.X, mean = input.Mean, inverse = input.Inverse, weight = input.Weight, pdy = dy, dx = gradients.X)
        fixed (T* weightGradient = gradients.Weight, biasGradient = gradients.Bias)
        {
            GradientPieces pieces =
                new(new(x, mean, inverse, weight), pdy, new(dx, weightGradient, biasGradient), batch, features, ofBatch);
            team.Run(pieces, Cut.Count(features, Features));
        }
    }

    /// <summary>sums += x and products += x·y, lane by lane, in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<T> x, Vector<T> y, double* sums, double* products)
    {
        int lanes = Vector<double>.Count;
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(x.As<T, float>(), out Vector<double> x0, out Vector<double> x1);
            Vector.Widen(y.As<T, float>(), out Vector<double> y0, out Vector<double> y1);
            Add(x0, y0, sums, products);
            Add(x1, y1, sums + lanes, products + lanes);
        }
        else Add(x.As<T, double>(), y.As<T, double>(), sums, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<double> x, Vector<double> y, double* sums, double* products)
    {
        (Vector.Load(sums) + x).Store(sums);
        Simd.MultiplyAdd(x, y, Vector.Load(products)).Store(products);
    }

    private readonly struct StatisticsPieces(T* x, T* mean, T* variance, int batch, int features) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int first = piece * Features, count = Math.Min(Features, features - first);
            double* sums = stackalloc double[Features], squares = stackalloc double[Features];
            for (int c = 0; c < count; c++) mean[first + c] = T.Zero;
            for (int pass = 0; pass < 2; pass++)
            {
                // The first pass finds the mean; the second one takes deviations from it and corrects it.
                new Span<double>(sums, Features).Clear();
                new Span<double>(squares, Features).Clear();
                T* row = x + first;
                for (int n = 0; n < batch; n++, row += features)
                    for (int c = 0; c < count; c += Vector<T>.Count)
                    {
                        Vector<T> deviation = Lanes.Load(row + c, count - c) - Lanes.Load(mean + first + c, count - c);
                        Add(deviation, deviation, sums + c, squares + c);
                    }
                for (int c = 0; c < count; c++)
                {
                    double rest = sums[c] / batch;
                    mean[first + c] += T.CreateTruncating(rest);
                    variance[first + c] = T.CreateTruncating(Math.Max(squares[c] / batch - rest * rest, 0));
                }
            }
        }
    }

    private readonly struct NormalizePieces(T* x, T* mean, T* inverse, T* weight, T* bias, T* y, int batch, int features) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int first = piece * Features, end = Math.Min(features, first + Features);
            for (int c = first; c < end; c += Vector<T>.Count)
            {
                Vector<T> center = Lanes.Load(mean + c, end - c), scale = Lanes.Load(inverse + c, end - c), shift = default;
                if (weight != null) scale *= Lanes.Load(weight + c, end - c);
                if (bias != null) shift = Lanes.Load(bias + c, end - c);
                long at = c;
                for (int n = 0; n < batch; n++, at += features)
                    Lanes.Store(Simd.MultiplyAdd(Lanes.Load(x + at, end - c) - center, scale, shift), y + at, end - c);
            }
        }
    }

    private readonly struct GradientPieces(
        PinnedInput<T> input, T* dy, PinnedGradients<T> gradients, int batch, int features, bool ofBatch) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            T* x = input.X, mean = input.Mean, inverse = input.Inverse, weight = input.Weight;
            T* dx = gradients.X, weightGradient = gradients.Weight, biasGradient = gradients.Bias;
            int first = piece * Features, count = Math.Min(Features, features - first);
            double* sums = stackalloc double[Features], products = stackalloc double[Features];
            new Span<double>(sums, Features).Clear();
            new Span<double>(products, Features).Clear();
            long at = first;
            for (int n = 0; n < batch; n++, at += features)
                for (int c = 0; c < count; c += Vector<T>.Count)
                {
                    Vector<T> deviation = Lanes.Load(x + at + c, count - c) - Lanes.Load(mean + first + c, count - c);
                    Add(Lanes.Load(dy + at + c, count - c), deviation, sums + c, products + c);
                }
            // dx = w·i·(dy − mean(dy) − x̂·mean(dy·x̂)), written as a·dy + b·(x − mean) + shift.
            T* a = stackalloc T[Features], b = stackalloc T[Features], shift = stackalloc T[Features];
            for (int c = 0; c < count; c++)
            {
                T i = inverse[first + c];
                if (weightGradient != null) weightGradient[first + c] += T.CreateTruncating(products[c] * double.CreateTruncating(i));
                if (biasGradient != null) biasGradient[first + c] += T.CreateTruncating(sums[c]);
                a[c] = weight == null ? i : i * weight[first + c];
                b[c] = ofBatch ? -a[c] * i * i * T.CreateTruncating(products[c] / batch) : T.Zero;
                shift[c] = ofBatch ? -a[c] * T.CreateTruncating(sums[c] / batch) : T.Zero;
            }
            if (dx == null) return;
            at = first;
            for (int n = 0; n < batch; n++, at += features)
                for (int c = 0; c < count; c += Vector<T>.Count)
                {
                    Vector<T> deviation = Lanes.Load(x + at + c, count - c) - Lanes.Load(mean + first + c, count - c);
                    Vector<T> constant = Simd.MultiplyAdd(deviation, Vector.Load(b + c), Vector.Load(shift + c));
                    Lanes.Store(Simd.MultiplyAdd(Lanes.Load(dy + at + c, count - c), Vector.Load(a + c), constant), dx + at + c, count - c);
                }
        }
    }
}
