using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>Rows so short that calling a general routine would take longer than the work itself.</summary>
internal static unsafe class ShortRows
{
    /// <summary>target[i] = source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T* source, T* target, int length) where T : unmanaged
    {
        int lanes = Vector<T>.Count, i = 0;
        for (; i <= length - lanes; i += lanes) Vector.Store(Vector.Load(source + i), target + i);
        for (; i < length; i++) target[i] = source[i];
    }

    /// <summary>target[i] += source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(T* source, T* target, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count, i = 0;
        for (; i <= length - lanes; i += lanes) (Vector.Load(target + i) + Vector.Load(source + i)).Store(target + i);
        for (; i < length; i++) target[i] += source[i];
    }
}
