using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>Writes PNG files (ISO/IEC 15948): eight bits a channel, no filter, not interlaced.</summary>
public static class PngImage
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Encodes pixels, from left to right and from top to bottom.</summary>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="height">The rows.</param>
    /// <param name="channels">The bytes of a pixel: 1 for grey, 2 for grey and opacity, 3 for red, green and blue, 4 for these and
    /// opacity.</param>
    /// <param name="pixels">height · width · channels bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public static byte[] Encode(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is < 1 or > 4) throw new ArgumentOutOfRangeException(nameof(channels), channels, "A pixel has 1 to 4 channels.");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"{width}×{height} pixels of {channels} bytes are {(long)width * height * channels} bytes, but there are {pixels.Length}.",
                nameof(pixels));

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        (header[10], header[11], header[12]) = (0, 0, 0);

        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            for (int row = 0; row < height; row++)
            {
                deflate.WriteByte(0);
                deflate.Write(pixels.Slice(row * width * channels, width * channels));
            }

        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Encodes pixels as an address that pages can hold the picture in.</summary>
    public static string DataUri(int width, int height, int channels, ReadOnlySpan<byte> pixels) =>
        "data:image/png;base64," + Convert.ToBase64String(Encode(width, height, channels, pixels));

    /// <summary>Encodes values as pixels, as networks take them: <c>[channels, height, width]</c>.</summary>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="height">The rows.</param>
    /// <param name="values">One plane of grey, or three of red, green and blue.</param>
    /// <param name="black">The value that is black; smaller values are black, too.</param>
    /// <param name="white">The value that is white; greater values are white, too. What is not a number is halfway.</param>
    /// <exception cref="ArgumentException">The values are not one plane or three.</exception>
    public static string PlanesDataUri(int width, int height, IReadOnlyList<float> values, double black, double white)
    {
        ArgumentNullException.ThrowIfNull(values);
        int area = width * height, channels = values.Count == 3 * area ? 3 : 1;
        byte[] pixels = new byte[values.Count];
        for (int i = 0; i < pixels.Length; i++)
        {
            double share = white > black ? (values[i % channels * area + i / channels] - black) / (white - black) : 0.5;
            pixels[i] = double.IsNaN(share) ? (byte)128 : (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);
        }
        return DataUri(width, height, channels, pixels);
    }

    private static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
