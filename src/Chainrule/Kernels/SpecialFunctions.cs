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
}
