namespace Chainrule.Data;

/// <summary>A picture of eight bits a channel.</summary>
public sealed class RasterImage
{
    private readonly byte[] pixels;

    /// <param name="height">The rows.</param>
    /// <param name="width">The columns.</param>
    /// <param name="channels">The bytes of a pixel: 1 for grey, 2 for grey and opacity, 3 for red, green and blue, 4 for these and
    /// opacity.</param>
    /// <param name="pixels">height · width · channels bytes, row by row, the channels of a pixel side by side; not copied.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public RasterImage(int height, int width, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is < 1 or > 4) throw new ArgumentOutOfRangeException(nameof(channels), channels, "A pixel has 1 to 4 channels.");
        if (pixels.Length != (long)height * width * channels)
            throw new ArgumentException($"{height}×{width} pixels of {channels} bytes are {(long)height * width * channels} bytes, but "
                + $"there are {pixels.Length}.", nameof(pixels));
        (Height, Width, Channels, this.pixels) = (height, width, channels, pixels);
    }

    /// <summary>The rows.</summary>
    public int Height { get; }

    /// <summary>The columns.</summary>
    public int Width { get; }

    /// <summary>The bytes of a pixel: 1 grey, 2 grey and opacity, 3 colour, 4 colour and opacity.</summary>
    public int Channels { get; }

    /// <summary>Whether it has colours: red, green and blue.</summary>
    public bool IsColor => Channels >= 3;

    /// <summary>The pixels row by row, the channels of a pixel side by side.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The picture as networks take it, <c>[channels, height, width]</c>: one plane of grey, or red, green and blue.</summary>
    /// <remarks>Grey is 0.299·red + 0.587·green + 0.114·blue (ITU-R BT.601). What is transparent is seen on white, as on a page.</remarks>
    /// <param name="channels">1 or 3.</param>
    public byte[] Planes(int channels)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1 plane of grey or 3 of colours.");
        int area = Height * Width;
        byte[] planes = new byte[channels * area];
        for (int i = 0; i < area; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.AsSpan(i * Channels, Channels);
            int red = pixel[0], green = IsColor ? pixel[1] : red, blue = IsColor ? pixel[2] : red;
            if (Channels is 2 or 4) (red, green, blue) = (OnWhite(red, pixel[^1]), OnWhite(green, pixel[^1]), OnWhite(blue, pixel[^1]));
            if (channels == 1) planes[i] = IsColor ? (byte)((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16) : (byte)red;
            else (planes[i], planes[area + i], planes[2 * area + i]) = ((byte)red, (byte)green, (byte)blue);
        }
        return planes;
    }

    /// <summary>The same picture without opacity, as it is seen on white.</summary>
    public RasterImage OnWhite()
    {
        if (Channels is not (2 or 4)) return this;
        int channels = Channels - 1;
        byte[] seen = new byte[Height * Width * channels];
        for (int i = 0, to = 0; i < pixels.Length; i += Channels)
            for (int channel = 0; channel < channels; channel++) seen[to++] = (byte)OnWhite(pixels[i + channel], pixels[i + channels]);
        return new(Height, Width, channels, seen);
    }

    private static int OnWhite(int value, int opacity) => (value * opacity + 255 * (255 - opacity) + 127) / 255;

    /// <summary>The picture stretched to another size: every new pixel is a weighted mean of those near its place, of more of them the more
    /// the picture shrinks, with weights that fall off linearly.</summary>
    /// <remarks>As <c>torch.nn.functional.interpolate(mode="bilinear", antialias=True)</c> and Pillow's <c>BILINEAR</c>. Opacity is a
    /// channel like the others; take <see cref="OnWhite()"/> first, or the colour of what cannot be seen shines through.</remarks>
    public RasterImage Resized(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (height == Height && width == Width) return this;
        // First along the rows, then along the columns; rounded once.
        float[] narrow = new float[checked(Height * width * Channels)];
        (int First, float[] Weights)[] columns = Means(Width, width), rows = Means(Height, height);
        for (int row = 0; row < Height; row++)
            for (int column = 0; column < width; column++)
                for (int channel = 0; channel < Channels; channel++)
                {
                    float sum = 0;
                    (int first, float[] weights) = columns[column];
                    for (int k = 0; k < weights.Length; k++) sum += weights[k] * pixels[(row * Width + first + k) * Channels + channel];
                    narrow[(row * width + column) * Channels + channel] = sum;
                }
        byte[] resized = new byte[checked(height * width * Channels)];
        int stride = width * Channels;
        for (int row = 0; row < height; row++)
            for (int i = 0; i < stride; i++)
            {
                float sum = 0;
                (int first, float[] weights) = rows[row];
                for (int k = 0; k < weights.Length; k++) sum += weights[k] * narrow[(first + k) * stride + i];
                resized[row * stride + i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        return new(height, width, Channels, resized);
    }

    /// <summary>For every new place along one dimension, the old places that it is the mean of.</summary>
    private static (int First, float[] Weights)[] Means(int from, int to)
    {
        double scale = (double)from / to, reach = Math.Max(scale, 1);
        (int, float[])[] means = new (int, float[])[to];
        for (int i = 0; i < to; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max((int)(center - reach + 0.5), 0), end = Math.Min((int)(center + reach + 0.5), from);
            double[] weights = [.. Enumerable.Range(first,
                end - first).Select(place => Math.Max(1 - Math.Abs(place + 0.5 - center) / reach, 0))];
            double sum = weights.Sum();
            means[i] = (first, [.. weights.Select(weight => (float)(weight / sum))]);
        }
        return means;
    }
}
