using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The tiles of matrix products that are one vector wide, for the last columns.</summary>
internal static unsafe class NarrowTile<T, TVector, TVectors>
    where T : unmanaged where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
{
    /// <summary>Twelve rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Twelve<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        TVector c8 = default, c9 = default, c10 = default, c11 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        nint p8 = TLeft.Place(aRows, 8), p9 = TLeft.Place(aRows, 9), p10 = TLeft.Place(aRows, 10), p11 = TLeft.Place(aRows, 11);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 12)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * TVectors.Count;
            TVector left = TVectors.Load(row);
            TVector a0 = TVectors.Create(column[p0]);
            c0 = TVectors.MultiplyAdd(a0, left, c0);
            TVector a1 = TVectors.Create(column[p1]);
            c1 = TVectors.MultiplyAdd(a1, left, c1);
            TVector a2 = TVectors.Create(column[p2]);
            c2 = TVectors.MultiplyAdd(a2, left, c2);
            TVector a3 = TVectors.Create(column[p3]);
            c3 = TVectors.MultiplyAdd(a3, left, c3);
            TVector a4 = TVectors.Create(column[p4]);
            c4 = TVectors.MultiplyAdd(a4, left, c4);
            TVector a5 = TVectors.Create(column[p5]);
            c5 = TVectors.MultiplyAdd(a5, left, c5);
            TVector a6 = TVectors.Create(column[p6]);
            c6 = TVectors.MultiplyAdd(a6, left, c6);
            TVector a7 = TVectors.Create(column[p7]);
            c7 = TVectors.MultiplyAdd(a7, left, c7);
            TVector a8 = TVectors.Create(column[p8]);
            c8 = TVectors.MultiplyAdd(a8, left, c8);
            TVector a9 = TVectors.Create(column[p9]);
            c9 = TVectors.MultiplyAdd(a9, left, c9);
            TVector a10 = TVectors.Create(column[p10]);
            c10 = TVectors.MultiplyAdd(a10, left, c10);
            TVector a11 = TVectors.Create(column[p11]);
            c11 = TVectors.MultiplyAdd(a11, left, c11);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
        Store(c += stride, c4, add);
        Store(c += stride, c5, add);
        Store(c += stride, c6, add);
        Store(c += stride, c7, add);
        Store(c += stride, c8, add);
        Store(c += stride, c9, add);
        Store(c += stride, c10, add);
        Store(c += stride, c11, add);
    }

    /// <summary>Eight rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 8)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * TVectors.Count;
            TVector left = TVectors.Load(row);
            TVector a0 = TVectors.Create(column[p0]);
            c0 = TVectors.MultiplyAdd(a0, left, c0);
            TVector a1 = TVectors.Create(column[p1]);
            c1 = TVectors.MultiplyAdd(a1, left, c1);
            TVector a2 = TVectors.Create(column[p2]);
            c2 = TVectors.MultiplyAdd(a2, left, c2);
            TVector a3 = TVectors.Create(column[p3]);
            c3 = TVectors.MultiplyAdd(a3, left, c3);
            TVector a4 = TVectors.Create(column[p4]);
            c4 = TVectors.MultiplyAdd(a4, left, c4);
            TVector a5 = TVectors.Create(column[p5]);
            c5 = TVectors.MultiplyAdd(a5, left, c5);
            TVector a6 = TVectors.Create(column[p6]);
            c6 = TVectors.MultiplyAdd(a6, left, c6);
            TVector a7 = TVectors.Create(column[p7]);
            c7 = TVectors.MultiplyAdd(a7, left, c7);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
        Store(c += stride, c4, add);
        Store(c += stride, c5, add);
        Store(c += stride, c6, add);
        Store(c += stride, c7, add);
    }

    /// <summary>Six rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 6)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * TVectors.Count;
            TVector left = TVectors.Load(row);
            TVector a0 = TVectors.Create(column[p0]);
            c0 = TVectors.MultiplyAdd(a0, left, c0);
            TVector a1 = TVectors.Create(column[p1]);
            c1 = TVectors.MultiplyAdd(a1, left, c1);
            TVector a2 = TVectors.Create(column[p2]);
            c2 = TVectors.MultiplyAdd(a2, left, c2);
            TVector a3 = TVectors.Create(column[p3]);
            c3 = TVectors.MultiplyAdd(a3, left, c3);
            TVector a4 = TVectors.Create(column[p4]);
            c4 = TVectors.MultiplyAdd(a4, left, c4);
            TVector a5 = TVectors.Create(column[p5]);
            c5 = TVectors.MultiplyAdd(a5, left, c5);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
        Store(c += stride, c4, add);
        Store(c += stride, c5, add);
    }

    /// <summary>Four rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add)
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * TVectors.Count;
            TVector left = TVectors.Load(row);
            TVector a0 = TVectors.Create(column[p0]);
            c0 = TVectors.MultiplyAdd(a0, left, c0);
            TVector a1 = TVectors.Create(column[p1]);
            c1 = TVectors.MultiplyAdd(a1, left, c1);
            TVector a2 = TVectors.Create(column[p2]);
            c2 = TVectors.MultiplyAdd(a2, left, c2);
            TVector a3 = TVectors.Create(column[p3]);
            c3 = TVectors.MultiplyAdd(a3, left, c3);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, TVector sum, bool add) => TVectors.Store(add ? TVectors.Add(TVectors.Load(c), sum) : sum, c);
}
