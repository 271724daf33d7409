using System.Globalization;

namespace Chainrule.Lab.Plots;

/// <summary>How the series of a plot are told apart: by colour and by the shape of the marks, so that colour is never all there
/// is.</summary>
internal static class Series
{
    /// <summary>How many colours there are, and shapes.</summary>
    public const int Colors = 8;

    /// <summary>The number of what is drawn in the colour of text, as on surfaces that have all colours themselves.</summary>
    public const int Ink = -1;

    /// <summary>The class that sets the colour.</summary>
    public static string Class(int index) => index == Ink ? "ink" : $"s{index % Colors}";

    /// <summary>The shape of a mark around a point, as a path.</summary>
    public static string Mark(int index, double x, double y, double size)
    {
        // Beyond eight series the same colour comes with another shape.
        double r = size, h = size * 0.886, d = size * 1.25, t = size * 0.42;
        return (index == Ink ? 0 : (index + index / Colors) % Colors) switch
        {
            0 => Text($"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"),
            1 => Text($"M{x - h} {y - h}h{2 * h}v{2 * h}h{-2 * h}z"),
            2 => Text($"M{x} {y - d}L{x + d} {y}L{x} {y + d}L{x - d} {y}z"),
            3 => Text($"M{x} {y - d}L{x + d} {y + r * 0.85}L{x - d} {y + r * 0.85}z"),
            4 => Text($"M{x} {y + d}L{x + d} {y - r * 0.85}L{x - d} {y - r * 0.85}z"),
            5 => Text($"M{x - t} {y - d}h{2 * t}v{d - t}h{d - t}v{2 * t}h{t - d}v{d - t}h{-2 * t}v{t - d}h{t - d}v{-2 * t}h{d - t}z"),
            6 => Text($"M{x} {y - t}L{x + r - t} {y - r}L{x + r} {y - r + t}L{x + t} {y}L{x + r} {y + r - t}L{x + r - t} {y + r}")
                + Text($"L{x} {y + t}L{x - r + t} {y + r}L{x - r} {y + r - t}L{x - t} {y}L{x - r} {y - r + t}L{x - r + t} {y - r}z"),
            _ => Text($"M{x - r} {y - r * 0.4}L{x} {y - d}L{x + r} {y - r * 0.4}L{x + r * 0.62} {y + r}L{x - r * 0.62} {y + r}z"),
        };
    }

    /// <summary>Path data with numbers as markup has them.</summary>
    public static string Text(FormattableString path) =>
        string.Format(CultureInfo.InvariantCulture, path.Format,
            [.. path.GetArguments().Select(value => Markup.Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)))]);
}
