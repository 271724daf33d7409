using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>eˣ and its relatives, for as many neighbours as fit a vector.</summary>
/// <remarks>x = n·ln 2 + r with |r| ≤ ½·ln 2, so eˣ = 2ⁿ·eʳ, where eʳ = 1 + r + r²·q(r). The polynomial q is minimax (Remez exchange in 60
/// digits) for the relative error of eʳ − 1: 2^−26.2 in single precision, 2^−61.7 in double. ln 2 is the sum of two numbers of the
/// precision, so r is exact to half a unit.</remarks>
internal static class Exponentials
{
    /// <summary>eˣ, to 1 unit in the last place; also where it is subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
    {
        // Where it is 0, it is not computed: a product that underflows takes a processor a hundred cycles.
        Vector<T> isTiny = Vector.LessThan(x, Lanes.All<T>(-104f, -746));
        Vector<T> power = Vector<T>.One + Reduced(Lanes.AtMost(Vector.AndNot(x, isTiny), Lanes.All<T>(89f, 710)), out Vector<T> exponent);
        // In two steps, since 2ⁿ itself may be too large or too small to be a normal number.
        Vector<T> half = Simd.MultiplyAdd(exponent, Lanes.All<T>(0.5), Bias<T>()), rest = exponent - (half - Bias<T>()) + Bias<T>();
        return Vector.AndNot(power * PowerOfTwo(half) * PowerOfTwo(rest), isTiny);
    }

    /// <summary>eˣ − 1, to 2 units in the last place; also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ExpM1<T>(Vector<T> x)
    {
        Vector<T> bounded = Lanes.AtMost(Lanes.AtLeast(x, Lanes.All<T>(-20f, -40)), Lanes.All<T>(89f, 710));
        Vector<T> reduced = Reduced(bounded, out Vector<T> exponent);
        // 2ⁿ⁻¹, since 2ⁿ may be too large.
        Vector<T> half = PowerOfTwo(exponent - Vector<T>.One + Bias<T>()),
            difference = Simd.MultiplyAdd(half, reduced, half - Lanes.All<T>(0.5));
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), Lanes.All<T>(2.9802322e-8f, 5.551115123125783e-17)), x,
            difference + difference);
    }

    /// <summary>1 / (1 + e⁻ˣ), by eˣ / (1 + eˣ) below 0, so that neither end overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x)
    {
        Vector<T> e = Exp(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), e, Vector<T>.One) / (Vector<T>.One + e);
    }

    /// <summary>The sigmoid of x and that of −x, which 1 − y would round, from e = e^−|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x, Vector<T> e, out Vector<T> complement)
    {
        Vector<T> isNegative = Vector.LessThan(x, Vector<T>.Zero), larger = Vector<T>.One / (Vector<T>.One + e), smaller = e * larger;
        complement = Vector.ConditionalSelect(isNegative, larger, smaller);
        return Vector.ConditionalSelect(isNegative, smaller, larger);
    }

    /// <summary>tanh x = m / (m + 2) with m = e^2x − 1, so no digits are lost near 0; to 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Tanh<T>(Vector<T> x)
    {
        // Beyond 10, or 20 in double precision, it is 1 to the last digit.
        Vector<T> size = Lanes.AtMost(Vector.Abs(x), Lanes.All<T>(10f, 20)), reduced = Reduced(size + size, out Vector<T> exponent);
        Vector<T> power = PowerOfTwo(exponent + Bias<T>()), m = Simd.MultiplyAdd(power, reduced, power - Vector<T>.One);
        return Vector.CopySign(m / (m + Lanes.All<T>(2)), x);
    }

    /// <summary>eʳ − 1 and n, where x = n·ln 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Reduced<T>(Vector<T> x, out Vector<T> exponent)
    {
        // Adding the large number rounds to an integer.
        exponent = Simd.MultiplyAdd(x, Lanes.All<T>(1.44269502f, 1.4426950408889634), Bias<T>()) - Bias<T>();
        // Where products are rounded, ln 2 is cut so early that n times the first part is exact.
        Vector<T> first = Simd.Fuses ? Lanes.All<T>(-0.693147182f, -0.6931471805599453) : Lanes.All<T>(-0.693359375f, -0.693145751953125),
            second = Simd.Fuses ? Lanes.All<T>(1.90465421e-9f, -2.3190468138462996e-17)
                : Lanes.All<T>(2.12194440e-4f, -1.4286068203094172e-6);
        Vector<T> r = Simd.MultiplyAdd(exponent, second, Simd.MultiplyAdd(exponent, first, x));
        return Simd.MultiplyAdd(r * r, typeof(T) == typeof(float) ? Single(r) : Double(r), r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Single<T>(Vector<T> r)
    {
        Vector<T> q = Simd.MultiplyAdd(Lanes.All<T>(0.00138823956), r, Lanes.All<T>(0.00836652052));
        q = Simd.MultiplyAdd(q, r, Lanes.All<T>(0.0416672044));
        q = Simd.MultiplyAdd(q, r, Lanes.All<T>(0.166665435));
        return Simd.MultiplyAdd(q, r, Lanes.All<T>(0.49999997));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Double<T>(Vector<T> r)
    {
        // In steps of r², two chains side by side.
        Vector<T> square = r * r;
        Vector<T> even = Simd.MultiplyAdd(Lanes.All<T>(2.087532495879143e-09), square, Lanes.All<T>(2.755740266028345e-07));
        Vector<T> odd = Simd.MultiplyAdd(Lanes.All<T>(2.510897883028174e-08), square, Lanes.All<T>(2.755724437435624e-06));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(2.480158717251634e-05));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.00019841269885965742));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(0.0013888888888962383));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.008333333333321691));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(0.04166666666666651));
        odd = Simd.MultiplyAdd(odd, square, Lanes.All<T>(0.16666666666666677));
        even = Simd.MultiplyAdd(even, square, Lanes.All<T>(0.5));
        return Simd.MultiplyAdd(odd, r, even);
    }

    /// <summary>1.5·2²³, or 1.5·2⁵² in double precision, where numbers are 1 apart; plus the offset of the exponent in a number's
    /// bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Bias<T>() => Lanes.All<T>(12582912f + 127, 6755399441055744 + 1023);

    /// <summary>2ⁿ from n + <see cref="Bias"/>, whose last bits are the exponent's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> PowerOfTwo<T>(Vector<T> biased) => typeof(T) == typeof(float)
        ? Vector.ShiftLeft(biased.As<T, int>(), 23).As<int, T>()
        : Vector.ShiftLeft(biased.As<T, long>(), 52).As<long, T>();
}
