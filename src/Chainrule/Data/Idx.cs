using System.Buffers.Binary;

namespace Chainrule.Data;

/// <summary>Reads IDX files, the format of MNIST: two zero bytes, a type, a rank, big-endian 32-bit extents, big-endian elements.</summary>
/// <remarks>Gzip files of one member are unpacked on the way. Memory is taken as the bytes arrive, never because a header says
/// so.</remarks>
public static class Idx
{
    /// <summary>Reads a file, packed with gzip or not.</summary>
    /// <exception cref="DataException">The file does not exist, is damaged, cut short, or too long; the message says where.</exception>
    public static NdArray Read(string path) => ByteSource.Opening(path, stream => Read(stream, path));

    /// <summary>Reads a stream to its end. A stream that cannot seek is taken into memory first.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="DataException">The data is damaged, cut short, or too long; the message says where.</exception>
    public static NdArray Read(Stream stream, string? name = null) => ByteSource.Unpacking(stream, name, Read);

    private static NdArray Read(ByteSource source)
    {
        Span<byte> magic = stackalloc byte[4];
        source.Read(magic, "the magic number");
        if (magic[0] != 0 || magic[1] != 0)
            throw source.Fault($"the magic number at byte 0 is {Convert.ToHexString(magic)}; an IDX file starts with 0000");
        ElementType type = magic[2] switch
        {
            0x08 => ElementType.Byte,
            0x09 => ElementType.SByte,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Single,
            0x0E => ElementType.Double,
            _ => throw source.Fault($"the element type at byte 2 is {magic[2]:X2}; expected 08, 09, 0B, 0C, 0D or 0E"),
        };
        Span<byte> extents = stackalloc byte[4 * magic[3]];
        source.Read(extents, "the extents");
        int[] shape = new int[magic[3]];
        for (int i = 0; i < shape.Length; i++) shape[i] = BinaryPrimitives.ReadInt32BigEndian(extents[(4 * i)..]);
        int count = NdArray.Count(shape);
        if (count < 0) throw source.Fault(
            $"the extents at byte 4, {NdArray.Text(shape)}, make no array; expected 0 to {Array.MaxLength} elements");
        return new(type, shape, source.ReadElements(type, count, littleEndian: false, toTheEnd: true));
    }
}
