using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chainrule.Kernels;

/// <summary>The tiles of matrix products in 128-bit vectors: 6 and 4 rows by two vectors and by one. Every sum stays in a register while the
/// inner dimension runs by, 12 sums in 16 registers.</summary>
internal static unsafe class Tile128<T> where T : unmanaged
{
    public static TileKernel<T> Kernel { get; } = new(VectorWidth.Bits128, Vector128.IsHardwareAccelerated, Vector128<T>.Count, 6, 6,
        Shapes<Packed, Packed>(), Shapes<Packed, Spread>(), Shapes<Spread, Packed>());

    private static TileShapes<T> Shapes<TLeft, TRight>() where TLeft : struct, IPlacement where TRight : struct, IPlacement =>
        new(&Tall<TLeft, TRight>, &Tall<TLeft, TRight>, &Short<TLeft, TRight>, &TallNarrow<TLeft, TRight>, &TallNarrow<TLeft, TRight>, &ShortNarrow<TLeft, TRight>);

    /// <summary>6 rows, two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tall<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector128<T> c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        Vector128<T> c4L = default, c4R = default, c5L = default, c5R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 6)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * Vector128<T>.Count);
            Vector128<T> left = Vector128.Load(row), right = Vector128.Load(row + Vector128<T>.Count);
            Vector128<T> a0 = Vector128.Create(column[p0]);
            c0L = Simd.MultiplyAdd(a0, left, c0L);
            c0R = Simd.MultiplyAdd(a0, right, c0R);
            Vector128<T> a1 = Vector128.Create(column[p1]);
            c1L = Simd.MultiplyAdd(a1, left, c1L);
            c1R = Simd.MultiplyAdd(a1, right, c1R);
            Vector128<T> a2 = Vector128.Create(column[p2]);
            c2L = Simd.MultiplyAdd(a2, left, c2L);
            c2R = Simd.MultiplyAdd(a2, right, c2R);
            Vector128<T> a3 = Vector128.Create(column[p3]);
            c3L = Simd.MultiplyAdd(a3, left, c3L);
            c3R = Simd.MultiplyAdd(a3, right, c3R);
            Vector128<T> a4 = Vector128.Create(column[p4]);
            c4L = Simd.MultiplyAdd(a4, left, c4L);
            c4R = Simd.MultiplyAdd(a4, right, c4R);
            Vector128<T> a5 = Vector128.Create(column[p5]);
            c5L = Simd.MultiplyAdd(a5, left, c5L);
            c5R = Simd.MultiplyAdd(a5, right, c5R);
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
    private static void Short<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector128<T> c0L = default, c0R = default, c1L = default, c1R = default, c2L = default, c2R = default, c3L = default, c3R = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * (2 * Vector128<T>.Count);
            Vector128<T> left = Vector128.Load(row), right = Vector128.Load(row + Vector128<T>.Count);
            Vector128<T> a0 = Vector128.Create(column[p0]);
            c0L = Simd.MultiplyAdd(a0, left, c0L);
            c0R = Simd.MultiplyAdd(a0, right, c0R);
            Vector128<T> a1 = Vector128.Create(column[p1]);
            c1L = Simd.MultiplyAdd(a1, left, c1L);
            c1R = Simd.MultiplyAdd(a1, right, c1R);
            Vector128<T> a2 = Vector128.Create(column[p2]);
            c2L = Simd.MultiplyAdd(a2, left, c2L);
            c2R = Simd.MultiplyAdd(a2, right, c2R);
            Vector128<T> a3 = Vector128.Create(column[p3]);
            c3L = Simd.MultiplyAdd(a3, left, c3L);
            c3R = Simd.MultiplyAdd(a3, right, c3R);
        }
        Store(c, c0L, c0R, add);
        Store(c += stride, c1L, c1R, add);
        Store(c += stride, c2L, c2R, add);
        Store(c += stride, c3L, c3R, add);
    }

    /// <summary>6 rows, one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TallNarrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector128<T> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        nint p4 = TLeft.Place(aRows, 4), p5 = TLeft.Place(aRows, 5);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 6)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * Vector128<T>.Count;
            Vector128<T> left = Vector128.Load(row);
            Vector128<T> a0 = Vector128.Create(column[p0]);
            c0 = Simd.MultiplyAdd(a0, left, c0);
            Vector128<T> a1 = Vector128.Create(column[p1]);
            c1 = Simd.MultiplyAdd(a1, left, c1);
            Vector128<T> a2 = Vector128.Create(column[p2]);
            c2 = Simd.MultiplyAdd(a2, left, c2);
            Vector128<T> a3 = Vector128.Create(column[p3]);
            c3 = Simd.MultiplyAdd(a3, left, c3);
            Vector128<T> a4 = Vector128.Create(column[p4]);
            c4 = Simd.MultiplyAdd(a4, left, c4);
            Vector128<T> a5 = Vector128.Create(column[p5]);
            c5 = Simd.MultiplyAdd(a5, left, c5);
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
    private static void ShortNarrow<TLeft, TRight>(int depth, T* a, int* aRows, T* b, int* steps, T* c, int stride, bool add) where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        Vector128<T> c0 = default, c1 = default, c2 = default, c3 = default;
        nint p0 = TLeft.Place(aRows, 0), p1 = TLeft.Place(aRows, 1), p2 = TLeft.Place(aRows, 2), p3 = TLeft.Place(aRows, 3);
        for (nint k = 0; k < depth; k++, a += TLeft.IsSpread ? 0 : 4)
        {
            T* column = TLeft.IsSpread ? a + steps[k] : a;
            T* row = TRight.IsSpread ? b + steps[k] : b + k * Vector128<T>.Count;
            Vector128<T> left = Vector128.Load(row);
            Vector128<T> a0 = Vector128.Create(column[p0]);
            c0 = Simd.MultiplyAdd(a0, left, c0);
            Vector128<T> a1 = Vector128.Create(column[p1]);
            c1 = Simd.MultiplyAdd(a1, left, c1);
            Vector128<T> a2 = Vector128.Create(column[p2]);
            c2 = Simd.MultiplyAdd(a2, left, c2);
            Vector128<T> a3 = Vector128.Create(column[p3]);
            c3 = Simd.MultiplyAdd(a3, left, c3);
        }
        Store(c, c0, add);
        Store(c += stride, c1, add);
        Store(c += stride, c2, add);
        Store(c += stride, c3, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector128<T> left, Vector128<T> right, bool add)
    {
        Store(c, left, add);
        Store(c + Vector128<T>.Count, right, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, Vector128<T> sum, bool add) => (add ? Vector128.Load(c) + sum : sum).Store(c);
}
