namespace Chainrule.Lab.Plots;

/// <summary>Which colour means which value, beside what is coloured.</summary>
internal static class ColorBar
{
    /// <summary>The room that a colour bar takes.</summary>
    public const double Room = 96;

    /// <summary>Draws it with its left edge at x.</summary>
    public static void Draw(Markup svg, ColorScale colors, bool isLog, string label, double x, double top, double height)
    {
        Scale scale = Scale.Of(
            new Axis { Log = isLog, Min = colors.Low, Max = colors.High }, [colors.Low, colors.High], (int)Math.Clamp(height / 34, 2, 7));
        svg.Add($"<image x=\"{x}\" y=\"{top}\" width=\"14\" height=\"{height}\" preserveAspectRatio=\"none\" "
            + $"href=\"{colors.Picture()}\"/>");
        svg.Add($"<rect class=\"box\" x=\"{x}\" y=\"{top}\" width=\"14\" height=\"{height}\"/>");
        foreach (Tick tick in scale.Ticks.Where(tick => tick.Label is not null))
        {
            double y = top + (1 - scale.At(tick.Value)) * height;
            svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{x + 14} {y}h4")}\"/>");
            svg.Add($"<text class=\"tick\" x=\"{x + 21}\" y=\"{y + 4}\">{tick.Label}</text>");
        }
        if (label.Length > 0)
            svg.Add($"<text class=\"middle\" transform=\"translate({x + 82} {top + height / 2}) "
                + $"rotate(-90)\">{TextSize.Fit(label, 12, Math.Max(height, 60))}</text>");
    }
}
