using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chainrule.Kernels;

/// <summary>The tiles of matrix products in 512-bit vectors: 12, 8 and 4 rows by two vectors and by one. Every sum stays in a register while the
/// inner dimension runs by, 24 sums in 32 registers.</summary>
internal static unsafe class Tile512<T> where T : unmanaged
{
    public static TileKernel<T> Kernel { get; } = new(VectorWidth.Bits512, Vector512.IsHardwareAccelerated, Vector512<T>.Count, 12, 8,
        Shapes<Packed, Packed>(), Shapes<Packed, Spread>(), Shapes<Spread, Packed>());

    private static TileShapes<T> Shapes<TLeft, TRight>() where TLeft : struct, IPlacement where TRight : struct, IPlacement =>
        new(&Tall<TLeft, TRight>, &Middle<TLeft, TRight>, &Short<TLeft, TRight>, &TallNarrow<TLeft, TRight>, &MiddleNarrow<TLeft, TRight>, &ShortNarrow<TLeft, TRight>);

    /// <summary>12 rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tall<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        Vector512<T> c4L = default, c4R = default, c5L = default, c5R = default, c6L = default, c6R = default, c7L = default, c7R = default;
        Vector512<T> c8L = default, c8R = default, c9L = default, c9R = default, c10L = default, c10R = default, c11L = default, c11R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        nint p8 = TLeft.Place(aRows, 8), p9 = TLeft.Place(aRows, 9), p10 = TLeft.Place(aRows, 10), p11 = TLeft.Place(aRows, 11);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 12)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * Vector512<T>.Count);
            Vector512<T> left = Vector512.Load(row), right = Vector512.Load(row + Vector512<T>.Count);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0L = Simd.MultiplyAdd(a0, left, c0L);
            c0R = Simd.MultiplyAdd(a0, right, c0R);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1L = Simd.MultiplyAdd(a1, left, c1L);
            c1R = Simd.MultiplyAdd(a1, right, c1R);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2L = Simd.MultiplyAdd(a2, left, c2L);
            c2R = Simd.MultiplyAdd(a2, right, c2R);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3L = Simd.MultiplyAdd(a3, left, c3L);
            c3R = Simd.MultiplyAdd(a3, right, c3R);
            Vector512<T> a4 = Vector512.Create(column[p4]);
            c4L = Simd.MultiplyAdd(a4, left, c4L);
            c4R = Simd.MultiplyAdd(a4, right, c4R);
            Vector512<T> a5 = Vector512.Create(column[p5]);
            c5L = Simd.MultiplyAdd(a5, left, c5L);
            c5R = Simd.MultiplyAdd(a5, right, c5R);
            Vector512<T> a6 = Vector512.Create(column[p6]);
            c6L = Simd.MultiplyAdd(a6, left, c6L);
            c6R = Simd.MultiplyAdd(a6, right, c6R);
            Vector512<T> a7 = Vector512.Create(column[p7]);
            c7L = Simd.MultiplyAdd(a7, left, c7L);
            c7R = Simd.MultiplyAdd(a7, right, c7R);
            Vector512<T> a8 = Vector512.Create(column[p8]);
            c8L = Simd.MultiplyAdd(a8, left, c8L);
            c8R = Simd.MultiplyAdd(a8, right, c8R);
            Vector512<T> a9 = Vector512.Create(column[p9]);
            c9L = Simd.MultiplyAdd(a9, left, c9L);
            c9R = Simd.MultiplyAdd(a9, right, c9R);
            Vector512<T> a10 = Vector512.Create(column[p10]);
            c10L = Simd.MultiplyAdd(a10, left, c10L);
            c10R = Simd.MultiplyAdd(a10, right, c10R);
            Vector512<T> a11 = Vector512.Create(column[p11]);
            c11L = Simd.MultiplyAdd(a11, left, c11L);
            c11R = Simd.MultiplyAdd(a11, right, c11R);
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
    private static void Middle<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        Vector512<T> c4L = default, c4R = default, c5L = default, c5R = default, c6L = default, c6R = default, c7L = default, c7R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 8)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * Vector512<T>.Count);
            Vector512<T> left = Vector512.Load(row), right = Vector512.Load(row + Vector512<T>.Count);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0L = Simd.MultiplyAdd(a0, left, c0L);
            c0R = Simd.MultiplyAdd(a0, right, c0R);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1L = Simd.MultiplyAdd(a1, left, c1L);
            c1R = Simd.MultiplyAdd(a1, right, c1R);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2L = Simd.MultiplyAdd(a2, left, c2L);
            c2R = Simd.MultiplyAdd(a2, right, c2R);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3L = Simd.MultiplyAdd(a3, left, c3L);
            c3R = Simd.MultiplyAdd(a3, right, c3R);
            Vector512<T> a4 = Vector512.Create(column[p4]);
            c4L = Simd.MultiplyAdd(a4, left, c4L);
            c4R = Simd.MultiplyAdd(a4, right, c4R);
            Vector512<T> a5 = Vector512.Create(column[p5]);
            c5L = Simd.MultiplyAdd(a5, left, c5L);
            c5R = Simd.MultiplyAdd(a5, right, c5R);
            Vector512<T> a6 = Vector512.Create(column[p6]);
            c6L = Simd.MultiplyAdd(a6, left, c6L);
            c6R = Simd.MultiplyAdd(a6, right, c6R);
            Vector512<T> a7 = Vector512.Create(column[p7]);
            c7L = Simd.MultiplyAdd(a7, left, c7L);
            c7R = Simd.MultiplyAdd(a7, right, c7R);
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

    /// <summary>Four rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Short<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * Vector512<T>.Count);
            Vector512<T> left = Vector512.Load(row), right = Vector512.Load(row + Vector512<T>.Count);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0L = Simd.MultiplyAdd(a0, left, c0L);
            c0R = Simd.MultiplyAdd(a0, right, c0R);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1L = Simd.MultiplyAdd(a1, left, c1L);
            c1R = Simd.MultiplyAdd(a1, right, c1R);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2L = Simd.MultiplyAdd(a2, left, c2L);
            c2R = Simd.MultiplyAdd(a2, right, c2R);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3L = Simd.MultiplyAdd(a3, left, c3L);
            c3R = Simd.MultiplyAdd(a3, right, c3R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
    }

    /// <summary>12 rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TallNarrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        Vector512<T> c8 = default, c9 = default, c10 = default, c11 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        nint p8 = TLeft.Place(aRows, 8), p9 = TLeft.Place(aRows, 9), p10 = TLeft.Place(aRows, 10), p11 = TLeft.Place(aRows, 11);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 12)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * Vector512<T>.Count;
            Vector512<T> left = Vector512.Load(row);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0 = Simd.MultiplyAdd(a0, left, c0);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1 = Simd.MultiplyAdd(a1, left, c1);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2 = Simd.MultiplyAdd(a2, left, c2);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3 = Simd.MultiplyAdd(a3, left, c3);
            Vector512<T> a4 = Vector512.Create(column[p4]);
            c4 = Simd.MultiplyAdd(a4, left, c4);
            Vector512<T> a5 = Vector512.Create(column[p5]);
            c5 = Simd.MultiplyAdd(a5, left, c5);
            Vector512<T> a6 = Vector512.Create(column[p6]);
            c6 = Simd.MultiplyAdd(a6, left, c6);
            Vector512<T> a7 = Vector512.Create(column[p7]);
            c7 = Simd.MultiplyAdd(a7, left, c7);
            Vector512<T> a8 = Vector512.Create(column[p8]);
            c8 = Simd.MultiplyAdd(a8, left, c8);
            Vector512<T> a9 = Vector512.Create(column[p9]);
            c9 = Simd.MultiplyAdd(a9, left, c9);
            Vector512<T> a10 = Vector512.Create(column[p10]);
            c10 = Simd.MultiplyAdd(a10, left, c10);
            Vector512<T> a11 = Vector512.Create(column[p11]);
            c11 = Simd.MultiplyAdd(a11, left, c11);
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
    private static void MiddleNarrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5), p6 = TLeft.Place(aRows, 6), p7 = TLeft.Place(aRows, 7);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 8)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * Vector512<T>.Count;
            Vector512<T> left = Vector512.Load(row);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0 = Simd.MultiplyAdd(a0, left, c0);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1 = Simd.MultiplyAdd(a1, left, c1);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2 = Simd.MultiplyAdd(a2, left, c2);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3 = Simd.MultiplyAdd(a3, left, c3);
            Vector512<T> a4 = Vector512.Create(column[p4]);
            c4 = Simd.MultiplyAdd(a4, left, c4);
            Vector512<T> a5 = Vector512.Create(column[p5]);
            c5 = Simd.MultiplyAdd(a5, left, c5);
            Vector512<T> a6 = Vector512.Create(column[p6]);
            c6 = Simd.MultiplyAdd(a6, left, c6);
            Vector512<T> a7 = Vector512.Create(column[p7]);
            c7 = Simd.MultiplyAdd(a7, left, c7);
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

    /// <summary>Four rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortNarrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector512<T> c0 = default, c1 = default, c2 = default, c3 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * Vector512<T>.Count;
            Vector512<T> left = Vector512.Load(row);
            Vector512<T> a0 = Vector512.Create(column[p0]);
            c0 = Simd.MultiplyAdd(a0, left, c0);
            Vector512<T> a1 = Vector512.Create(column[p1]);
            c1 = Simd.MultiplyAdd(a1, left, c1);
            Vector512<T> a2 = Vector512.Create(column[p2]);
            c2 = Simd.MultiplyAdd(a2, left, c2);
            Vector512<T> a3 = Vector512.Create(column[p3]);
            c3 = Simd.MultiplyAdd(a3, left, c3);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector512<T> left, Vector512<T> right, bool add)
    {
        Store(c, left, add);
        Store(c + Vector512<T>.Count, right, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector512<T> sum, bool add) => (add ? Vector512.Load(c) + sum : sum).Store(c);
}
