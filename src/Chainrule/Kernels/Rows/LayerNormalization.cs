using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>Brings every row to mean 0 and variance 1. A row is one piece of work; the sums over rows are cut by columns.</summary>
internal static unsafe class LayerNormalization<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Columns = 256;

    /// <summary>y = (x − mean)·inverse·weight + bias, where mean and inverse = 1/√(variance + ε) are the row's own and are saved.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">[rows, columns].</param>
    /// <param name="weight">[columns], or empty.</param>
    /// <param name="bias">[columns], or empty.</param>
    /// <param name="epsilon">Added to the biased variance.</param>
    /// <param name="y">[rows, columns]; overwritten.</param>
    /// <param name="mean">[rows]; overwritten.</param>
    /// <param name="inverse">[rows]; overwritten.</param>
    public static void Forward(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, double epsilon, Span<T> y,
        Span<T> mean, Span<T> inverse)
    {
        fixed (T* px = x, pw = weight, pb = bias, py = y, pm = mean, pi = inverse)
            team.Run(new ForwardPieces(px, pw, pb, epsilon, py, pm, pi, x.Length / mean.Length), mean.Length);
    }

    /// <summary>dx = inverse·(g − mean(g) − x̂·mean(g·x̂)) for every row, where g = dy·weight and x̂ = (x − mean)·inverse.</summary>
    public static void InputGradient(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse,
        ReadOnlySpan<T> dy, Span<T> dx)
    {
        fixed (T* px = x, pw = weight, pm = mean, pi = inverse, pdy = dy, pdx = dx)
            team.Run(new InputPieces(px, pw, pm, pi, pdy, pdx, x.Length / mean.Length), mean.Length);
    }

    /// <summary>weightGradient += Σ over rows of dy·x̂ and biasGradient += Σ over rows of dy, the first row first.</summary>
    public static void ParameterGradients(Team team, ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, ReadOnlySpan<T> dy,
        Span<T> weightGradient, Span<T> biasGradient)
    {
        fixed (T* px = x, pm = mean, pi = inverse, pdy = dy, pdw = weightGradient, pdb = biasGradient)
            team.Run(new ParameterPieces(px, pm, pi, pdy, pdw, pdb, mean.Length, weightGradient.Length),
                Cut.Count(weightGradient.Length, Columns));
    }

    private readonly struct ForwardPieces(T* x, T* weight, T* bias, double epsilon, T* y, T* mean, T* inverse, int columns) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int row)
        {
            T* from = x + (long)row * columns, to = y + (long)row * columns;
            T center = T.CreateTruncating(Moments<T>.Sum(from, columns) / columns);
            (double sum, double squares) = Moments<T>.Deviations(from, columns, center);
            double rest = sum / columns, variance = Math.Max(squares / columns - rest * rest, 0);
            center += T.CreateTruncating(rest);
            T scale = T.CreateTruncating(1 / Math.Sqrt(variance + epsilon));
            (mean[row], inverse[row]) = (center, scale);
            Vector<T> centers = new(center), scales = new(scale);
            int lanes = Vector<T>.Count, j = 0;
            for (; j <= columns - lanes; j += lanes)
            {
                Vector<T> value = (Vector.Load(from + j) - centers) * scales;
                if (weight != null) value = Simd.MultiplyAdd(value, Vector.Load(weight + j), Vector.Load(bias + j));
                Vector.Store(value, to + j);
            }
            for (; j < columns; j++)
            {
                T value = (from[j] - center) * scale;
                to[j] = weight == null ? value : Simd.MultiplyAdd(value, weight[j], bias[j]);
            }
        }
    }

    private readonly struct InputPieces(T* x, T* weight, T* mean, T* inverse, T* dy, T* dx, int columns) : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int row)
        {
            T* values = x + (long)row * columns, gradients = dy + (long)row * columns, to = dx + (long)row * columns;
            T center = mean[row], scale = inverse[row];
            (double sum, double products) = Moments<T>.Products(gradients, weight, values, columns, center);
            T factor = -scale * scale * scale * T.CreateTruncating(products / columns), shift = -scale * T.CreateTruncating(sum / columns);
            Vector<T> centers = new(center), scales = new(scale), factors = new(factor), shifts = new(shift);
            int lanes = Vector<T>.Count, j = 0;
            for (; j <= columns - lanes; j += lanes)
            {
                Vector<T> g = weight == null ? Vector.Load(gradients + j) : Vector.Load(gradients + j) * Vector.Load(weight + j);
                Vector.Store(Simd.MultiplyAdd(g, scales, Simd.MultiplyAdd(Vector.Load(values + j) - centers, factors, shifts)), to + j);
            }
            for (; j < columns; j++)
            {
                T g = weight == null ? gradients[j] : gradients[j] * weight[j];
                to[j] = Simd.MultiplyAdd(g, scale, Simd.MultiplyAdd(values[j] - center, factor, shift));
            }
        }
    }

    private readonly struct ParameterPieces(T* x, T* mean, T* inverse, T* dy, T* weightGradient, T* biasGradient, int rows, int columns)
        : IPieces
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int end = Math.Min(columns, (piece + 1) * Columns), lanes = Vector<T>.Count;
            for (int row = 0; row < rows; row++)
            {
                T* values = x + (long)row * columns, gradients = dy + (long)row * columns;
                T center = mean[row], scale = inverse[row];
                Vector<T> centers = new(center), scales = new(scale);
                int j = piece * Columns;
                for (; j <= end - lanes; j += lanes)
                {
                    Vector<T> g = Vector.Load(gradients + j);
                    Vector.Store(Simd.MultiplyAdd(g, (Vector.Load(values + j) - centers) * scales, Vector.Load(weightGradient + j)),
                        weightGradient + j);
                    Vector.Store(Vector.Load(biasGradient + j) + g, biasGradient + j);
                }
                for (; j < end; j++)
                {
                    weightGradient[j] = Simd.MultiplyAdd(gradients[j], (values[j] - center) * scale, weightGradient[j]);
                    biasGradient[j] += gradients[j];
                }
            }
        }
    }
}
