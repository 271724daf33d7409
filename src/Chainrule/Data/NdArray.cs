using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chainrule.Data;

/// <summary>A dense array as files hold it: an element type, extents of which any may be zero, and the elements in row-major
/// order.</summary>
public sealed class NdArray
{
    private readonly int[] shape;

    internal NdArray(ElementType elementType, int[] shape, Array data)
    {
        ElementType = elementType;
        this.shape = shape;
        Data = data;
    }

    /// <summary>An array over these elements, which are not copied.</summary>
    /// <param name="data">The elements in row-major order.</param>
    /// <param name="shape">The extents; none for a scalar.</param>
    /// <exception cref="DataException">The product of the extents is not the number of elements, or the element type is none of
    /// <see cref="Chainrule.Data.ElementType"/>.</exception>
    public static NdArray Create<TElement>(TElement[] data, params ReadOnlySpan<int> shape) where TElement : unmanaged
    {
        if (Count(shape) != data.Length)
            throw new DataException($"An array of shape [{string.Join(", ", shape.ToArray())}] does not hold {data.Length} elements.");
        return new(TypeOf(data), shape.ToArray(), data);
    }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The extents; empty for a scalar.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The elements in row-major order: a <c>byte[]</c>, <c>float[]</c> and so on, as <see cref="ElementType"/> says.</summary>
    public Array Data { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Data.Length;

    /// <summary>The same elements, which are not copied, in another shape.</summary>
    /// <param name="shape">The extents.</param>
    /// <exception cref="DataException">Their product is not the number of elements.</exception>
    public NdArray Reshape(params ReadOnlySpan<int> shape) => Count(shape) == Length ? new(ElementType, shape.ToArray(), Data)
        : throw new DataException($"An array of {Length} elements, {ShapeText}, cannot be read as {Text(shape)}.");

    /// <summary>Pictures that are kept pixel by pixel, <c>[n, height, width, channels]</c>, plane by plane as networks take them: a copy
    /// of shape <c>[n, channels, height, width]</c>.</summary>
    /// <exception cref="DataException">The array has another rank than 4.</exception>
    public NdArray ToChannelsFirst()
    {
        if (shape is not [int samples, int height, int width, int channels])
            throw new DataException($"An array of shape {ShapeText} holds no pictures; expected (n, height, width, channels).");
        Array planes = Allocate(ElementType, Length);
        int size = SizeOf(ElementType), pixels = height * width;
        switch (size)
        {
            case 1: Transpose<byte>(planes, samples, pixels, channels); break;
            case 2: Transpose<ushort>(planes, samples, pixels, channels); break;
            case 4: Transpose<uint>(planes, samples, pixels, channels); break;
            default: Transpose<ulong>(planes, samples, pixels, channels); break;
        }
        return new(ElementType, [samples, channels, height, width], planes);
    }

    private void Transpose<TWord>(Array planes, int samples, int pixels, int channels) where TWord : unmanaged
    {
        ReadOnlySpan<TWord> from = Words<TWord>(Data);
        Span<TWord> to = Words<TWord>(planes);
        for (int sample = 0; sample < samples; sample++)
            for (int channel = 0; channel < channels; channel++)
                for (int pixel = 0; pixel < pixels; pixel++)
                    to[(sample * channels + channel) * pixels + pixel] = from[(sample * pixels + pixel) * channels + channel];
    }

    /// <summary>The elements as doubles, converted.</summary>
    /// <exception cref="DataException">An element is a 64-bit integer that no double is equal to.</exception>
    public double[] ToDoubles() => FirstInexact() is >= 0 and int inexact
        ? throw new DataException($"Element {inexact} of the array is {Data.GetValue(inexact)}{Inexact}") : Widened();

    /// <summary>What to say of an integer that no double is equal to.</summary>
    internal const string Inexact = ", which double precision cannot hold exactly, as few whole numbers beyond 2^53; subtract an offset "
        + "first, or store the array as float64 where rounding does no harm.";

    /// <summary>The index of the first integer that no double is equal to; −1 where there is none.</summary>
    internal int FirstInexact() => (ElementType, Data) switch
    {
        (ElementType.UInt64, ulong[] values) => Array.FindIndex(values, IsInexact),
        (ElementType.Int64, long[] values) => Array.FindIndex(values, value => IsInexact(value < 0 ? 0 - (ulong)value : (ulong)value)),
        _ => -1,
    };

    /// <summary>Whether a number takes more binary digits than a double has.</summary>
    private static bool IsInexact(ulong value) =>
        64 - BitOperations.LeadingZeroCount(value) - BitOperations.TrailingZeroCount(value) > 53 && value != 0;

    // The runtime takes an array of unsigned integers for one of signed ones, and the other way round; the element type tells them apart.
    private double[] Widened() => ElementType switch
    {
        ElementType.Boolean => Array.ConvertAll((bool[])Data, value => value ? 1.0 : 0.0),
        ElementType.SByte => Array.ConvertAll((sbyte[])Data, value => (double)value),
        ElementType.Byte => Array.ConvertAll((byte[])Data, value => (double)value),
        ElementType.Int16 => Array.ConvertAll((short[])Data, value => (double)value),
        ElementType.UInt16 => Array.ConvertAll((ushort[])Data, value => (double)value),
        ElementType.Int32 => Array.ConvertAll((int[])Data, value => (double)value),
        ElementType.UInt32 => Array.ConvertAll((uint[])Data, value => (double)value),
        ElementType.Int64 => Array.ConvertAll((long[])Data, value => (double)value),
        ElementType.UInt64 => Array.ConvertAll((ulong[])Data, value => (double)value),
        ElementType.Half => Array.ConvertAll((Half[])Data, value => (double)value),
        ElementType.Single => Array.ConvertAll((float[])Data, value => (double)value),
        _ => [.. (double[])Data],
    };

    /// <summary>The shape as Python writes it, for messages: <c>(60000, 28, 28)</c>.</summary>
    internal string ShapeText => Text(shape);

    internal static string Text(ReadOnlySpan<int> shape) =>
        shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";

    /// <summary>The product of the extents, or −1 where it exceeds the longest array that .NET has or an extent is negative.</summary>
    internal static int Count(ReadOnlySpan<int> shape)
    {
        long count = shape.Contains(0) ? 0 : 1;
        foreach (int extent in shape)
        {
            count *= extent;
            if (extent < 0 || count > Array.MaxLength) return -1;
        }
        return (int)count;
    }

    internal static int SizeOf(ElementType type) => type switch
    {
        ElementType.Boolean or ElementType.SByte or ElementType.Byte => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Half => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Single => 4,
        _ => 8,
    };

    internal static Array Allocate(ElementType type, int length) => type switch
    {
        ElementType.Boolean => GC.AllocateUninitializedArray<bool>(length),
        ElementType.SByte => GC.AllocateUninitializedArray<sbyte>(length),
        ElementType.Byte => GC.AllocateUninitializedArray<byte>(length),
        ElementType.Int16 => GC.AllocateUninitializedArray<short>(length),
        ElementType.UInt16 => GC.AllocateUninitializedArray<ushort>(length),
        ElementType.Int32 => GC.AllocateUninitializedArray<int>(length),
        ElementType.UInt32 => GC.AllocateUninitializedArray<uint>(length),
        ElementType.Int64 => GC.AllocateUninitializedArray<long>(length),
        ElementType.UInt64 => GC.AllocateUninitializedArray<ulong>(length),
        ElementType.Half => GC.AllocateUninitializedArray<Half>(length),
        ElementType.Single => GC.AllocateUninitializedArray<float>(length),
        _ => GC.AllocateUninitializedArray<double>(length),
    };

    /// <summary>Integers of any type as class labels.</summary>
    /// <exception cref="DataException">One does not fit an <see cref="int"/>, or the elements are no integers.</exception>
    internal int[] ToLabels(string name)
    {
        try
        {
            return ElementType switch
            {
                ElementType.Boolean => Array.ConvertAll((bool[])Data, value => value ? 1 : 0),
                ElementType.SByte => Array.ConvertAll((sbyte[])Data, value => (int)value),
                ElementType.Byte => Array.ConvertAll((byte[])Data, value => (int)value),
                ElementType.Int16 => Array.ConvertAll((short[])Data, value => (int)value),
                ElementType.UInt16 => Array.ConvertAll((ushort[])Data, value => (int)value),
                ElementType.Int32 => (int[])Data,
                ElementType.UInt32 => Array.ConvertAll((uint[])Data, value => checked((int)value)),
                ElementType.Int64 => Array.ConvertAll((long[])Data, value => checked((int)value)),
                ElementType.UInt64 => Array.ConvertAll((ulong[])Data, value => checked((int)value)),
                _ => throw new DataException($"The labels of '{name}' are of type {ElementType}; expected integers."),
            };
        }
        catch (OverflowException error)
        {
            int beyond = Enumerable.Range(0, Length).First(i =>
                Convert.ToDecimal(Data.GetValue(i), CultureInfo.InvariantCulture) is < int.MinValue or > int.MaxValue);
            throw new DataException($"{RowLabels.Row(beyond, name)} has the label {Data.GetValue(beyond)}; expected the number of a class, "
                + $"from 0. With task: classes the numbers that occur are classes, whatever they are.", cause: error);
        }
    }

    private static ElementType TypeOf(Array data) => data switch
    {
        bool[] => ElementType.Boolean,
        byte[] => data.GetType() == typeof(sbyte[]) ? ElementType.SByte : ElementType.Byte,
        short[] => data.GetType() == typeof(ushort[]) ? ElementType.UInt16 : ElementType.Int16,
        int[] => data.GetType() == typeof(uint[]) ? ElementType.UInt32 : ElementType.Int32,
        long[] => data.GetType() == typeof(ulong[]) ? ElementType.UInt64 : ElementType.Int64,
        Half[] => ElementType.Half,
        float[] => ElementType.Single,
        double[] => ElementType.Double,
        _ => throw new DataException(
            $"Arrays of {data.GetType().GetElementType()} are not supported; use one of "
                + $"{string.Join(", ", Enum.GetNames<ElementType>())}."),
    };

    /// <summary>The bytes of some elements, in this machine's byte order.</summary>
    internal static Span<byte> Bytes(Array data, ElementType type, int start, int count)
    {
        int size = SizeOf(type);
        ref byte first = ref MemoryMarshal.GetArrayDataReference(data);
        return MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref first, (nint)start * size), count * size);
    }

    /// <summary>The elements as words of their size.</summary>
    internal static Span<TWord> Words<TWord>(Array data) where TWord : unmanaged =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, TWord>(ref MemoryMarshal.GetArrayDataReference(data)), data.Length);
}
