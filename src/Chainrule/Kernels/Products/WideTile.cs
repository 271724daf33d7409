using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The tiles of matrix products that are two vectors wide. Every sum stays in a register while the inner dimension runs by: 24
/// sums in the 32 registers of AVX-512, 12 in the 16 of AVX2.</summary>
internal static unsafe class WideTile<T, TVector, TVectors>
    where T : unmanaged where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
{
    /// <summary>Twelve rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Twelve<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        TVector c4L = default, c4R = default, c5L = default, c5R = default, c6L = default, c6R = default, c7L = default, c7R = default;
        TVector c8L = default, c8R = default, c9L = default, c9R = default, c10L = default, c10R = default, c11L = default, c11R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        nint p8 = TLeft.Place(aRows, 8), p9 = TLeft.Place(aRows, 9), p10 = TLeft.Place(aRows, 10), p11 = TLeft.Place(aRows, 11);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 12)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * TVectors.Count);
            TVector left = TVectors.Load(row), right = TVectors.Load(row + TVectors.Count);
            TVector a0 = TVectors.Create(column[p0]);
            c0L = TVectors.MultiplyAdd(a0, left, c0L);
            c0R = TVectors.MultiplyAdd(a0, right, c0R);
            TVector a1 = TVectors.Create(column[p1]);
            c1L = TVectors.MultiplyAdd(a1, left, c1L);
            c1R = TVectors.MultiplyAdd(a1, right, c1R);
            TVector a2 = TVectors.Create(column[p2]);
            c2L = TVectors.MultiplyAdd(a2, left, c2L);
            c2R = TVectors.MultiplyAdd(a2, right, c2R);
            TVector a3 = TVectors.Create(column[p3]);
            c3L = TVectors.MultiplyAdd(a3, left, c3L);
            c3R = TVectors.MultiplyAdd(a3, right, c3R);
            TVector a4 = TVectors.Create(column[p4]);
            c4L = TVectors.MultiplyAdd(a4, left, c4L);
            c4R = TVectors.MultiplyAdd(a4, right, c4R);
            TVector a5 = TVectors.Create(column[p5]);
            c5L = TVectors.MultiplyAdd(a5, left, c5L);
            c5R = TVectors.MultiplyAdd(a5, right, c5R);
            TVector a6 = TVectors.Create(column[p6]);
            c6L = TVectors.MultiplyAdd(a6, left, c6L);
            c6R = TVectors.MultiplyAdd(a6, right, c6R);
            TVector a7 = TVectors.Create(column[p7]);
            c7L = TVectors.MultiplyAdd(a7, left, c7L);
            c7R = TVectors.MultiplyAdd(a7, right, c7R);
            TVector a8 = TVectors.Create(column[p8]);
            c8L = TVectors.MultiplyAdd(a8, left, c8L);
            c8R = TVectors.MultiplyAdd(a8, right, c8R);
            TVector a9 = TVectors.Create(column[p9]);
            c9L = TVectors.MultiplyAdd(a9, left, c9L);
            c9R = TVectors.MultiplyAdd(a9, right, c9R);
            TVector a10 = TVectors.Create(column[p10]);
            c10L = TVectors.MultiplyAdd(a10, left, c10L);
            c10R = TVectors.MultiplyAdd(a10, right, c10R);
            TVector a11 = TVectors.Create(column[p11]);
            c11L = TVectors.MultiplyAdd(a11, left, c11L);
            c11R = TVectors.MultiplyAdd(a11, right, c11R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
        Store(c += stride, c4L, c4R, add);
        Store(c += stride, c5L, c5R, add);
        Store(c += stride, c6L, c6R, add);
        Store(c += stride, c7L, c7R, add);
        Store(c += stride, c8L, c8R, add);
        Store(c += stride, c9L, c9R, add);
        Store(c += stride, c10L, c10R, add);
        Store(c += stride, c11L, c11R, add);
    }

    /// <summary>Eight rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        TVector c4L = default, c4R = default, c5L = default, c5R = default, c6L = default, c6R = default, c7L = default, c7R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 8)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * TVectors.Count);
            TVector left = TVectors.Load(row), right = TVectors.Load(row + TVectors.Count);
            TVector a0 = TVectors.Create(column[p0]);
            c0L = TVectors.MultiplyAdd(a0, left, c0L);
            c0R = TVectors.MultiplyAdd(a0, right, c0R);
            TVector a1 = TVectors.Create(column[p1]);
            c1L = TVectors.MultiplyAdd(a1, left, c1L);
            c1R = TVectors.MultiplyAdd(a1, right, c1R);
            TVector a2 = TVectors.Create(column[p2]);
            c2L = TVectors.MultiplyAdd(a2, left, c2L);
            c2R = TVectors.MultiplyAdd(a2, right, c2R);
            TVector a3 = TVectors.Create(column[p3]);
            c3L = TVectors.MultiplyAdd(a3, left, c3L);
            c3R = TVectors.MultiplyAdd(a3, right, c3R);
            TVector a4 = TVectors.Create(column[p4]);
            c4L = TVectors.MultiplyAdd(a4, left, c4L);
            c4R = TVectors.MultiplyAdd(a4, right, c4R);
            TVector a5 = TVectors.Create(column[p5]);
            c5L = TVectors.MultiplyAdd(a5, left, c5L);
            c5R = TVectors.MultiplyAdd(a5, right, c5R);
            TVector a6 = TVectors.Create(column[p6]);
            c6L = TVectors.MultiplyAdd(a6, left, c6L);
            c6R = TVectors.MultiplyAdd(a6, right, c6R);
            TVector a7 = TVectors.Create(column[p7]);
            c7L = TVectors.MultiplyAdd(a7, left, c7L);
            c7R = TVectors.MultiplyAdd(a7, right, c7R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
        Store(c += stride, c4L, c4R, add);
        Store(c += stride, c5L, c5R, add);
        Store(c += stride, c6L, c6R, add);
        Store(c += stride, c7L, c7R, add);
    }

    /// <summary>Six rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        TVector c4L = default, c4R = default, c5L = default, c5R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 6)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * TVectors.Count);
            TVector left = TVectors.Load(row), right = TVectors.Load(row + TVectors.Count);
            TVector a0 = TVectors.Create(column[p0]);
            c0L = TVectors.MultiplyAdd(a0, left, c0L);
            c0R = TVectors.MultiplyAdd(a0, right, c0R);
            TVector a1 = TVectors.Create(column[p1]);
            c1L = TVectors.MultiplyAdd(a1, left, c1L);
            c1R = TVectors.MultiplyAdd(a1, right, c1R);
            TVector a2 = TVectors.Create(column[p2]);
            c2L = TVectors.MultiplyAdd(a2, left, c2L);
            c2R = TVectors.MultiplyAdd(a2, right, c2R);
            TVector a3 = TVectors.Create(column[p3]);
            c3L = TVectors.MultiplyAdd(a3, left, c3L);
            c3R = TVectors.MultiplyAdd(a3, right, c3R);
            TVector a4 = TVectors.Create(column[p4]);
            c4L = TVectors.MultiplyAdd(a4, left, c4L);
            c4R = TVectors.MultiplyAdd(a4, right, c4R);
            TVector a5 = TVectors.Create(column[p5]);
            c5L = TVectors.MultiplyAdd(a5, left, c5L);
            c5R = TVectors.MultiplyAdd(a5, right, c5R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
        Store(c += stride, c4L, c4R, add);
        Store(c += stride, c5L, c5R, add);
    }

    /// <summary>Four rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * TVectors.Count);
            TVector left = TVectors.Load(row), right = TVectors.Load(row + TVectors.Count);
            TVector a0 = TVectors.Create(column[p0]);
            c0L = TVectors.MultiplyAdd(a0, left, c0L);
            c0R = TVectors.MultiplyAdd(a0, right, c0R);
            TVector a1 = TVectors.Create(column[p1]);
            c1L = TVectors.MultiplyAdd(a1, left, c1L);
            c1R = TVectors.MultiplyAdd(a1, right, c1R);
            TVector a2 = TVectors.Create(column[p2]);
            c2L = TVectors.MultiplyAdd(a2, left, c2L);
            c2R = TVectors.MultiplyAdd(a2, right, c2R);
            TVector a3 = TVectors.Create(column[p3]);
            c3L = TVectors.MultiplyAdd(a3, left, c3L);
            c3R = TVectors.MultiplyAdd(a3, right, c3R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, TVector left, TVector right, bool add)
    {
        TVectors.Store(add ? TVectors.Add(TVectors.Load(c), left) : left, c);
        c += TVectors.Count;
        TVectors.Store(add ? TVectors.Add(TVectors.Load(c), right) : right, c);
    }
}
