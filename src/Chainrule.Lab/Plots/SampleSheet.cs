using Chainrule.Data;

namespace Chainrule.Lab.Plots;

/// <summary>The first samples of a data set of pictures on one sheet. The lowest value of all is black, the highest white.</summary>
public sealed class SampleSheet
{
    /// <summary>How large a tile is at least, in pixels; small pictures are enlarged by a whole number.</summary>
    private const int Tile = 64;

    private const int Gap = 4;
    private const byte Background = 128;

    private readonly Dataset<float> data;
    private readonly float[][] samples;
    private readonly float low, high;
    private readonly int channels, height, width;

    /// <param name="data">A data set whose inputs are [channels, height, width] with 1 or 3 channels.</param>
    /// <param name="count">How many samples, at least 1 and at most all.</param>
    /// <exception cref="DataException">The inputs are no pictures.</exception>
    public SampleSheet(Dataset<float> data, int count)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Shape shape = data.InputShape;
        if (shape.Rank != 3 || shape[0] is not (1 or 3))
            throw new DataException($"The inputs of '{data.Name}' are {shape}, which are no pictures of one plane or three.");
        (this.data, channels, height, width) = (data, shape[0], shape[1], shape[2]);
        samples = new float[Math.Min(count, data.Count)][];
        (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int i = 0; i < samples.Length; i++)
        {
            data.GatherInputs([i], samples[i] = new float[shape.Size]);
            (low, high) = (Math.Min(low, samples[i].Min()), Math.Max(high, samples[i].Max()));
        }
    }

    private int Columns => (int)Math.Ceiling(Math.Sqrt(samples.Length));

    /// <summary>The sheet as a PNG file, in colours where there are any.</summary>
    public byte[] ToPng()
    {
        int factor = Math.Max(1, Tile / Math.Max(height, width)), tall = height * factor, wide = width * factor;
        int columns = Columns, rows = (samples.Length + columns - 1) / columns;
        int sheetWidth = checked(columns * (wide + Gap) + Gap), sheetHeight = checked(rows * (tall + Gap) + Gap);
        byte[] sheet = new byte[checked(sheetWidth * sheetHeight * channels)];
        Array.Fill(sheet, Background);
        for (int i = 0; i < samples.Length; i++)
        {
            int left = Gap + i % columns * (wide + Gap), top = Gap + i / columns * (tall + Gap);
            for (int row = 0; row < tall; row++)
                for (int column = 0; column < wide; column++)
                    for (int channel = 0; channel < channels; channel++)
                        sheet[((top + row) * sheetWidth + left + column) * channels + channel] =
                            Shade(samples[i][(channel * height + row / factor) * width + column / factor]);
        }
        return PngImage.Encode(sheetWidth, sheetHeight, channels, sheet);
    }

    /// <summary>The sheet as an SVG picture with the classes below the samples.</summary>
    public string ToSvg() => new ImageGrid
    {
        Title = $"{data.Name}: {samples.Length} of {data.Count} samples",
        Columns = Math.Min(Columns, 12),
        Tiles = [.. samples.Select((sample, i) => new ImageTile(width, height, sample, Label(i)) { Min = low, Max = high })],
    }.ToSvg();

    private byte Shade(float value) => high > low ? (byte)MathF.Round((value - low) / (high - low) * 255) : Background;

    private string? Label(int sample) => data.Classes == 0 ? null : data.ClassNames is { } names
        ? names[data.Label(sample)] : $"{data.Label(sample)}";
}
