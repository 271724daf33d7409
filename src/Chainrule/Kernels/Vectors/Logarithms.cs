using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>The natural logarithm and its relatives, for as many neighbours as fit a vector.</summary>
/// <remarks>x = 2ᵏ·(1 + f) with 1 + f from √½ to √2, so ln x = k·ln 2 + f + f²·p(f). The polynomial p is minimax (Remez exchange in 60
/// digits) for the relative error of ln(1 + f): 2^−27.9 in single precision, 2^−56.8 in double.</remarks>
internal static class Logarithms
{
    /// <summary>ln x, to 1 unit in the last place; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x)
    {
        // Subnormal numbers become normal ones.
        Vector<T> isSmall = Vector.LessThan(x, Lanes.All<T>(1.17549435e-38f, 2.2250738585072014e-308));
        Vector<T> normal = Vector.ConditionalSelect(isSmall, x * Lanes.All<T>(8388608f, 4503599627370496), x);
        Vector<T> mantissa = Mantissa(normal, out Vector<T> exponent);
        exponent -= isSmall & Lanes.All<T>(23f, 52);
        return AtTheEnds(x, x, Sum(exponent, mantissa - Vector<T>.One));
    }

    /// <summary>ln(1 + x), to 2 units in the last place; also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log1P<T>(Vector<T> x)
    {
        Vector<T> result = AtTheEnds(Vector<T>.One + x, x, Log1PInside(x));
        return Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero), x, result);
    }

    /// <summary>ln(1 + eˣ), by max(x, 0) + ln(1 + e^−|x|), so that nothing overflows and no digits are lost below 0; to 2 units in the last
    /// place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Softplus<T>(Vector<T> x) =>
        Lanes.AtLeast(x, Vector<T>.Zero) + Log1PInside(Exponentials.Exp(-Vector.Abs(x)));

    /// <summary>ln(1 + x) for a finite x above −1, and NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Log1PInside<T>(Vector<T> x)
    {
        Vector<T> u = Vector<T>.One + x, mantissa = Mantissa(u, out Vector<T> exponent);
        // What the rounding of 1 + x took away, in units of 2ᵏ, goes back into f. Where k is 0 that restores f = x.
        Vector<T> taken = u - Vector<T>.One, lost = Vector<T>.One - (u - taken) + (x - taken);
        Vector<T> scale = Exponentials.PowerOfTwo(Exponentials.Bias<T>() - Lanes.AtMost(exponent, Lanes.All<T>(64)));
        return Sum(exponent, Simd.MultiplyAdd(lost, scale, mantissa - Vector<T>.One));
    }

    /// <summary>The logarithm where it is not a finite number: <paramref name="u"/> is what it is taken of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> AtTheEnds<T>(Vector<T> u, Vector<T> x, Vector<T> inside)
    {
        Vector<T> result = Vector.ConditionalSelect(Vector.LessThan(u, Lanes.All<T>(double.PositiveInfinity)), inside, x);
        result = Vector.ConditionalSelect(Vector.LessThan(u, Vector<T>.Zero), Lanes.All<T>(double.NaN), result);
        return Vector.ConditionalSelect(Vector.Equals(u, Vector<T>.Zero), Lanes.All<T>(double.NegativeInfinity), result);
    }

    /// <summary>1 + f and k, where x = 2ᵏ·(1 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Mantissa<T>(Vector<T> x, out Vector<T> exponent)
    {
        // The exponent of x / √½, by the bits.
        if (typeof(T) == typeof(float))
        {
            Vector<int> bits = x.As<T, int>(), quotient = bits - Vector.Create(0x3F3504F3);
            exponent = Vector.ConvertToSingle(Vector.ShiftRightArithmetic(quotient, 23)).As<float, T>();
            return (bits - (quotient & Vector.Create(-1 << 23))).As<int, T>();
        }
        Vector<long> longBits = x.As<T, long>(), longQuotient = longBits - Vector.Create(0x3FE6A09E667F3BCD);
        exponent = Vector.ConvertToDouble(Vector.ShiftRightArithmetic(longQuotient, 52)).As<double, T>();
        return (longBits - (longQuotient & Vector.Create(-1L << 52))).As<long, T>();
    }

    /// <summary>k·ln 2 + ln(1 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Sum<T>(Vector<T> k, Vector<T> f)
    {
        Vector<T> logarithm = Simd.MultiplyAdd(f * f, typeof(T) == typeof(float) ? Single(f) : Double(f), f);
        logarithm = Simd.MultiplyAdd(k, Lanes.All<T>(-1.90465421e-9f, 2.3190468138462996e-17), logarithm);
        return Simd.MultiplyAdd(k, Lanes.All<T>(0.693147182f, 0.6931471805599453), logarithm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Single<T>(Vector<T> f)
    {
        Vector<T> p = Simd.MultiplyAdd(Lanes.All<T>(-0.0762176365), f, Lanes.All<T>(0.129044205));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(-0.132429868));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(0.14181827));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(-0.166090831));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(0.200019732));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(-0.250015825));
        p = Simd.MultiplyAdd(p, f, Lanes.All<T>(0.333333254));
        return Simd.MultiplyAdd(p, f, Lanes.All<T>(-0.499999881));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Double<T>(Vector<T> f)
    {
        // In steps of f², two chains side by side.
        Vector<T> square = f * f;
        Vector<T> even = Simd.MultiplyAdd(Lanes.All<T>(-0.06006253287502033), square, Lanes.All<T>(-0.05678061138831474));
        Vector<T> odd = Simd.MultiplyAdd(Lanes.All<T>(0.026175206228380505), square, Lanes.All<T>(0.06529544534583034));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.06194372153125841));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.056589547793297605));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.0714993693952944));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.06685938188694641));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.08332864119045974));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.0769143274711208));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.10000017937349934));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.09090927467509892));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.12499999604548231));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.11111111098151426));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.16666666671354607));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.14285714279637066));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.2499999999997493));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.20000000000085036));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(-0.5000000000000003));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.33333333333333026));
        return Simd.MultiplyAdd(odd, f, even);
    }
}
