using System.Buffers.Binary;
using System.Text;

namespace Chainrule.Data;

/// <summary>Reads and writes <c>.npy</c> files, NumPy's format for one array.</summary>
/// <remarks>Versions 1 to 3 are read; types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8; either byte order; arrays in Fortran order
/// become row-major. Memory is taken as the bytes arrive, never because a header says so; a header may have 1 MiB.
/// Format: NumPy enhancement proposal 1, "A simple file format for NumPy arrays".</remarks>
public static class Npy
{
    private const int LongestHeader = 1 << 20;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file that holds one array.</summary>
    /// <exception cref="DataException">The file does not exist, is damaged, cut short or too long, or holds Python objects.</exception>
    public static NdArray Read(string path) => ByteSource.Opening(path, stream =>
        Read(new ByteSource(stream, path, stream.Length, stream.Length), toTheEnd: true));

    /// <summary>Reads one array and leaves the stream after it, where another may follow. A stream that cannot seek is read to its end and
    /// must hold one array.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="DataException">The data is damaged or cut short, or holds Python objects.</exception>
    public static NdArray Read(Stream stream, string? name = null) => ByteSource.Guarded(name ?? "stream", () =>
    {
        Stream seekable = ByteSource.Seekable(stream);
        long length = seekable.Length - seekable.Position;
        return Read(new ByteSource(seekable, name ?? "stream", length, length), toTheEnd: !stream.CanSeek);
    });

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, NdArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes an array as NumPy does: version 1, little-endian, row-major.</summary>
    public static void Write(Stream stream, NdArray array)
    {
        NpyHeader header = new(array.ElementType, true, false, array.Shape.ToArray());
        int prefix = Magic.Length + 4, total = (prefix + header.Text.Length + 1 + 63) / 64 * 64;
        byte[] start = new byte[total];
        start.AsSpan().Fill((byte)' ');
        Magic.CopyTo(start);
        (start[6], start[7], start[^1]) = (1, 0, (byte)'\n');
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)(total - prefix));
        Encoding.ASCII.GetBytes(header.Text, start.AsSpan(prefix));
        stream.Write(start);
        const int piece = 1 << 20;
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Arrays are written on little-endian machines only.");
        for (int first = 0; first < array.Length; first += piece)
            stream.Write(NdArray.Bytes(array.Data, array.ElementType, first, Math.Min(piece, array.Length - first)));
    }

    internal static NdArray Read(ByteSource source, bool toTheEnd)
    {
        NpyHeader header = ReadHeader(source);
        int count = NdArray.Count(header.Shape);
        if (count < 0) throw source.Fault(
            $"the shape {NdArray.Text(header.Shape)} in the header makes no array; expected 0 to {Array.MaxLength} elements");
        Array data = source.ReadElements(header.Type, count, header.LittleEndian, toTheEnd);
        return new(header.Type, header.Shape, header.FortranOrder ? RowMajor(data, header) : data);
    }

    private static NpyHeader ReadHeader(ByteSource source)
    {
        Span<byte> start = stackalloc byte[12];
        source.Read(start[..8], "the magic number");
        if (!start[..6].SequenceEqual(Magic))
            throw source.Fault(
                $"the magic number at byte 0 is {Convert.ToHexString(start[..6])}; a .npy file starts with {Convert.ToHexString(Magic)}");
        int version = start[6];
        if (version is < 1 or > 3 || start[7] != 0)
            throw source.Fault($"the format version at byte 6 is {version}.{start[7]}; expected 1.0, 2.0 or 3.0");
        source.Read(start[8..(version == 1 ? 10 : 12)], "the length of the header");
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader) throw source.Fault($"the header at byte 8 is {length} bytes long; expected at most {LongestHeader}");
        byte[] text = new byte[length];
        source.Read(text, "the header");
        try
        {
            return NpyHeader.Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text));
        }
        catch (FormatException error)
        {
            throw source.Fault($"{error.Message} (the header starts at byte {source.Offset - length})", error);
        }
    }

    private static Array RowMajor(Array data, NpyHeader header)
    {
        Array ordered = NdArray.Allocate(header.Type, data.Length);
        switch (NdArray.SizeOf(header.Type))
        {
            case 1: Reorder<byte>(data, ordered, header.Shape); break;
            case 2: Reorder<ushort>(data, ordered, header.Shape); break;
            case 4: Reorder<uint>(data, ordered, header.Shape); break;
            default: Reorder<ulong>(data, ordered, header.Shape); break;
        }
        return ordered;
    }

    /// <summary>From the first index running fastest to the last index running fastest.</summary>
    private static void Reorder<TWord>(Array fortran, Array ordered, int[] shape) where TWord : unmanaged
    {
        ReadOnlySpan<TWord> source = NdArray.Words<TWord>(fortran);
        Span<TWord> destination = NdArray.Words<TWord>(ordered);
        int[] stride = new int[shape.Length], index = new int[shape.Length];
        for (int i = 0, step = 1; i < shape.Length; step *= shape[i++]) stride[i] = step;
        int position = 0;
        foreach (ref TWord element in destination)
        {
            element = source[position];
            for (int i = shape.Length - 1; i >= 0; i--)
            {
                position += stride[i];
                if (++index[i] < shape[i]) break;
                position -= stride[i] * shape[i];
                index[i] = 0;
            }
        }
    }
}
