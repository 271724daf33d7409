using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

public class PngImageTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(64, 1, 3)]
    [InlineData(7, 11, 4)]
    public void Chunks_are_sound_and_hold_the_pixels(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        new Random(1).NextBytes(pixels);
        byte[] file = PngImage.Encode(width, height, channels, pixels);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        List<string> names = [];
        using MemoryStream packed = new(), rows = new();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            names.Add(Encoding.ASCII.GetString(file, at + 4, 4));
            Assert.Equal(Crc(file.AsSpan(at + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            if (names[^1] == "IHDR")
                Assert.Equal((width, height, 8), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 8)),
                    BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 12)), file[at + 16]));
            if (names[^1] == "IDAT") packed.Write(file, at + 8, length);
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], names);
        // The check value of an empty last chunk is the one of the specification's example.
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], file[^4..]);
        packed.Position = 0;
        using (ZLibStream inflate = new(packed, CompressionMode.Decompress)) inflate.CopyTo(rows);
        int stride = width * channels;
        byte[] unpacked = rows.ToArray();
        Assert.Equal((stride + 1) * height, unpacked.Length);
        for (int row = 0; row < height; row++)
        {
            Assert.Equal(0, unpacked[row * (stride + 1)]);
            Assert.Equal(pixels[(row * stride)..((row + 1) * stride)], unpacked[(row * (stride + 1) + 1)..((row + 1) * (stride + 1))]);
        }
    }

    [Fact]
    public void Grey_goes_from_black_to_white_and_stays_between() => Assert.Equal(
        PngImage.DataUri(6, 1, 1, [0, 0, 128, 255, 255, 128]),
        PngImage.PlanesDataUri(6, 1, [-5, -1, 0, 1, float.PositiveInfinity, float.NaN], black: -1, white: 1));

    [Fact]
    public void Three_planes_are_red_green_and_blue() => Assert.Equal(
        PngImage.DataUri(2, 1, 3, [0, 51, 102, 255, 204, 153]),
        PngImage.PlanesDataUri(2, 1, [0, 5, 1, 4, 2, 3], black: 0, white: 5));

    [Fact]
    public void Bytes_that_do_not_fit_are_refused()
    {
        Assert.Contains("12 bytes", Assert.Throws<ArgumentException>(() => PngImage.Encode(2, 2, 3, new byte[11])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode(2, 2, 5, new byte[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode(0, 2, 1, []));
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
