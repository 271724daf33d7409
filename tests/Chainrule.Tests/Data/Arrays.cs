using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Chainrule.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Chainrule.Tests.Data;

/// <summary>Arrays and files for the tests of the readers.</summary>
internal static class Arrays
{
    /// <summary>Arrays of every type with up to four dimensions, some of extent 0, and any bits as elements.</summary>
    public static Arbitrary<NdArray> Any { get; } = (
        from type in Gen.Elements(Enum.GetValues<ElementType>())
        from rank in Gen.Choose(0, 4)
        from shape in Gen.ArrayOf(Gen.Choose(0, 20).Select(n => n == 0 ? 0 : n % 5 + 1), rank)
        from seed in Gen.Choose(0, int.MaxValue)
        select Random(type, shape, seed)).ToArbitrary();

    public static NdArray Random(ElementType type, int[] shape, int seed)
    {
        byte[] bytes = new byte[shape.Aggregate(1, (a, b) => a * b) * NdArray.SizeOf(type)];
        new Random(seed).NextBytes(bytes);
        return type switch
        {
            ElementType.Boolean => NdArray.Create(Array.ConvertAll(bytes, value => value > 127), shape),
            ElementType.SByte => Of<sbyte>(),
            ElementType.Byte => Of<byte>(),
            ElementType.Int16 => Of<short>(),
            ElementType.UInt16 => Of<ushort>(),
            ElementType.Int32 => Of<int>(),
            ElementType.UInt32 => Of<uint>(),
            ElementType.Int64 => Of<long>(),
            ElementType.UInt64 => Of<ulong>(),
            ElementType.Half => Of<Half>(),
            ElementType.Single => Of<float>(),
            _ => Of<double>(),
        };

        NdArray Of<T>() where T : unmanaged => NdArray.Create(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), shape);
    }

    public static byte[] Bytes(NdArray array) => NdArray.Bytes(array.Data, array.ElementType, 0, array.Length).ToArray();

    /// <summary>Whether two arrays have the same type, shape and bits.</summary>
    public static bool Same(NdArray a, NdArray b) =>
        a.ElementType == b.ElementType && a.Shape.SequenceEqual(b.Shape) && a.Data.GetType() == b.Data.GetType()
            && Bytes(a).SequenceEqual(Bytes(b));

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Golden", name);

    public static byte[] Npy(NdArray array)
    {
        MemoryStream stream = new();
        Chainrule.Data.Npy.Write(stream, array);
        return stream.ToArray();
    }

    public static byte[] Npz(bool compress, params (string Name, NdArray Array)[] arrays)
    {
        MemoryStream stream = new();
        Chainrule.Data.Npz.Write(stream, arrays.Select(item => KeyValuePair.Create(item.Name, item.Array)), compress);
        return stream.ToArray();
    }

    /// <summary>An IDX file with elements of any bits.</summary>
    public static byte[] Idx(byte type, int size, int[] shape, int seed)
    {
        byte[] file = new byte[4 + 4 * shape.Length + size * shape.Aggregate(1, (a, b) => a * b)];
        new Random(seed).NextBytes(file);
        (file[0], file[1], file[2], file[3]) = (0, 0, type, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }

    public static DataException Fails(Action read, params string[] parts)
    {
        DataException error = Assert.Throws<DataException>(read);
        Assert.All(parts, part => Assert.Contains(part, error.Message));
        return error;
    }
}
