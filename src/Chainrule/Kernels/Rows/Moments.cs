using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>Sums over contiguous elements in one fixed order. Single precision is summed in short stretches whose sums are added in double
/// precision, so that long sums stay accurate.</summary>
internal static unsafe class Moments<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Stretch = 1024;

    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(T* x, int length)
    {
        double total = 0;
        int lanes = Vector<T>.Count;
        for (int start = 0; start < length; start += Stretch)
        {
            int end = Math.Min(start + Stretch, length), i = start;
            T sum = T.Zero;
            if (end - start >= lanes)
            {
                Vector<T> sums = default;
                for (; i <= end - lanes; i += lanes) sums += Vector.Load(x + i);
                sum = Vector.Sum(sums);
            }
            for (; i < end; i++) sum += x[i];
            total += double.CreateTruncating(sum);
        }
        return total;
    }

    /// <summary>Σ (x − center) and Σ (x − center)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Sum, double Squares) Deviations(T* x, int length, T center)
    {
        double total = 0, totalSquares = 0;
        int lanes = Vector<T>.Count;
        for (int start = 0; start < length; start += Stretch)
        {
            int end = Math.Min(start + Stretch, length), i = start;
            T sum = T.Zero, squares = T.Zero;
            if (end - start >= lanes)
            {
                Vector<T> centers = new(center), sums = default, allSquares = default;
                for (; i <= end - lanes; i += lanes)
                {
                    Vector<T> deviation = Vector.Load(x + i) - centers;
                    sums += deviation;
                    allSquares = Simd.MultiplyAdd(deviation, deviation, allSquares);
                }
                (sum, squares) = (Vector.Sum(sums), Vector.Sum(allSquares));
            }
            for (; i < end; i++)
            {
                T deviation = x[i] - center;
                sum += deviation;
                squares += deviation * deviation;
            }
            total += double.CreateTruncating(sum);
            totalSquares += double.CreateTruncating(squares);
        }
        return (total, totalSquares);
    }

    /// <summary>Σ g and Σ g·(x − center), where g = dy·weight, or dy where <paramref name="weight"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Sum, double Products) Products(T* dy, T* weight, T* x, int length, T center)
    {
        double total = 0, totalProducts = 0;
        int lanes = Vector<T>.Count;
        for (int start = 0; start < length; start += Stretch)
        {
            int end = Math.Min(start + Stretch, length), i = start;
            T sum = T.Zero, products = T.Zero;
            if (end - start >= lanes)
            {
                Vector<T> centers = new(center), sums = default, allProducts = default;
                for (; i <= end - lanes; i += lanes)
                {
                    Vector<T> gradient = weight == null ? Vector.Load(dy + i) : Vector.Load(dy + i) * Vector.Load(weight + i);
                    sums += gradient;
                    allProducts = Simd.MultiplyAdd(gradient, Vector.Load(x + i) - centers, allProducts);
                }
                (sum, products) = (Vector.Sum(sums), Vector.Sum(allProducts));
            }
            for (; i < end; i++)
            {
                T gradient = weight == null ? dy[i] : dy[i] * weight[i];
                sum += gradient;
                products += gradient * (x[i] - center);
            }
            total += double.CreateTruncating(sum);
            totalProducts += double.CreateTruncating(products);
        }
        return (total, totalProducts);
    }
}
