using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>What .NET's vectors lack for code that is generic over the precision: a·b + c, rounded once where the machine can.</summary>
internal static class Simd
{
    /// <inheritdoc cref="Simd"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
    {
        if (typeof(T) == typeof(float)) return Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
        return a * b + c;
    }
}
