namespace Chainrule.Lab.Plots;

/// <summary>A small picture, grey or in colours.</summary>
/// <param name="Width">The pixels of a row.</param>
/// <param name="Height">The rows.</param>
/// <param name="Values">The pixels, row by row: one plane of grey, or three of red, green and blue.</param>
/// <param name="Label">What is written below it; null for nothing.</param>
public sealed record ImageTile(int Width, int Height, IReadOnlyList<float> Values, string? Label)
{
    /// <summary>The value that is black.</summary>
    public double Min { get; init; }

    /// <summary>The value that is white, or as much of a colour as there is.</summary>
    public double Max { get; init; } = 1;
}

/// <summary>Pictures in rows: samples, weights.</summary>
public sealed record ImageGrid : Plot
{
    private const double Gap = 8;

    /// <summary>Pictures in a row.</summary>
    public required int Columns { get; init; }

    /// <summary>The pictures.</summary>
    public required IReadOnlyList<ImageTile> Tiles { get; init; }

    /// <inheritdoc/>
    public override string Alt
    {
        get
        {
            string[] labels = [.. Tiles.Select(tile => tile.Label ?? "").Where(label => label.Length > 0).Take(20)];
            return $"{Numerals.Count(Tiles.Count)} pictures" + (labels.Length == 0 ? "."
                : $": {string.Join(", ", labels)}{(Tiles.Count(tile => !string.IsNullOrEmpty(tile.Label)) > labels.Length ? ", …" : "")}.");
        }
    }

    internal override double Draw(Markup svg, double width)
    {
        double y = DrawHeader(svg, width) + 2;
        if (Tiles.Count == 0)
        {
            svg.Add($"<text class=\"note\" x=\"12\" y=\"{y + 10}\">no pictures to show</text>");
            return y + 24;
        }
        int columns = Math.Max(1, Columns);
        double cell = Math.Min((width - 24 - Gap * (columns - 1)) / columns, 96);
        for (int start = 0; start < Tiles.Count; start += columns)
        {
            ImageTile[] row = [.. Tiles.Skip(start).Take(columns)];
            double height = row.Max(tile => cell * tile.Height / Math.Max(1, tile.Width));
            bool hasLabels = row.Any(tile => !string.IsNullOrEmpty(tile.Label));
            for (int i = 0; i < row.Length; i++)
            {
                ImageTile tile = row[i];
                double x = 12 + i * (cell + Gap), tall = cell * tile.Height / Math.Max(1, tile.Width);
                svg.Add($"<g><title>{tile.Label}</title><image class=\"pixels\" x=\"{x}\" y=\"{y}\" width=\"{cell}\" "
                    + $"height=\"{tall}\" href=\"{PngImage.PlanesDataUri(tile.Width, tile.Height, tile.Values, tile.Min, tile.Max)}\"/>");
                svg.Add($"<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{cell}\" height=\"{tall}\"/>");
                if (!string.IsNullOrEmpty(tile.Label))
                    svg.Add($"<text class=\"tick middle\" x=\"{x + cell / 2}\" "
                        + $"y=\"{y + height + 14}\">{TextSize.Fit(tile.Label, 11, cell + 2)}</text>");
                svg.AddRaw("</g>");
            }
            y += height + (hasLabels ? 20 : 0) + Gap;
        }
        return y + 4;
    }
}
