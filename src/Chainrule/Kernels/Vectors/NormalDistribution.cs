using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>The standard normal distribution, for as many neighbours as fit a vector.</summary>
/// <remarks>Φ(−t) = e^(−t²/2)·R(t) for t ≥ 0, where R falls slowly from ½ towards 1 / (t·√2π): a quotient of polynomials without a negative
/// coefficient, so evaluating it loses next to nothing. It is fitted by least squares of the relative error, reweighted by the denominator
/// of the last fit, in 50 digits; up to t = 14.6 it is right to 2^−27.3 in single precision, up to t = 38.7 to 2^−59.9 in double.</remarks>
internal static class NormalDistribution
{
    /// <summary>Φ(x), to 4 units in the last place, also where it is tiny, and √2π times the density: e^(−x²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Function<T>(Vector<T> x, out Vector<T> exponential)
    {
        // Farther out the exponential is 0.
        Vector<T> t = Lanes.AtMost(Vector.Abs(x), Lanes.All<T>(14.6f, 38.7)), square = t * t;
        // The exponential of the rounded square would lose digits: the rest of the square comes back as a factor.
        Vector<T> rest = Simd.MultiplyAdd(t, t, -square);
        exponential = Exponentials.Exp(square * Lanes.All<T>(-0.5));
        exponential = Simd.MultiplyAdd(exponential, rest * Lanes.All<T>(-0.5), exponential);
        Vector<T> tail = exponential * (typeof(T) == typeof(float) ? Single(t) : Double(t));
        return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One - tail, tail);
    }

    /// <summary>φ(x) = e^(−x²/2) / √2π, from the exponential.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Density<T>(Vector<T> exponential) => exponential * Lanes.All<T>(0.39894228040143268);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Single<T>(Vector<T> t)
    {
        Vector<T> above = Simd.MultiplyAdd(Lanes.All<T>(0.398946822), t, Lanes.All<T>(3.93611765));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(17.7425919));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(42.4248772));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(48.3741722));
        Vector<T> below = t + Lanes.All<T>(9.86699963);
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(45.4597397));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(116.402802));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(162.043808));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(96.7483444));
        return above / below;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Double<T>(Vector<T> t)
    {
        Vector<T> above = Simd.MultiplyAdd(Lanes.All<T>(0.3989422804015294), t, Lanes.All<T>(12.430205536309542));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(190.09992603004554));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(1856.291174440961));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(12727.277424350019));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(63777.91784309387));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(236269.73345182484));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(639793.9949280106));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(1217508.3657396876));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(1484104.261303067));
        above = Simd.MultiplyAdd(above, t, Lanes.All<T>(896868.5195031553));
        Vector<T> below = t + Lanes.All<T>(31.15790465684437);
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(477.5098495862546));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(4684.189848838823));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(32377.063283793166));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(164458.24883703692));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(623199.9147585657));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(1754599.023033151));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(3584963.2503207317));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(5048364.430866621));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(4399403.612169516));
        below = Simd.MultiplyAdd(below, t, Lanes.All<T>(1793737.0390063105));
        return above / below;
    }
}
