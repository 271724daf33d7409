using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Functions that .NET lacks or that the textbook formula gets wrong at the ends.</summary>
internal static class SpecialFunctions
{
    /// <summary>1 / (1 + e⁻ˣ), by e^x / (1 + e^x) below 0 so that neither end overflows.</summary>
    public static T Sigmoid<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return (x < T.Zero ? e : T.One) / (T.One + e);
    }

    /// <summary>ln(1 + x), accurate near 0 as well, where .NET's <c>LogP1</c> first rounds 1 + x: the factor x / ((1 + x) − 1) undoes
    /// that rounding. −∞ at −1. Source: Kahan, as in Goldberg, "What every computer scientist should know about floating-point
    /// arithmetic", ACM Computing Surveys 23(1), 1991, theorem 4.</summary>
    public static T Log1P<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        T u = T.One + x;
        return u == T.One ? x : T.IsPositiveInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }
}
