using System.Globalization;

namespace Chainrule.Lab.Plots;

/// <summary>Points of one kind.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="X">The horizontal values.</param>
/// <param name="Y">The vertical values; points that are not finite are left out.</param>
public sealed record ScatterSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>What a function of the plane is at the middle of each cell of a lattice, drawn below points.</summary>
/// <param name="MinX">The left edge of the lattice.</param>
/// <param name="MaxX">The right edge.</param>
/// <param name="MinY">The lower edge.</param>
/// <param name="MaxY">The upper edge.</param>
/// <param name="Columns">Cells from left to right.</param>
/// <param name="Rows">Cells from bottom to top.</param>
/// <param name="Values">The values, the lowest row first.</param>
public sealed record Surface(double MinX, double MaxX, double MinY, double MaxY, int Columns, int Rows, IReadOnlyList<double> Values)
{
    /// <summary>Whether values are numbers of classes, in the order of the series.</summary>
    public bool Classes { get; init; }

    /// <summary>Whether all values are shares, which fade from the colour of the first series to that of the second.</summary>
    internal bool IsShare => !Classes && Values.All(value => value is >= 0 and <= 1 || double.IsNaN(value));
}

/// <summary>Points in the plane, on a surface if there is one.</summary>
public sealed record ScatterPlot : Plot
{
    /// <summary>More points than this get no tooltips of their own.</summary>
    private const int MostTooltips = 2000;

    /// <summary>Middle tones of the series' colours, seen on light and dark.</summary>
    private static readonly Rgb[] Tints =
    [
        new(0x2a, 0x8f, 0xd0), new(0xe6, 0x6e, 0x22), new(0x18, 0xa5, 0x7c), new(0xc9, 0x6a, 0xa9),
        new(0xc0, 0x8a, 0x16), new(0x62, 0xab, 0xd8), new(0xa3, 0xa0, 0x28), new(0x8a, 0x90, 0x97),
    ];

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The points.</summary>
    public required IReadOnlyList<ScatterSeries> Series { get; init; }

    /// <summary>What is drawn below the points.</summary>
    public Surface? Surface { get; init; }

    /// <summary>Whether both axes show the same range in the same size, with a line where both are equal: predicted against true.</summary>
    public bool Diagonal { get; init; }

    /// <inheritdoc/>
    public override string Alt => string.Create(CultureInfo.InvariantCulture,
        $"Scatter plot of {(Y.Text.Length > 0 ? Y.Text : "values")} against {(X.Text.Length > 0 ? X.Text : "values")}: ")
        + (Series.Count == 0 ? "no points" : string.Join(
            ", ", Series.Select(series => $"{Numerals.Count(Math.Min(series.X.Count, series.Y.Count))} points of {series.Name}")))
        + (Surface is null ? "." : Surface.Classes ? ", on the regions of the classes." : ", on the values of a function.");

    internal override double Width => Diagonal || Surface is not null ? 560 : NaturalWidth;

    internal override double Draw(Markup svg, double width)
    {
        double top = DrawHeader(svg, width);
        bool hasBar = Surface is { Classes: false, IsShare: false };
        if (Series.Count > 1 || (Series.Count == 1 && Series[0].Name.Length > 0))
            top = Legend.Draw(svg, [.. Series.Select((series, i) =>
                new LegendEntry(series.Name, hasBar && Series.Count == 1 ? Plots.Series.Ink : i, LegendForm.Mark))], width, top);
        IEnumerable<double> xs = Series.SelectMany(series => series.X), ys = Series.SelectMany(series => series.Y);
        if (Surface is not null) (xs, ys) = (xs.Append(Surface.MinX).Append(Surface.MaxX), ys.Append(Surface.MinY).Append(Surface.MaxY));
        if (Diagonal) xs = ys = [.. xs, .. ys];
        double padding = Surface is null ? 0.04 : 0;
        bool isSquare = Diagonal || Surface is not null;
        Frame frame = new(X, Y, Scale.Of(X, xs, (int)(width / 70), padding), Scale.Of(Y, ys, 7, padding), width, top,
            isSquare ? Math.Max(150, (width - 90) * 0.82) : Math.Max(150, width * 0.5), hasBar ? ColorBar.Room : 0);
        frame.DrawGrid(svg);
        frame.Open(svg);
        if (Surface is not null) DrawSurface(svg, frame, Surface);
        if (Diagonal)
        {
            (double left, double right) = (frame.X(frame.XScale.Low), frame.X(frame.XScale.High));
            (double down, double up) = (frame.Y(frame.YScale.Low), frame.Y(frame.YScale.High));
            svg.Add($"<path class=\"axis\" stroke-dasharray=\"5 4\" d=\"{Plots.Series.Text($"M{left} {down}L{right} {up}")}\"/>");
        }
        DrawPoints(svg, frame, hasBar && Series.Count == 1);
        Frame.Close(svg);
        if (hasBar)
            ColorBar.Draw(
                svg, new ColorScale([.. Surface!.Values], isLog: false), isLog: false, "", frame.Right + 18, frame.Top, frame.Height);
        frame.DrawAxes(svg);
        return frame.End;
    }

    private void DrawPoints(Markup svg, Frame frame, bool isInk)
    {
        int count = Series.Sum(series => Math.Min(series.X.Count, series.Y.Count)), drawn = 0;
        double size = count <= 200 ? 4 : count <= 1000 ? 3 : 2;
        for (int i = 0; i < Series.Count; i++)
        {
            ScatterSeries series = Series[i];
            string name = series.Name.Length > 0 ? $"{series.Name}: " : "";
            svg.Add($"<g class=\"{Plots.Series.Class(isInk ? Plots.Series.Ink : i)}\">");
            foreach ((double x, double y) in series.X.Zip(series.Y))
            {
                (double left, double up) = (frame.X(x), frame.Y(y));
                if (double.IsNaN(left) || double.IsNaN(up)) continue;
                drawn++;
                string shape = Plots.Series.Mark(i, left, up, size);
                if (count > MostTooltips) svg.Add($"<path class=\"mark\" d=\"{shape}\"/>");
                else
                    svg.Add($"<path class=\"mark\" d=\"{shape}\">"
                        + $"<title>{name}{Numerals.Value(x, 5)}, {Numerals.Value(y, 5)}</title></path>");
            }
            svg.AddRaw("</g>");
        }
        if (drawn == 0 && Surface is null)
            svg.Add($"<text class=\"note middle\" x=\"{frame.Left + frame.Width / 2}\" "
                + $"y=\"{frame.Top + frame.Height / 2}\">no values to draw</text>");
    }

    private static void DrawSurface(Markup svg, Frame frame, Surface surface)
    {
        if (surface.Columns < 1 || surface.Rows < 1 || surface.Values.Count < surface.Columns * surface.Rows) return;
        byte[] pixels = new byte[4 * surface.Columns * surface.Rows];
        bool isShare = surface.IsShare;
        ColorScale colors = new([.. surface.Values], isLog: false);
        for (int row = 0, pixel = 0; row < surface.Rows; row++)
            for (int column = 0; column < surface.Columns; column++, pixel += 4)
            {
                double value = surface.Values[(surface.Rows - 1 - row) * surface.Columns + column];
                if (double.IsNaN(value)) continue;
                (Rgb color, double opacity) = surface.Classes
                    ? (Tints[Math.Abs((int)Math.Clamp(value, -1e6, 1e6)) % Tints.Length], value < 0 ? 0 : 0.35)
                    : isShare ? (Tints[value > 0.5 ? 1 : 0], 0.1 + 0.4 * Math.Abs(2 * value - 1))
                    : (colors.Of(value)!.Value, 1);
                (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2], pixels[pixel + 3]) =
                    (color.Red, color.Green, color.Blue, (byte)Math.Round(255 * opacity));
            }
        double left = frame.X(surface.MinX), right = frame.X(surface.MaxX), up = frame.Y(surface.MaxY), down = frame.Y(surface.MinY);
        svg.Add($"<image class=\"pixels\" x=\"{left}\" y=\"{up}\" width=\"{right - left}\" height=\"{down - up}\" "
            + $"preserveAspectRatio=\"none\" href=\"{PngImage.DataUri(surface.Columns, surface.Rows, 4, pixels)}\"/>");
    }
}
