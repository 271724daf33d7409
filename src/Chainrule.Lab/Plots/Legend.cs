namespace Chainrule.Lab.Plots;

/// <summary>An entry of a legend.</summary>
/// <param name="Name">The name of the series.</param>
/// <param name="Index">Its number, which gives colour and shape.</param>
/// <param name="Form">How it is drawn.</param>
internal sealed record LegendEntry(string Name, int Index, LegendForm Form);

/// <summary>How a series is drawn in a legend.</summary>
internal enum LegendForm { Line, DashedLine, Mark, Bar }

/// <summary>The names of the series in rows above the data, so that they never hide any.</summary>
internal static class Legend
{
    private const double RowHeight = 19, Swatch = 26, Gap = 18;

    /// <summary>Draws the entries and says where what is below begins.</summary>
    public static double Draw(Markup svg, IReadOnlyList<LegendEntry> entries, double width, double top)
    {
        if (entries.Count == 0) return top;
        double x = 12, y = top;
        foreach (LegendEntry entry in entries)
        {
            string name = TextSize.Fit(entry.Name, 12, width - 24 - Swatch - 6);
            double length = Swatch + 6 + TextSize.Width(name, 12);
            if (x > 12 && x + length > width - 12) (x, y) = (12, y + RowHeight);
            double middle = y + 8;
            svg.Add($"<g class=\"{Series.Class(entry.Index)}\"><title>{entry.Name}</title>");
            switch (entry.Form)
            {
                case LegendForm.Line or LegendForm.DashedLine:
                    svg.Add($"<path class=\"line{(entry.Form == LegendForm.DashedLine ? " dashed" : "")}\" "
                        + $"d=\"{Series.Text($"M{x} {middle}h{Swatch}")}\"/>");
                    svg.Add($"<path class=\"mark\" d=\"{Series.Mark(entry.Index, x + Swatch / 2, middle, 4)}\"/>");
                    break;
                case LegendForm.Mark:
                    svg.Add($"<path class=\"mark\" d=\"{Series.Mark(entry.Index, x + Swatch - 8, middle, 4.5)}\"/>");
                    break;
                default:
                    svg.Add($"<rect class=\"bar\" x=\"{x + Swatch - 14}\" y=\"{middle - 6}\" width=\"12\" height=\"12\"/>");
                    break;
            }
            svg.Add($"<text x=\"{x + Swatch + 6}\" y=\"{middle + 4}\">{name}</text></g>");
            x += length + Gap;
        }
        return y + RowHeight + 4;
    }
}
