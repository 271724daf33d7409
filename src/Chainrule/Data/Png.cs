using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Chainrule.Data;

/// <summary>Reads PNG pictures: every colour type and depth, interlaced or not. Sixteen bits a channel are rounded to eight.</summary>
/// <remarks>All checksums are checked. Memory is taken only for what the packed data can unpack to: deflate reaches at most 1,032 times its
/// size. Every channel of a pixel then takes a byte, so that a picture of one bit a pixel takes eight times its unpacked size, and 32 times
/// where its palette has colours with opacities; never more than 2²⁸ bytes. Bytes after the end of the packed data are left aside, and so
/// are gamma and colour profiles. Format: Portable Network Graphics, ISO/IEC 15948:2004.</remarks>
public static class Png
{
    private const int DeflateLimit = 1032, Largest = 1 << 28;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file does not exist, is no PNG file, is damaged or cut short.</exception>
    public static RasterImage Read(string path) => ByteSource.Guarded(path, () => Read(FileSystem.ReadAllBytes(path, Largest), path));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="DataException">They are no PNG file, damaged or cut short.</exception>
    public static RasterImage Read(ReadOnlySpan<byte> file, string name)
    {
        if (!file.StartsWith(Signature))
            throw new DataException(Signature.StartsWith(file) ? "the file is cut off in its first bytes."
                : "this is no PNG file: it does not start as one.", name);
        PngHeader? header = null;
        byte[] palette = [], transparency = [];
        using MemoryStream packed = new();
        int at = Signature.Length;
        bool isDone = false;
        for (string before = ""; !isDone;)
        {
            string type = Chunk(file, ref at, name, out ReadOnlySpan<byte> data);
            if (header is null && type != "IHDR")
                throw new DataException($"the file starts with {type}; a PNG file starts with IHDR.", name);
            switch (type)
            {
                case "IHDR" when header is null: header = PngHeader.Parse(data, name); break;
                case "PLTE" when palette.Length == 0 && packed.Length == 0: palette = Palette(data, name); break;
                case "tRNS" when packed.Length == 0: transparency = data.ToArray(); break;
                case "IDAT" when packed.Length == 0 || before == "IDAT": packed.Write(data); break;
                case "IEND": isDone = true; break;
                case "IHDR" or "PLTE" or "tRNS" or "IDAT":
                    throw new DataException($"the chunk {type} at byte {at - data.Length - 12} "
                    + "appears where it must not.", name);
                default:
                    // An upper-case first letter says that the picture cannot be understood without the chunk.
                    if (char.IsAsciiLetterUpper(type[0]))
                        throw new DataException($"the file holds a chunk {type}, which is unknown here and cannot be left aside.", name);
                    break;
            }
            before = type;
        }
        return Unpack(header!, palette, transparency, packed, name);
    }

    /// <summary>Reads a chunk: its length, its type, its data, its checksum.</summary>
    private static string Chunk(ReadOnlySpan<byte> file, ref int at, string name, out ReadOnlySpan<byte> data)
    {
        if (file.Length - at < 12) throw new DataException($"the file is cut off at byte {file.Length}, before its end chunk.", name);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        ReadOnlySpan<byte> letters = file.Slice(at + 4, 4);
        foreach (byte letter in letters)
            if (!char.IsAsciiLetter((char)letter))
                throw new DataException($"the file is damaged at byte {at + 4}: the name of a chunk is made of letters.", name);
        string type = Encoding.ASCII.GetString(letters);
        if (length > file.Length - at - 12)
            throw new DataException($"the chunk {type} at byte {at} is said to have {length} bytes, but the file ends after "
                + $"{Math.Max(file.Length - at - 12, 0)} of them; it is damaged or cut off.", name);
        data = file.Slice(at + 8, (int)length);
        Crc32 checksum = new();
        checksum.Append(file.Slice(at + 4, 4 + (int)length));
        uint stated = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]);
        if (checksum.Value != stated)
            throw new DataException($"the chunk {type} at byte {at} is damaged: its checksum is {checksum.Value:X8}, and {stated:X8} "
                + "is stated.", name);
        at += 12 + (int)length;
        return type;
    }

    private static byte[] Palette(ReadOnlySpan<byte> data, string name) =>
        data.Length % 3 == 0 && data.Length is > 0 and <= 768 ? data.ToArray()
        : throw new DataException($"the palette has {data.Length} bytes; expected three for each of 1 to 256 colours.", name);

    private static RasterImage Unpack(PngHeader header, byte[] palette, byte[] transparency, MemoryStream packed, string name)
    {
        if (header.ColorType == PngColor.Palette && palette.Length == 0)
            throw new DataException("the pixels are numbers of colours, but there is no palette.", name);
        if (header.ColorType is PngColor.GreyAlpha or PngColor.ColorAlpha) transparency = [];
        int expected = header.ColorType switch { PngColor.Grey => 2, PngColor.Color => 6, _ => transparency.Length };
        if (transparency.Length > 0 && (transparency.Length != expected || transparency.Length > 256))
            throw new DataException($"the chunk tRNS has {transparency.Length} bytes; expected {expected}.", name);
        long area = (long)header.Width * header.Height, size = area > Largest ? long.MaxValue : header.PackedSize;
        if (size > Largest || area * PngPixels.Channels(header, transparency) > Largest)
            throw new DataException($"the picture has {header.Width}×{header.Height} pixels, which is more than is read here: expected at "
                + $"most {Largest} bytes.", name);
        if (size > DeflateLimit * (packed.Length + 1))
            throw new DataException($"the picture is said to have {header.Width}×{header.Height} pixels, but its {packed.Length} packed "
                + "bytes cannot hold them.", name);
        byte[] rows = Inflate(packed, (int)size, name);
        return PngPixels.Read(header, rows, palette, transparency, name);
    }

    private static byte[] Inflate(MemoryStream packed, int size, string name)
    {
        byte[] rows = new byte[size];
        int read, more;
        try
        {
            packed.Position = 0;
            using ZLibStream unpacked = new(packed, CompressionMode.Decompress, leaveOpen: true);
            read = unpacked.ReadAtLeast(rows, size, throwOnEndOfStream: false);
            more = read == size ? unpacked.ReadByte() : -1;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DataException("the packed pixels are damaged: they do not unpack to what their checksum says.", name, cause: error);
        }
        if (read < size) throw new DataException($"the packed pixels end after {read} of {size} bytes.", name);
        if (more >= 0)
            throw new DataException($"there are more packed pixels than the {size} bytes that the size of the picture calls for.", name);
        // What unpacks has compared the checksum after the data, but is content where the data ends before it or within it. Then it is
        // nowhere.
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Adler32(rows));
        return packed.GetBuffer().AsSpan(0, (int)packed.Length).LastIndexOf(checksum) >= 0 ? rows
            : throw new DataException($"the packed pixels are cut off: their checksum, {Convert.ToHexString(checksum)}, does not "
                + "follow them.", name);
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        // 5,552 is the longest piece after which neither sum can have overflowed.
        const uint Modulus = 65521;
        const int Piece = 5552;
        uint a = 1, b = 0;
        for (; data.Length > 0; data = data[Math.Min(Piece, data.Length)..])
        {
            foreach (byte value in data[..Math.Min(Piece, data.Length)]) b += a += value;
            (a, b) = (a % Modulus, b % Modulus);
        }
        return (b << 16) | a;
    }
}
