using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>Vectors of elements that are not next to each other, such as the pixels under neighbouring positions of a window.</summary>
internal static unsafe class Strided
{
    /// <summary>Every stride-th element, at most <paramref name="count"/> of them, and zeros after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(T* from, int count, int stride) where T : unmanaged
    {
        if (stride == 1) return Lanes.Load(from, count);
        if (stride == 2) return LoadPairs(from, 2 * Math.Min(count, Vector<T>.Count) - 1, out _);
        return LoadOneByOne(from, Math.Min(count, Vector<T>.Count), stride);
    }

    /// <summary>Of the next elements, at most <paramref name="length"/> of them and zeros after them, the first, third, … and the second,
    /// fourth, ….</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> LoadPairs<T>(T* from, int length, out Vector<T> second) where T : unmanaged
    {
        int lanes = Vector<T>.Count;
        if (!Avx2.IsSupported || Vector<byte>.Count != 32)
        {
            second = LoadOneByOne(from + 1, Math.Min(length / 2, lanes), 2);
            return LoadOneByOne(from, Math.Min((length + 1) / 2, lanes), 2);
        }
        Vector256<T> low = Lanes.Load(from, length).AsVector256(), high = length > lanes
            ? Lanes.Load(from + lanes, length - lanes).AsVector256() : default;
        Vector256<double> even, odd;
        if (typeof(T) == typeof(float))
        {
            even = Avx.Shuffle(low.AsSingle(), high.AsSingle(), 0b10_00_10_00).AsDouble();
            odd = Avx.Shuffle(low.AsSingle(), high.AsSingle(), 0b11_01_11_01).AsDouble();
        }
        else
        {
            even = Avx.UnpackLow(low.AsDouble(), high.AsDouble());
            odd = Avx.UnpackHigh(low.AsDouble(), high.AsDouble());
        }
        second = Avx2.Permute4x64(odd, 0b11_01_10_00).As<double, T>().AsVector();
        return Avx2.Permute4x64(even, 0b11_01_10_00).As<double, T>().AsVector();
    }

    /// <summary>Writes a₀ b₀ a₁ b₁ …, at most <paramref name="count"/> pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs<T>(Vector<T> a, Vector<T> b, T* to, int count) where T : unmanaged
    {
        count = Math.Min(count, Vector<T>.Count);
        if (!Avx2.IsSupported || Vector<byte>.Count != 32)
        {
            StorePairsOneByOne(a, b, to, count);
            return;
        }
        Vector256<double> low, high;
        if (typeof(T) == typeof(float))
        {
            low = Avx.UnpackLow(a.AsVector256().AsSingle(), b.AsVector256().AsSingle()).AsDouble();
            high = Avx.UnpackHigh(a.AsVector256().AsSingle(), b.AsVector256().AsSingle()).AsDouble();
        }
        else
        {
            low = Avx.UnpackLow(a.AsVector256().AsDouble(), b.AsVector256().AsDouble());
            high = Avx.UnpackHigh(a.AsVector256().AsDouble(), b.AsVector256().AsDouble());
        }
        Lanes.Store(Avx.Permute2x128(low, high, 0x20).As<double, T>().AsVector(), to, 2 * count);
        if (2 * count > Vector<T>.Count)
            Lanes.Store(Avx.Permute2x128(low, high, 0x31).As<double, T>().AsVector(), to + Vector<T>.Count, 2 * count - Vector<T>.Count);
    }

    private static Vector<T> LoadOneByOne<T>(T* from, int count, int stride) where T : unmanaged
    {
        Vector<T> values = default;
        for (int i = 0; i < count; i++) ((T*)&values)[i] = from[(long)i * stride];
        return values;
    }

    private static void StorePairsOneByOne<T>(Vector<T> a, Vector<T> b, T* to, int count) where T : unmanaged
    {
        for (int i = 0; i < count; i++) (to[2 * i], to[2 * i + 1]) = (((T*)&a)[i], ((T*)&b)[i]);
    }
}
