using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>Loops over [batch, channels, area] that treat each channel as one group of values, such as the sums of a batch norm. A piece of
/// work is a block of channels over the whole batch, so each channel's sums have one fixed order.</summary>
internal static unsafe class ChannelNormalization<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most channels in a block.</summary>
    private const int MostChannels = 64;

    /// <summary>The mean and the biased variance Σ (x − mean)² / n of every channel, in two passes; the second one also corrects the
    /// mean.</summary>
    public static void Statistics(Team team, ReadOnlySpan<T> x, Span<T> mean, Span<T> variance, int area)
    {
        Layout layout = Layout.Of(x.Length, mean.Length, area);
        if (area == 1) FeatureNormalization<T>.Statistics(team, x, mean, variance);
        else
            fixed (T* px = x, pm = mean, pv = variance) team.Run(new StatisticsPieces(layout, px, pm, pv), layout.Pieces);
    }

    /// <summary>y = (x − mean)·inverse·weight + bias, channel by channel; weight and bias may be empty.</summary>
    public static void Normalize(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, ReadOnlySpan<T> weight,
        ReadOnlySpan<T> bias, Span<T> y, int area)
    {
        Layout layout = Layout.Of(x.Length, mean.Length, area);
        if (area == 1) FeatureNormalization<T>.Normalize(team, x, mean, inverse, weight, bias, y);
        else
            fixed (T* px = x, pm = mean, pi = inverse, pw = weight, pb = bias, py = y)
                team.Run(new NormalizePieces(layout, px, pm, pi, pw, pb, py), layout.Pieces);
    }

    /// <summary>The backward pass of <see cref="Normalize"/>: the gradients of weight += Σ dy·x̂ and bias += Σ dy, and dx, where x̂ = (x −
    /// mean)·inverse.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="input">What was normalized.</param>
    /// <param name="dy">[batch, channels, area].</param>
    /// <param name="gradients">Where the gradients go.</param>
    /// <param name="area">The values of one channel of one sample.</param>
    /// <param name="ofBatch">Whether mean and deviation are the batch's own, so that dx also flows through them.</param>
    public static void NormalizeGradient(
        Team team, NormalizedInput<T> input, ReadOnlySpan<T> dy, NormalizationGradients<T> gradients, int area, bool ofBatch)
    {
        Layout layout = Layout.Of(input.X.Length, input.Mean.Length, area);
        if (area == 1) FeatureNormalization<T>.Gradient(team, input, dy, gradients, ofBatch);
        else
            fixed (T* x = input.X, mean = input.Mean, inverse = input.Inverse, weight = input.Weight, pdy = dy, dx = gradients.X)
            fixed (T* weightGradient = gradients.Weight, biasGradient = gradients.Bias)
                team.Run(new GradientPieces(layout, new(x, mean, inverse, weight), pdy, new(dx, weightGradient, biasGradient), ofBatch),
                    layout.Pieces);
    }

    /// <summary>Where the values of a channel are, and how channels are shared out.</summary>
    private readonly record struct Layout(int Batch, int Count, int Area, int Block)
    {
        public int Pieces => Cut.Count(Count, Block);

        /// <summary>How many values a channel has in the whole batch.</summary>
        public double Values => (double)Batch * Area;

        public static Layout Of(int length, int channels, int area)
        {
            int batch = (int)(length / ((long)channels * area));
            if (length != (long)batch * channels * area)
                throw new ArgumentException($"{length} values do not fit {channels} channels of {area}.");
            return new(batch, channels, area, Math.Clamp(MostChannels / area, 1, MostChannels));
        }

        public long At(int sample, int channel) => ((long)sample * Count + channel) * Area;
    }

    private readonly struct StatisticsPieces(Layout layout, T* x, T* mean, T* variance) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int first = piece * layout.Block, count = Math.Min(layout.Block, layout.Count - first);
            double* sums = stackalloc double[count], squares = stackalloc double[count];
            new Span<double>(sums, count).Clear();
            for (int n = 0; n < layout.Batch; n++)
                for (int c = 0; c < count; c++) sums[c] += Moments<T>.Sum(x + layout.At(n, first + c), layout.Area);
            for (int c = 0; c < count; c++) (mean[first + c], sums[c], squares[c]) = (T.CreateTruncating(sums[c] / layout.Values), 0, 0);
            for (int n = 0; n < layout.Batch; n++)
                for (int c = 0; c < count; c++)
                {
                    (double sum, double square) = Moments<T>.Deviations(x + layout.At(n, first + c), layout.Area, mean[first + c]);
                    sums[c] += sum;
                    squares[c] += square;
                }
            for (int c = 0; c < count; c++)
            {
                double rest = sums[c] / layout.Values;
                mean[first + c] += T.CreateTruncating(rest);
                variance[first + c] = T.CreateTruncating(Math.Max(squares[c] / layout.Values - rest * rest, 0));
            }
        }
    }

    private readonly struct NormalizePieces(Layout layout, T* x, T* mean, T* inverse, T* weight, T* bias, T* y) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int first = piece * layout.Block, end = Math.Min(layout.Count, first + layout.Block);
            for (int n = 0; n < layout.Batch; n++)
                for (int c = first; c < end; c++)
                {
                    T scale = weight == null ? inverse[c] : inverse[c] * weight[c];
                    Run(x + layout.At(n, c), y + layout.At(n, c), layout.Area, mean[c], scale, bias == null ? T.Zero : bias[c]);
                }
        }

        private static void Run(T* x, T* y, int length, T mean, T scale, T shift)
        {
            int lanes = Vector<T>.Count, i = 0;
            for (; i <= length - lanes; i += lanes)
                Vector.Store(Simd.MultiplyAdd(Vector.Load(x + i) - new Vector<T>(mean), new(scale), new(shift)), y + i);
            for (; i < length; i++) y[i] = Simd.MultiplyAdd(x[i] - mean, scale, shift);
        }
    }

    private readonly struct GradientPieces(Layout layout, PinnedInput<T> input, T* dy, PinnedGradients<T> gradients, bool ofBatch) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            T* x = input.X, mean = input.Mean, inverse = input.Inverse, weight = input.Weight;
            T* dx = gradients.X, weightGradient = gradients.Weight, biasGradient = gradients.Bias;
            int first = piece * layout.Block, count = Math.Min(layout.Block, layout.Count - first);
            double* sums = stackalloc double[count], products = stackalloc double[count];
            new Span<double>(sums, count).Clear();
            new Span<double>(products, count).Clear();
            for (int n = 0; n < layout.Batch; n++)
                for (int c = 0; c < count; c++)
                {
                    long at = layout.At(n, first + c);
                    (double sum, double product) = Moments<T>.Products(dy + at, null, x + at, layout.Area, mean[first + c]);
                    sums[c] += sum;
                    products[c] += product;
                }
            for (int c = 0; c < count; c++)
            {
                if (weightGradient != null)
                    weightGradient[first + c] += T.CreateTruncating(products[c] * double.CreateTruncating(inverse[first + c]));
                if (biasGradient != null) biasGradient[first + c] += T.CreateTruncating(sums[c]);
            }
            if (dx == null) return;
            for (int n = 0; n < layout.Batch; n++)
                for (int c = 0; c < count; c++)
                {
                    // dx = w·i·(dy − mean(dy) − x̂·mean(dy·x̂)), written as a·dy + b·(x − mean) + shift.
                    T i = inverse[first + c], a = weight == null ? i : i * weight[first + c];
                    T b = ofBatch ? -a * i * i * T.CreateTruncating(products[c] / layout.Values) : T.Zero;
                    T shift = ofBatch ? -a * T.CreateTruncating(sums[c] / layout.Values) : T.Zero;
                    long at = layout.At(n, first + c);
                    Run(dy + at, x + at, dx + at, layout.Area, mean[first + c], a, b, shift);
                }
        }

        private static void Run(T* dy, T* x, T* dx, int length, T mean, T a, T b, T shift)
        {
            int lanes = Vector<T>.Count, i = 0;
            for (; i <= length - lanes; i += lanes)
            {
                Vector<T> constant = Simd.MultiplyAdd(Vector.Load(x + i) - new Vector<T>(mean), new(b), new(shift));
                Vector.Store(Simd.MultiplyAdd(Vector.Load(dy + i), new(a), constant), dx + i);
            }
            for (; i < length; i++) dx[i] = Simd.MultiplyAdd(dy[i], a, Simd.MultiplyAdd(x[i] - mean, b, shift));
        }
    }
}
