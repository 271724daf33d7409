using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chainrule.Kernels.Vectors;

/// <summary>The lanes of vectors: constants in all of them, and the last elements of a row, which fill only the first few.</summary>
/// <remarks>The end of a row is computed by the same operations as its middle, in a vector whose other lanes hold zeros. So an element's
/// bits depend neither on its place nor on the width of the vectors.</remarks>
internal static unsafe class Lanes
{
    /// <summary>A number in every lane.</summary>
    // T.CreateTruncating would do, but until it is optimised it allocates for every number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(double value) =>
        typeof(T) == typeof(float) ? Vector.Create((float)value).As<float, T>() : Vector.Create(value).As<double, T>();

    /// <summary>A number of the precision in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(float single, double twice) =>
        typeof(T) == typeof(float) ? Vector.Create(single).As<float, T>() : Vector.Create(twice).As<double, T>();

    /// <summary>All bits set in the first <paramref name="count"/> lanes, none in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> First<T>(int count) => typeof(T) == typeof(float)
        ? Vector.GreaterThan(Vector.Create(count), Vector<int>.Indices).As<int, T>()
        : Vector.GreaterThan(Vector.Create((long)count), Vector<long>.Indices).As<long, T>();

    /// <summary>The next elements, at most <paramref name="count"/> of them, and zeros after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(T* from, int count) where T : unmanaged
    {
        if (count >= Vector<T>.Count) return Vector.Load(from);
        if (Avx.IsSupported && Vector<byte>.Count == 32 && typeof(T) == typeof(float))
            return Avx.MaskLoad((float*)from, First<T>(count).AsVector256().AsSingle()).AsVector().As<float, T>();
        if (Avx.IsSupported && Vector<byte>.Count == 32 && typeof(T) == typeof(double))
            return Avx.MaskLoad((double*)from, First<T>(count).AsVector256().AsDouble()).AsVector().As<double, T>();
        return LoadPart(from, count);
    }

    /// <summary>Writes the first lanes, at most <paramref name="count"/> of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> values, T* to, int count) where T : unmanaged
    {
        if (count >= Vector<T>.Count) values.Store(to);
        else StorePart(values, to, count);
    }

    /// <summary>x, but not below the limit. NaN stays NaN.</summary>
    // Where neither operand is larger, the machine takes the second one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtLeast<T>(Vector<T> x, Vector<T> limit) => Vector.MaxNative(limit, x);

    /// <summary>x, but not above the limit. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtMost<T>(Vector<T> x, Vector<T> limit) => Vector.MinNative(limit, x);

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector<byte>.Count != 32)
        {
            T largest = x[0];
            for (int lane = 1; lane < Vector<T>.Count; lane++) largest = T.MaxNative(largest, x[lane]);
            return largest;
        }
        Vector128<T> half = Vector128.MaxNative(x.AsVector256().GetLower(), x.AsVector256().GetUpper());
        if (typeof(T) == typeof(double)) return T.MaxNative(half[0], half[1]);
        Vector128<float> quarter = half.AsSingle();
        quarter = Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2))).As<float, T>()[0];
    }

    private static Vector<T> LoadPart<T>(T* from, int count) where T : unmanaged
    {
        Vector<T> part = default;
        new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(&part, Vector<T>.Count));
        return part;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePart<T>(Vector<T> values, T* to, int count) where T : unmanaged
    {
        if (Vector<byte>.Count != 32)
        {
            StoreOneByOne(values, to, count);
            return;
        }
        // 16, 8 and 4 bytes, as the number's binary digits say.
        int bytes = count * sizeof(T);
        byte* next = (byte*)to;
        Vector128<byte> part = values.AsVector256().GetLower().AsByte();
        if ((bytes & 16) != 0)
        {
            part.Store(next);
            part = values.AsVector256().GetUpper().AsByte();
            next += 16;
        }
        if ((bytes & 8) != 0)
        {
            Unsafe.WriteUnaligned(next, part.AsUInt64()[0]);
            part = Vector128.Create(part.AsUInt64()[1], 0).AsByte();
            next += 8;
        }
        if ((bytes & 4) != 0) Unsafe.WriteUnaligned(next, part.AsUInt32()[0]);
    }

    // On its own, so that taking the address keeps no caller's vector in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreOneByOne<T>(Vector<T> values, T* to, int count) where T : unmanaged =>
        new ReadOnlySpan<T>(&values, count).CopyTo(new Span<T>(to, count));
}
