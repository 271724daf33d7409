using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Tests.Kernels.Functions;

/// <summary>Functions that .NET lacks or that the textbook formula gets wrong at the ends, one number at a time: what the kernels' vector
/// forms are held against.</summary>
internal static class SpecialFunctions
{
    /// <summary>1 / (1 + e⁻ˣ), by e^x / (1 + e^x) below 0 so that neither end overflows.</summary>
    public static T Sigmoid<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return (x < T.Zero ? e : T.One) / (T.One + e);
    }

    /// <summary>ln(1 + eˣ), by max(x, 0) + ln(1 + e^−|x|) so that nothing overflows and no digits are lost below 0.</summary>
    public static T Softplus<T>(T x) where T : IBinaryFloatingPointIeee754<T> => T.Max(x, T.Zero) + Log1P(T.Exp(-T.Abs(x)));

    /// <summary>ln(1 + x), accurate near 0 as well, where .NET's <c>LogP1</c> first rounds 1 + x: the factor x / ((1 + x) − 1) undoes
    /// that rounding. −∞ at −1. Source: Kahan, as in Goldberg, "What every computer scientist should know about floating-point
    /// arithmetic", ACM Computing Surveys 23(1), 1991, theorem 4.</summary>
    public static T Log1P<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        T u = T.One + x;
        return u == T.One ? x : T.IsPositiveInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }

    /// <summary>eˣ − 1 with all digits near 0, where <see cref="IExponentialFunctions{T}.ExpM1"/> of .NET subtracts 1 from a rounded
    /// power.</summary>
    /// <remarks>Source: Kahan's method, in Higham, "Accuracy and stability of numerical algorithms", SIAM 2002, section 1.14.1.</remarks>
    public static T ExpM1<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        T power = T.Exp(x), difference = power - T.One;
        if (power == T.One) return x;
        return T.Abs(x) > T.One ? difference : difference * (x / T.Log(power));
    }

    /// <summary>The normal distribution function Φ(x) = ½·erfc(−x/√2).</summary>
    public static T NormalDistribution<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Narrow<T>(0.5 * Erfc(Wide(x) * -0.70710678118654752));

    /// <summary>The normal density φ(x) = e^(−x²/2) / √(2π).</summary>
    public static T NormalDensity<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = Wide(x);
        return Narrow<T>(0.39894228040143268 * Math.Exp(-0.5 * value * value));
    }

    // T.CreateTruncating would do, but until it is optimised it allocates for every number.
    private static double Wide<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref x)
        : typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref x)
        : double.CreateTruncating(x);

    private static T Narrow<T>(double x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return Unsafe.As<double, T>(ref x);
        if (typeof(T) != typeof(float)) return T.CreateTruncating(x);
        float narrow = (float)x;
        return Unsafe.As<float, T>(ref narrow);
    }

    /// <summary>The error function erf(x) = 2/√π · ∫ e^(−t²) dt from 0 to x.</summary>
    /// <remarks>Rational approximations from Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation
    /// 23(107), 1969.</remarks>
    public static double Erf(double x) =>
        Math.Abs(x) <= Small ? ErfNearZero(x) : x > 0 ? 0.5 - ErfcTail(x) + 0.5 : ErfcTail(-x) - 0.5 - 0.5;

    /// <summary>The complement 1 − erf(x), with all digits also where it is tiny.</summary>
    /// <inheritdoc cref="Erf" path="/remarks"/>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) <= Small) return 1 - ErfNearZero(x);
        return x > 0 ? ErfcTail(x) : 2 - ErfcTail(-x);
    }

    private const double Small = 0.46875;

    // Written out by Horner's rule: a table of coefficients would be slower, and allocated wherever code is not optimised.
    private static double ErfNearZero(double x)
    {
        double square = x * x;
        double above = 1.85777706184603153e-1 * square + 3.16112374387056560;
        above = ((above * square + 1.13864154151050156e2) * square + 3.77485237685302021e2) * square + 3.20937758913846947e3;
        double below = square + 2.36012909523441209e1;
        below = ((below * square + 2.44024637934444173e2) * square + 1.28261652607737228e3) * square + 2.84423683343917062e3;
        return x * (above / below);
    }

    /// <summary>erfc(x) for x above <see cref="Small"/>: e^(−x²) times a rational function.</summary>
    private static double ErfcTail(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 27) return 0;
        // e^(−x²) of the rounded square loses digits; so x is split into a part whose square is exact and the rest.
        double coarse = Math.Truncate(x * 16) / 16, power = Math.Exp(-coarse * coarse) * Math.Exp(-(x - coarse) * (x + coarse));
        return power * (x <= 4 ? ErfcMiddle(x) : ErfcFar(x));
    }

    private static double ErfcMiddle(double x)
    {
        double above = 2.15311535474403846e-8 * x + 5.64188496988670089e-1;
        above = ((above * x + 8.88314979438837594) * x + 6.61191906371416295e1) * x + 2.98635138197400131e2;
        above = ((above * x + 8.81952221241769090e2) * x + 1.71204761263407058e3) * x + 2.05107837782607147e3;
        above = above * x + 1.23033935479799725e3;
        double below = x + 1.57449261107098347e1;
        below = ((below * x + 1.17693950891312499e2) * x + 5.37181101862009858e2) * x + 1.62138957456669019e3;
        below = ((below * x + 3.29079923573345963e3) * x + 4.36261909014324716e3) * x + 3.43936767414372164e3;
        below = below * x + 1.23033935480374942e3;
        return above / below;
    }

    private static double ErfcFar(double x)
    {
        double square = 1 / (x * x);
        double above = 1.63153871373020978e-2 * square + 3.05326634961232344e-1;
        above = ((above * square + 3.60344899949804439e-1) * square + 1.25781726111229246e-1) * square + 1.60837851487422766e-2;
        above = above * square + 6.58749161529837803e-4;
        double below = square + 2.56852019228982242;
        below = ((below * square + 1.87295284992346725) * square + 5.27905102951428412e-1) * square + 6.05183413124413191e-2;
        below = below * square + 2.33520497626869185e-3;
        return (0.56418958354775628695 - square * (above / below)) / x;
    }
}
