using System.Buffers.Binary;
using System.IO.Compression;
using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class PngTests
{
    /// <summary>Files of every colour type and depth, of every filter, interlaced or not, with the pixels that Pillow sees in
    /// them.</summary>
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Arrays.Golden("png"),
        "*.png").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void Every_kind_of_file_shows_the_pixels_that_Pillow_sees(string name)
    {
        RasterImage image = Png.Read(Arrays.Golden($"png/{name}.png"));
        Assert.Equal(File.ReadAllBytes(Arrays.Golden($"png/{name}.rgba")), Rgba(image));
        int channels = name.StartsWith("grey_", StringComparison.Ordinal) && !name.EndsWith("_interlaced", StringComparison.Ordinal)
            || name.StartsWith("grey_alpha", StringComparison.Ordinal) ? 2
            : name.StartsWith("grey", StringComparison.Ordinal) ? 1 : name.Contains("_alpha", StringComparison.Ordinal)
                || name.Contains("_key", StringComparison.Ordinal) ? 4 : 3;
        Assert.Equal(channels, image.Channels);
    }

    [Theory]
    [InlineData("smaller")]
    [InlineData("larger")]
    [InlineData("wider")]
    public void Pictures_are_stretched_as_Pillow_does(string name)
    {
        RasterImage expected = Png.Read(Arrays.Golden($"png/resized_{name}.png"));
        RasterImage resized = Png.Read(Arrays.Golden("png/resized_from.png")).Resized(expected.Height, expected.Width);
        // Pillow rounds between rows and columns as well.
        Assert.All(Enumerable.Range(0, expected.Pixels.Length), i => Assert.InRange(resized.Pixels[i] - expected.Pixels[i], -1, 1));
    }

    [Fact]
    public void Planes_are_grey_or_colours_and_transparency_is_white()
    {
        Assert.Equal([76, 150, 29, 255, 0], new RasterImage(1, 5, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0]).Planes(1));
        Assert.Equal([1, 4, 2, 5, 3, 6], new RasterImage(2, 1, 3, [1, 2, 3, 4, 5, 6]).Planes(3));
        Assert.Equal([7, 8, 7, 8, 7, 8], new RasterImage(1, 2, 1, [7, 8]).Planes(3));
        Assert.Equal([255, 10, 128], new RasterImage(1, 3, 2, [10, 0, 10, 255, 0, 127]).Planes(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RasterImage(1, 1, 1, [0]).Planes(2));
        Assert.Throws<ArgumentException>(() => new RasterImage(1, 2, 3, new byte[5]));
    }

    [Fact]
    public void Damage_is_named()
    {
        byte[] file = File.ReadAllBytes(Arrays.Golden("png/color8.png"));
        Refused([], "is cut off in its first bytes");
        Refused("GIF89a"u8.ToArray(), "is no PNG file");
        Refused(file[..50], "the chunk tEXt at byte 33 is said to have 18 bytes, but the file ends after 5 of them", "cut off");
        Refused(file[..^12], "cut off", "before its end chunk");
        Refused(Changed(file, 20), "the chunk IHDR at byte 8 is damaged: its checksum is");
        Refused(WithHeader(file, header => header[8] = 3), "colour type 2 with 3 bits, which PNG does not have");
        Refused(WithHeader(file, header => header[9] = 3), "there is no palette");
        Refused(WithHeader(file, header => header[12] = 2), "compression 0, filter 0 and interlacing 2");
        Refused(WithHeader(file, header => header[..4].Clear()), "0×9 pixels");
        Refused(WithHeader(file, header => header[3] = 14), "the packed pixels end after");
        Refused(WithHeader(file, header => header[7] = 8), "there are more packed pixels than");
        Refused(WithHeader(file, header => header[..8].Fill(0x7F)), "which is more than is read here");
        Refused(WithHeader(file, header => (header[2], header[6]) = (0x20, 0x20)), "packed bytes cannot hold them");
        Refused(Png8([0, 1, 2, 3], stream => Changed(stream, stream.Length - 1)), "packed pixels are damaged");
        Refused(Png8([5, 1, 2, 3]), "a row has the filter 5");
        Refused(Png8([0, 1, 2, 3], color: 3, palette: [1, 2, 3]), "a pixel has the colour 1, but the palette has 1 colours");
        Refused([.. file[..33], .. Chunk("XYZa", [1]), .. file[33..]], "a chunk XYZa, which is unknown here");
        Refused([.. file[..33], .. Chunk("IHDR", file[16..29]), .. file[33..]], "the chunk IHDR at byte 33 appears where it must not");
        Refused([.. file[..33], .. Chunk("tRNS", [1]), .. file[33..]], "the chunk tRNS has 1 bytes; expected 6");
        Refused([.. file[..8], .. file[33..]], "starts with tEXt; a PNG file starts with IHDR");
    }

    [Fact]
    public void The_checksum_of_the_packed_pixels_is_the_one_behind_them_whatever_follows()
    {
        byte[] trailing = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([1, 2, 3], Png.Read(Png8([0, 1, 2, 3], stream => [.. stream, .. trailing]), "x.png").Pixels.ToArray());
        Assert.Equal([1, 2, 3], Png.Read(Png8([0, 1, 2, 3], stream => [.. stream, 0]), "x.png").Pixels.ToArray());
        // A wrong checksum stays wrong, even where the right one stands at the very end.
        Refused(Png8([0, 1, 2, 3], stream => [.. Changed(stream, stream.Length - 1), .. trailing]), "packed pixels are damaged");
        Refused(Png8([0, 1, 2, 3], stream => [.. Changed(stream, stream.Length - 1), .. trailing, .. stream[^4..]]),
            "packed pixels are damaged");
        for (int missing = 1; missing <= 4; missing++)
            Refused(Png8([0, 1, 2, 3], stream => stream[..^missing]),
                "the packed pixels are cut off: their checksum, 000E0007, does not follow them");
    }

    /// <summary>Black pixels of one bit pack best of all: 16 million of them, each of four bytes when its colour has an opacity.</summary>
    [Fact]
    public void Memory_is_in_proportion_to_the_packed_pixels_also_where_a_bit_becomes_four_bytes()
    {
        const int Side = 4000;
        byte[] packed = Zlib(new byte[Side * (1 + Side / 8)]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        (header[8], header[9]) = (1, 3);
        byte[] file = [.. File.ReadAllBytes(Arrays.Golden("png/grey8.png"))[..8], .. Chunk("IHDR", header), .. Chunk("PLTE", [1, 2, 3]),
            .. Chunk("tRNS", [4]), .. Chunk("IDAT", packed), .. Chunk("IEND", [])];
        long before = GC.GetAllocatedBytesForCurrentThread();
        RasterImage image = Png.Read(file, "x.png");
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal([1, 2, 3, 4], image.Pixels[^4..].ToArray());
        Assert.InRange(taken, 32L * Side * Side / 8, 33L * 1032 * packed.Length + 100_000);
    }

    [Fact]
    public void A_header_that_promises_gigabytes_takes_little_memory()
    {
        byte[] file = WithHeader(File.ReadAllBytes(Arrays.Golden("png/grey8.png")), header => (header[1], header[5]) = (1, 1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, "more than is read here");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void Refused(byte[] file, params string[] words)
    {
        DataException error = Assert.Throws<DataException>(() => Png.Read(file, "x.png"));
        Assert.StartsWith("x.png: ", error.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Changed(byte[] file, int at)
    {
        byte[] changed = [.. file];
        changed[at] ^= 0x10;
        return changed;
    }

    /// <summary>The file with another header, whose checksum is right.</summary>
    private static byte[] WithHeader(byte[] file, SpanChange change)
    {
        byte[] header = file[16..29];
        change(header);
        return [.. file[..8], .. Chunk("IHDR", header), .. file[33..]];
    }

    private delegate void SpanChange(Span<byte> header);

    /// <summary>A picture of one row, three pixels of eight bits wide.</summary>
    private static byte[] Png8(byte[] row, Func<byte[], byte[]>? spoil = null, byte color = 0, byte[]? palette = null)
    {
        byte[] stream = Zlib(row);
        if (spoil is not null) stream = spoil(stream);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR", [0, 0, 0, 3, 0, 0, 0, 1, 8, color, 0, 0, 0]),
            .. palette is null ? [] : Chunk("PLTE", palette), .. Chunk("IDAT", stream), .. Chunk("IEND", [])];
    }

    private static byte[] Zlib(byte[] data)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(data);
        return packed.ToArray();
    }

    internal static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Crc32 checksum = new();
        checksum.Append(chunk.AsSpan(4, 4 + data.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), checksum.Value);
        return chunk;
    }

    private static byte[] Rgba(RasterImage image)
    {
        byte[] rgba = new byte[image.Height * image.Width * 4];
        for (int i = 0; i < image.Height * image.Width; i++)
        {
            ReadOnlySpan<byte> pixel = image.Pixels.Slice(i * image.Channels, image.Channels);
            for (int c = 0; c < 3; c++) rgba[4 * i + c] = pixel[image.IsColor ? c : 0];
            rgba[4 * i + 3] = image.Channels is 2 or 4 ? pixel[^1] : byte.MaxValue;
        }
        return rgba;
    }
}
