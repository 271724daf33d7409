using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>The tiles of matrix products without vectors, for machines that have none: a vector is one number.</summary>
internal static unsafe class TileScalar<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TileKernel<T> Kernel { get; } = new(VectorWidth.Scalar, true, 1, 4, 4, Shapes<Packed, Packed>(), Shapes<Packed, Spread>(), Shapes<Spread, Packed>());

    private static TileShapes<T> Shapes<TLeft, TRight>() where TLeft : struct, IPlacement where TRight : struct, IPlacement =>
        new(&Wide<TLeft, TRight>, &Wide<TLeft, TRight>, &Wide<TLeft, TRight>, &Narrow<TLeft, TRight>, &Narrow<TLeft, TRight>, &Narrow<TLeft, TRight>);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        T c0L = T.Zero, c0R = T.Zero, c1L = T.Zero, c1R = T.Zero, c2L = T.Zero, c2R = T.Zero, c3L = T.Zero, c3R = T.Zero;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + 2 * k;
            c0L = T.FusedMultiplyAdd(column[p0], row[0], c0L);
            c0R = T.FusedMultiplyAdd(column[p0], row[1], c0R);
            c1L = T.FusedMultiplyAdd(column[p1], row[0], c1L);
            c1R = T.FusedMultiplyAdd(column[p1], row[1], c1R);
            c2L = T.FusedMultiplyAdd(column[p2], row[0], c2L);
            c2R = T.FusedMultiplyAdd(column[p2], row[1], c2R);
            c3L = T.FusedMultiplyAdd(column[p3], row[0], c3L);
            c3R = T.FusedMultiplyAdd(column[p3], row[1], c3R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        for (int i = 0; i < 4; i++, c += stride)
        {
            T sum = T.Zero;
            T* left = a + TLeft.Place(aRows, i);
            for (nint k = 0; k < depth; k++) sum = T.FusedMultiplyAdd(left[TLeft.IsSpread ? steps[k] : 4 * k], b[TRight.IsSpread ? steps[k] : k], sum);
            *c = add ? *c + sum : sum;
        }
    }

    private static void Store(T* c, T left, T right, bool add)
    {
        c[0] = add ? c[0] + left : left;
        c[1] = add ? c[1] + right : right;
    }
}
