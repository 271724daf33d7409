using System.Buffers.Binary;

namespace Chainrule.Data;

/// <summary>What the pixels of a PNG file are made of.</summary>
internal enum PngColor
{
    Grey = 0,
    Color = 2,
    Palette = 3,
    GreyAlpha = 4,
    ColorAlpha = 6,
}

/// <summary>The header of a PNG file.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColor ColorType, bool IsInterlaced)
{
    /// <summary>The numbers of a pixel as it is stored.</summary>
    public int Samples => ColorType switch { PngColor.Grey or PngColor.Palette => 1, PngColor.GreyAlpha => 2, PngColor.Color => 3, _ => 4 };

    /// <summary>The bits of a pixel as it is stored.</summary>
    public int Bits => Samples * Depth;

    /// <summary>The parts that the picture is stored in: first column and row, and how many columns and rows lie between two
    /// pixels.</summary>
    public IEnumerable<(int Left, int Top, int Across, int Down)> Passes => IsInterlaced
        ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] : [(0, 0, 1, 1)];

    /// <summary>The bytes of all rows with the byte before each that names its filter.</summary>
    public long PackedSize => Passes.Sum(pass =>
    {
        long columns = Columns(pass), rows = Rows(pass);
        return columns == 0 ? 0 : rows * (1 + (columns * Bits + 7) / 8);
    });

    public int Columns((int Left, int Top, int Across, int Down) pass) => (int)(((long)Width - pass.Left + pass.Across - 1) / pass.Across);

    public int Rows((int Left, int Top, int Across, int Down) pass) => (int)(((long)Height - pass.Top + pass.Down - 1) / pass.Down);

    public static PngHeader Parse(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != 13) throw new DataException($"the header has {data.Length} bytes; expected 13.", name);
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        int depth = data[8], color = data[9];
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw new DataException($"the header says {width}×{height} pixels; expected 1 to {int.MaxValue} each.", name);
        bool isKnown = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false
        };
        if (!isKnown) throw new DataException($"the header says colour type {color} with {depth} bits, which PNG does not have.", name);
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new DataException($"the header says compression {data[10]}, filter {data[11]} and interlacing {data[12]}; PNG has 0, 0 "
                + "and 0 or 1.", name);
        return new((int)width, (int)height, depth, (PngColor)color, data[12] == 1);
    }
}

/// <summary>Turns the unpacked bytes of a PNG file into pixels.</summary>
internal static class PngPixels
{
    /// <summary>The channels of the picture: transparency that is not stored with each pixel becomes a channel, too.</summary>
    public static int Channels(PngHeader header, byte[] transparency) => header.ColorType switch
    {
        PngColor.Grey => transparency.Length > 0 ? 2 : 1,
        PngColor.Color or PngColor.Palette => transparency.Length > 0 ? 4 : 3,
        _ => header.Samples,
    };

    public static RasterImage Read(PngHeader header, byte[] rows, byte[] palette, byte[] transparency, string name)
    {
        int channels = Channels(header, transparency), at = 0;
        byte[] pixels = new byte[header.Width * header.Height * channels];
        ushort[] samples = new ushort[header.Samples];
        foreach ((int Left, int Top, int Across, int Down) pass in header.Passes)
        {
            int columns = header.Columns(pass), stride = (int)(((long)columns * header.Bits + 7) / 8);
            if (columns == 0) continue;
            Span<byte> above = [];
            for (int row = 0; row < header.Rows(pass); row++)
            {
                Span<byte> line = rows.AsSpan(at + 1, stride);
                Unfilter(rows[at], line, above, Math.Max(header.Bits / 8, 1), name);
                at += 1 + stride;
                above = line;
                for (int column = 0; column < columns; column++)
                {
                    for (int i = 0; i < samples.Length; i++) samples[i] = Sample(line, column * samples.Length + i, header.Depth);
                    int place = ((pass.Top + row * pass.Down) * header.Width + pass.Left + column * pass.Across) * channels;
                    Write(header, samples, palette, transparency, pixels.AsSpan(place, channels), name);
                }
            }
        }
        return new(header.Height, header.Width, channels, pixels);
    }

    /// <summary>Undoes the filter of a row: each byte is stored as its difference from what its neighbours foretell.</summary>
    private static void Unfilter(int filter, Span<byte> line, ReadOnlySpan<byte> above, int distance, string name)
    {
        if (filter > 4) throw new DataException($"a row has the filter {filter}; PNG has 0 to 4.", name);
        for (int i = 0; i < line.Length && filter > 0; i++)
        {
            int left = i < distance ? 0 : line[i - distance], up = above.IsEmpty ? 0 : above[i],
                corner = i < distance || above.IsEmpty ? 0 : above[i - distance];
            line[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    /// <summary>That neighbour which is nearest to left + up − corner.</summary>
    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static ushort Sample(ReadOnlySpan<byte> line, int index, int depth) => depth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(line[(2 * index)..]),
        8 => line[index],
        _ => (ushort)((line[index * depth / 8] >> (8 - depth - index * depth % 8)) & ((1 << depth) - 1)),
    };

    private static void Write(PngHeader header, ReadOnlySpan<ushort> samples, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency,
        Span<byte> pixel, string name)
    {
        if (header.ColorType == PngColor.Palette)
        {
            int color = samples[0];
            if (3 * color >= palette.Length)
                throw new DataException($"a pixel has the colour {color}, but the palette has {palette.Length / 3} colours.", name);
            palette.Slice(3 * color, 3).CopyTo(pixel);
            if (pixel.Length == 4) pixel[3] = color < transparency.Length ? transparency[color] : byte.MaxValue;
            return;
        }
        int highest = (1 << header.Depth) - 1;
        for (int i = 0; i < samples.Length; i++) pixel[i] = (byte)((samples[i] * 255 + highest / 2) / highest);
        if (pixel.Length == samples.Length) return;
        // One colour stands for full transparency.
        bool isKey = true;
        for (int i = 0; i < samples.Length; i++)
            isKey &= samples[i] == (BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * i)..]) & highest);
        pixel[^1] = isKey ? (byte)0 : byte.MaxValue;
    }
}
