using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>One number from many, in a fixed order.</summary>
internal static class Reductions
{
    /// <summary>Whether no value is infinite or NaN.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // x − x is 0 for finite numbers and NaN for the others; a sum of them is 0 or NaN.
        int lanes = Vector<T>.Count, i = 0;
        Vector<T> sum = default;
        for (; i <= values.Length - lanes; i += lanes)
        {
            Vector<T> x = new(values[i..]);
            sum += x - x;
        }
        T rest = Vector.Sum(sum);
        for (; i < values.Length; i++) rest += values[i] - values[i];
        return rest == T.Zero;
    }

    /// <summary>√Σ x², summed in double precision.</summary>
    public static double Norm<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
        {
            double wide = double.CreateTruncating(value);
            sum += wide * wide;
        }
        return Math.Sqrt(sum);
    }
}
