using System.Globalization;

namespace Chainrule.Lab.Plots;

/// <summary>A colour, eight bits a channel.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>As CSS writes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Black or white, whichever is easier to read on it.</summary>
    public string Ink => Luminance > 0.179 ? "#000000" : "#ffffff";

    /// <summary>The relative luminance of WCAG 2.</summary>
    public double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte channel)
    {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}

/// <summary>From values to colours that keep their order in lightness: viridis, or blue over white to red around zero.</summary>
internal sealed class ColorScale
{
    /// <summary>Viridis of matplotlib (CC0) at ninths.</summary>
    private static readonly Rgb[] Viridis =
    [
        new(68, 1, 84), new(72, 40, 120), new(62, 74, 137), new(49, 104, 142), new(38, 130, 142),
        new(31, 158, 137), new(53, 183, 121), new(109, 205, 89), new(180, 222, 44), new(253, 231, 37),
    ];

    /// <summary>RdBu of ColorBrewer, from blue to red.</summary>
    private static readonly Rgb[] BlueToRed =
    [
        new(5, 48, 97), new(33, 102, 172), new(67, 147, 195), new(146, 197, 222), new(209, 229, 240),
        new(247, 247, 247), new(253, 219, 199), new(244, 165, 130), new(214, 96, 77), new(178, 24, 43), new(103, 0, 31),
    ];

    private readonly Rgb[] colors;
    private readonly bool isLog;

    /// <summary>A scale for values: around zero where they lie on both sides of it.</summary>
    public ColorScale(IReadOnlyCollection<double> values, bool isLog)
    {
        double[] drawn =
            [.. values.Where(value => double.IsFinite(value) && (!isLog || value > 0)).Select(value => Math.Clamp(value, -1e300, 1e300))];
        double low = drawn.DefaultIfEmpty(0).Min(), high = drawn.DefaultIfEmpty(1).Max();
        this.isLog = isLog;
        bool isSigned = low < 0 && high > 0;
        colors = isSigned ? BlueToRed : Viridis;
        if (isSigned) (low, high) = (-Math.Max(-low, high), Math.Max(-low, high));
        else if (high <= low) (low, high) = isLog ? (low / 2, low * 2) : (low, low + Math.Max(Math.Abs(low), 1));
        // What is not positive has the first colour; the least positive value gets one of its own.
        if (isLog && values.Any(value => value <= 0)) low /= 2;
        (Low, High) = (low, high);
    }

    /// <summary>The value of the first colour.</summary>
    public double Low { get; }

    /// <summary>The value of the last colour.</summary>
    public double High { get; }

    /// <summary>The colour of a value; null where it has none.</summary>
    public Rgb? Of(double value)
    {
        if (double.IsNaN(value)) return null;
        if (isLog && value <= 0) return colors[0];
        double share = isLog
            ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : value / (High - Low) - Low / (High - Low);
        return At(Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1));
    }

    /// <summary>The colour at a share of the scale.</summary>
    public Rgb At(double share)
    {
        double place = share * (colors.Length - 1);
        int index = Math.Min((int)place, colors.Length - 2);
        (Rgb a, Rgb b, double t) = (colors[index], colors[index + 1], place - index);
        return new(Mix(a.Red, b.Red, t), Mix(a.Green, b.Green, t), Mix(a.Blue, b.Blue, t));
    }

    /// <summary>The scale as a picture of one pixel column, the last colour at the top.</summary>
    public string Picture()
    {
        byte[] pixels = new byte[64 * 3];
        for (int i = 0; i < 64; i++)
        {
            Rgb color = At(1 - i / 63.0);
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (color.Red, color.Green, color.Blue);
        }
        return PngImage.DataUri(1, 64, 3, pixels);
    }

    private static byte Mix(byte a, byte b, double t) => (byte)Math.Round(a + (b - a) * t);
}
