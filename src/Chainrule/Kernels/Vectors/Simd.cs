using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Chainrule.Kernels.Vectors;

/// <summary>What .NET's vectors lack for code that is generic over the precision: a·b + c, rounded once where the machine can.</summary>
/// <remarks>Where it cannot, a·b and the sum are rounded each: one rounding without the instruction takes a call for every number, some
/// forty times the time.</remarks>
internal static class Simd
{
    /// <summary>Whether the machine multiplies and adds in one instruction.</summary>
    public static bool Fuses
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    /// <inheritdoc cref="Simd"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd<T>(T a, T b, T c) where T : IFloatingPointIeee754<T> =>
        Fuses ? T.FusedMultiplyAdd(a, b, c) : a * b + c;

    /// <inheritdoc cref="Simd"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
    {
        if (!Fuses) return a * b + c;
        if (typeof(T) == typeof(float)) return Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
        return a * b + c;
    }
}
