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

    /// <summary>The elements as doubles, converted; 64-bit integers beyond 2⁵³ are rounded.</summary>
    public double[] ToDoubles() => Data switch
    {
        double[] values => [.. values],
        float[] values => Array.ConvertAll(values, value => (double)value),
        Half[] values => Array.ConvertAll(values, value => (double)value),
        bool[] values => Array.ConvertAll(values, value => value ? 1.0 : 0.0),
        byte[] values => Array.ConvertAll(values, value => (double)value),
        sbyte[] values => Array.ConvertAll(values, value => (double)value),
        short[] values => Array.ConvertAll(values, value => (double)value),
        ushort[] values => Array.ConvertAll(values, value => (double)value),
        int[] values => Array.ConvertAll(values, value => (double)value),
        uint[] values => Array.ConvertAll(values, value => (double)value),
        long[] values => Array.ConvertAll(values, value => (double)value),
        ulong[] values => Array.ConvertAll(values, value => (double)value),
        _ => throw new NotSupportedException($"Arrays of {ElementType} hold no numbers."),
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
            throw new DataException(
                $"The labels of '{name}' hold a number beyond {int.MaxValue}; expected 0 to the number of classes − 1.", cause: error);
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
