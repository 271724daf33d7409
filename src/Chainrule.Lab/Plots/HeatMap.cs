namespace Chainrule.Lab.Plots;

/// <summary>A table of values as colours: confusion matrices, pairs of hyper-parameters.</summary>
public sealed record HeatMap : Plot
{
    /// <summary>More cells than this are drawn as one picture, without numbers and tooltips.</summary>
    private const int MostCells = 2500;

    private const double LongestName = 150;

    /// <summary>The names of the rows, from top to bottom.</summary>
    public required IReadOnlyList<string> RowLabels { get; init; }

    /// <summary>The names of the columns, from left to right.</summary>
    public required IReadOnlyList<string> ColumnLabels { get; init; }

    /// <summary>What the columns are; only the label counts.</summary>
    public Axis X { get; init; } = new();

    /// <summary>What the rows are; only the label counts.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The values, row by row.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>Whether the cells bear their numbers, where these fit.</summary>
    public bool ShowNumbers { get; init; } = true;

    /// <summary>What the values are.</summary>
    public string ValueLabel { get; init; } = "";

    /// <summary>Whether equal steps in colour are equal factors; what is not positive gets the first colour.</summary>
    public bool LogColor { get; init; }

    /// <inheritdoc/>
    public override string Alt
    {
        get
        {
            string shape =
                $"Heat map of {(ValueLabel.Length > 0 ? ValueLabel : "values")}, {RowLabels.Count} rows and {ColumnLabels.Count} columns";
            var finite = Values.SelectMany((row, i) => row.Select((value, j) => (value, i, j)))
                .Where(cell => double.IsFinite(cell.value)).ToList();
            if (finite.Count == 0) return shape + ".";
            var (least, most) = (finite.MinBy(cell => cell.value), finite.MaxBy(cell => cell.value));
            return $"{shape}: from {Numerals.Value(least.value)} ({Name(RowLabels, least.i)}, {Name(ColumnLabels, least.j)}) "
                + $"to {Numerals.Value(most.value)} ({Name(RowLabels, most.i)}, {Name(ColumnLabels, most.j)}).";
        }
    }

    internal override double Draw(Markup svg, double width)
    {
        double top = DrawHeader(svg, width) + 4;
        if (RowLabels.Count == 0 || ColumnLabels.Count == 0)
        {
            svg.Add($"<text class=\"note\" x=\"12\" y=\"{top + 10}\">no values to draw</text>");
            return top + 26;
        }
        int rows = Math.Max(1, RowLabels.Count), columns = Math.Max(1, ColumnLabels.Count);
        double nameRoom = RowLabels.Select(name => Math.Min(LongestName, TextSize.Width(name, 11))).DefaultIfEmpty(0).Max();
        double left = 12 + (Y.Text.Length > 0 ? 20 : 0) + nameRoom + 8;
        bool isPicture = (long)rows * columns > MostCells;
        double cell = Math.Clamp((width - left - ColorBar.Room - 28) / columns, isPicture ? 0.01 : 6, columns <= 4 ? 72 : 52),
            high = isPicture ? Math.Min(Math.Max(cell, 1), 900.0 / rows) : Math.Clamp(cell, 14, 44);
        if (rows > 30 && !isPicture) high = Math.Max(6, Math.Min(high, 900.0 / rows));
        double right = left + cell * columns, bottom = top + high * rows;
        ColorScale colors = new([.. Values.SelectMany(row => row)], LogColor);

        for (int i = 0; i < RowLabels.Count; i++)
            if (high >= 11 || i % (int)Math.Ceiling(11 / high) == 0)
                svg.Add($"<text class=\"tick end\" x=\"{left - 8}\" "
                    + $"y=\"{top + (i + 0.5) * high + 4}\">{TextSize.FitAround(RowLabels[i], 11, LongestName)}</text>");
        if (isPicture)
            svg.Add($"<image class=\"pixels\" x=\"{left}\" y=\"{top}\" width=\"{right - left}\" "
                + $"height=\"{bottom - top}\" preserveAspectRatio=\"none\" href=\"{Picture(colors, rows, columns)}\"/>");
        for (int i = 0; i < rows && i < Values.Count && !isPicture; i++)
            for (int j = 0; j < columns && j < Values[i].Count; j++)
                DrawCell(svg, colors, i, j, left + j * cell, top + i * high, cell, high);
        svg.Add($"<rect class=\"box\" x=\"{left}\" y=\"{top}\" width=\"{right - left}\" height=\"{bottom - top}\"/>");

        double end = DrawColumnLabels(svg, left, bottom, cell);
        if (X.Text.Length > 0)
            svg.Add($"<text class=\"middle\" x=\"{(left + right) / 2}\" "
                + $"y=\"{end += 18}\">{TextSize.Fit(X.Text, 12, Math.Max(right - left, 160))}</text>");
        if (Y.Text.Length > 0)
            svg.Add($"<text class=\"middle\" transform=\"translate(20 {(top + bottom) / 2}) "
                + $"rotate(-90)\">{TextSize.Fit(Y.Text, 12, Math.Max(bottom - top, 60))}</text>");
        ColorBar.Draw(svg, colors, LogColor, ValueLabel, right + 18, top, bottom - top);
        return end + 12;
    }

    private string Picture(ColorScale colors, int rows, int columns)
    {
        byte[] pixels = new byte[4 * rows * columns];
        for (int i = 0; i < rows && i < Values.Count; i++)
            for (int j = 0; j < columns && j < Values[i].Count; j++)
                if (colors.Of(Values[i][j]) is { } color)
                    ((byte[])[color.Red, color.Green, color.Blue, 255]).CopyTo(pixels, 4 * (i * columns + j));
        return PngImage.DataUri(columns, rows, 4, pixels);
    }

    private void DrawCell(Markup svg, ColorScale colors, int row, int column, double x, double y, double width, double height)
    {
        double value = Values[row][column];
        string said = Numerals.Value(value), told = $"{Name(RowLabels, row)}, {Name(ColumnLabels, column)}: {said}";
        Rgb? color = colors.Of(value);
        if (color is null)
        {
            svg.Add($"<g><title>{told}</title><rect class=\"none\" x=\"{x}\" y=\"{y}\" width=\"{width}\" "
                + $"height=\"{height}\"/><path class=\"hatch\" d=\"{Series.Text($"M{x} {y + height}L{x + width} {y}")}\"/></g>");
            return;
        }
        svg.Add($"<rect x=\"{x}\" y=\"{y}\" width=\"{width + 0.3}\" height=\"{height + 0.3}\" "
            + $"fill=\"{color.Value.ToString()}\"><title>{told}</title></rect>");
        string shown = Numerals.Value(value, 3);
        if (ShowNumbers && height >= 12 && TextSize.Width(shown, 11) <= width - 2)
            svg.Add($"<text class=\"cell\" x=\"{x + width / 2}\" y=\"{y + height / 2}\" "
                + $"style=\"fill:{color.Value.Ink}\" pointer-events=\"none\">{shown}</text>");
    }

    private double DrawColumnLabels(Markup svg, double left, double bottom, double cell)
    {
        double widest = ColumnLabels.Select(name => TextSize.Width(name, 11)).DefaultIfEmpty(0).Max();
        bool isTurned = widest + 4 > cell;
        int stride = isTurned ? Math.Max(1, (int)Math.Ceiling(13 / cell)) : 1;
        for (int j = 0; j < ColumnLabels.Count; j += stride)
        {
            double x = left + (j + 0.5) * cell;
            if (!isTurned) svg.Add($"<text class=\"tick middle\" x=\"{x}\" y=\"{bottom + 16}\">{ColumnLabels[j]}</text>");
            else
                svg.Add($"<text class=\"tick end\" transform=\"translate({x + 3} {bottom + 12}) "
                    + $"rotate(-45)\">{TextSize.FitAround(ColumnLabels[j], 11, Math.Min(LongestName, (x - 8) / 0.71))}</text>");
        }
        return bottom + (isTurned ? Math.Min(widest, LongestName) * 0.71 + 12 : 18);
    }

    private static string Name(IReadOnlyList<string> names, int index) => index < names.Count ? names[index] : $"{index}";
}
