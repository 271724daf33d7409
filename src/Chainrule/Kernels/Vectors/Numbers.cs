using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>Numbers of double precision to and from the precision of the network.</summary>
// T.CreateTruncating would do, but until it is optimised it allocates for every number.
internal static class Numbers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Wide<T>(T x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(x)
        : typeof(T) == typeof(double) ? Unsafe.BitCast<T, double>(x)
        : double.CreateTruncating(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow<T>(double x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)x)
        : typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(x)
        : T.CreateTruncating(x);
}
