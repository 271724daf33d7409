using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>The tiles of matrix products without vectors, for machines that have none: a vector is one number.</summary>
internal static unsafe class TileScalar<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TileKernel<T> Kernel => new(VectorWidth.Scalar, true, 1, 4, &Wide, &Wide, &Narrow, &Narrow);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide(int depth, T* a, T* b, T* c, int stride, bool add)
    {
        T c0L = T.Zero, c0R = T.Zero, c1L = T.Zero, c1R = T.Zero, c2L = T.Zero, c2R = T.Zero, c3L = T.Zero, c3R = T.Zero;
        for (T* end = a + (nint)4 * depth; a < end; a += 4, b += 2)
        {
            c0L = T.FusedMultiplyAdd(a[0], b[0], c0L);
            c0R = T.FusedMultiplyAdd(a[0], b[1], c0R);
            c1L = T.FusedMultiplyAdd(a[1], b[0], c1L);
            c1R = T.FusedMultiplyAdd(a[1], b[1], c1R);
            c2L = T.FusedMultiplyAdd(a[2], b[0], c2L);
            c2R = T.FusedMultiplyAdd(a[2], b[1], c2R);
            c3L = T.FusedMultiplyAdd(a[3], b[0], c3L);
            c3R = T.FusedMultiplyAdd(a[3], b[1], c3R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(int depth, T* a, T* b, T* c, int stride, bool add)
    {
        for (int row = 0; row < 4; row++, c += stride)
        {
            T sum = T.Zero;
            for (nint k = 0; k < depth; k++) sum = T.FusedMultiplyAdd(a[4 * k + row], b[k], sum);
            *c = add ? *c + sum : sum;
        }
    }

    private static void Store(T* c, T left, T right, bool add)
    {
        c[0] = add ? c[0] + left : left;
        c[1] = add ? c[1] + right : right;
    }
}
