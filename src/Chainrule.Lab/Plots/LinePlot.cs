using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>A line through points.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">The horizontal values, in the order in which they are joined.</param>
/// <param name="Y">The vertical values; one that is not finite interrupts the line.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The lower edge of the band around the line; null for no band.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper edge of the band around the line; null for no band.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>How many runs each value is the mean of, for the tooltips; null where that means nothing.</summary>
    public IReadOnlyList<int>? Runs { get; init; }

    /// <summary>Whether the line is dashed.</summary>
    public bool Dashed { get; init; }
}

/// <summary>Lines: learning curves with bands, functions.</summary>
public sealed record LinePlot : Plot
{
    /// <summary>The most points that get a tooltip, over all series.</summary>
    private const int MostTooltips = 240;

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <inheritdoc/>
    public override string Alt
    {
        get
        {
            string y = Y.Text.Length > 0 ? Y.Text : "values", x = X.Text.Length > 0 ? X.Text : "values";
            StringBuilder text = new($"Line plot of {y} against {x}.");
            foreach (LineSeries series in Series)
            {
                (double x, double y)[] points = [.. Points(series).Where(point => double.IsFinite(point.Y) && double.IsFinite(point.X))];
                text.Append(' ').Append(series.Name).Append(": ").Append(points.Length == 0 ? "no values."
                    : $"from {Numerals.Value(points[0].y)} to {Numerals.Value(points[^1].y)}, "
                        + $"between {Numerals.Value(points.Min(point => point.y))} and {Numerals.Value(points.Max(point => point.y))}.");
            }
            return text.ToString();
        }
    }

    internal override double Draw(Markup svg, double width)
    {
        double top = DrawHeader(svg, width);
        if (Series.Count > 1 || (Series.Count == 1 && Series[0].Name.Length > 0))
            top = Legend.Draw(svg, [.. Series.Select((series, i) =>
                new LegendEntry(series.Name, i, series.Dashed ? LegendForm.DashedLine : LegendForm.Line))], width, top);
        Frame frame = new(X, Y,
            Scale.Of(X, Series.SelectMany(series => series.X), (int)(width / 70), X.Log ? 0.02 : 0.01,
                whole: Series.All(series => series.X.All(double.IsInteger))),
            Scale.Of(Y, Series.SelectMany(series => series.Y.Concat(series.Low ?? []).Concat(series.High ?? [])), 7),
            width, top, Math.Max(150, width * 0.44));
        frame.DrawGrid(svg);
        frame.Open(svg);
        for (int i = 0; i < Series.Count; i++)
            if (Series[i] is { Low: not null, High: not null }) DrawBand(svg, frame, i);
        for (int i = 0; i < Series.Count; i++) DrawLine(svg, frame, i);
        Frame.Close(svg);
        frame.DrawAxes(svg);
        if (!Series.Any(series => Points(series).Any(point => !double.IsNaN(frame.X(point.X)) && !double.IsNaN(frame.Y(point.Y)))))
            svg.Add($"<text class=\"note middle\" x=\"{frame.Left + frame.Width / 2}\" "
                + $"y=\"{frame.Top + frame.Height / 2}\">no values to draw</text>");
        return frame.End;
    }

    private void DrawLine(Markup svg, Frame frame, int index)
    {
        LineSeries series = Series[index];
        List<(double X, double Y)[]> pieces = Curve.Pieces(Points(series).Select(point => (frame.X(point.X), frame.Y(point.Y))));
        svg.Add($"<g class=\"{Plots.Series.Class(index)}\">");
        if (pieces.Any(piece => piece.Length > 1))
            svg.Add($"<path class=\"line{(series.Dashed ? " dashed" : "")}\" "
                + $"d=\"{Curve.Path(pieces.Where(piece => piece.Length > 1))}\"/>");
        // A point that no line leads to would not be seen.
        foreach ((double X, double Y)[] piece in pieces.Where(piece => piece.Length == 1))
            svg.Add($"<path class=\"mark\" d=\"{Plots.Series.Mark(index, piece[0].X, piece[0].Y, 4)}\"/>");
        (double X, double Y)[] drawn =
            [.. Points(series).Where(point => !double.IsNaN(frame.X(point.X)) && !double.IsNaN(frame.Y(point.Y)))];
        foreach (int i in Spread(drawn.Length, drawn.Length <= 12 ? 12 : 7, Series.Count > 1 ? index / (double)Series.Count : 0))
            svg.Add($"<path class=\"mark\" d=\"{Plots.Series.Mark(index, frame.X(drawn[i].X), frame.Y(drawn[i].Y), 3.6)}\"/>");
        foreach (int i in Spread(drawn.Length, MostTooltips / Math.Max(1, Series.Count), 0))
            svg.Add($"<circle class=\"hit\" cx=\"{frame.X(drawn[i].X)}\" cy=\"{frame.Y(drawn[i].Y)}\" "
                + $"r=\"6\"><title>{Describe(series, drawn[i])}{RunsOf(series, drawn[i])}</title></circle>");
        svg.AddRaw("</g>");
    }

    private void DrawBand(Markup svg, Frame frame, int index)
    {
        LineSeries series = Series[index];
        List<(double X, double Low, double High)> run = [];
        for (int i = 0; i <= series.X.Count; i++)
        {
            bool isDrawn = i < series.X.Count && i < series.Low!.Count && i < series.High!.Count
                && !double.IsNaN(frame.X(series.X[i])) && double.IsFinite(series.Low[i]) && !double.IsNaN(frame.Y(series.High[i]));
            if (isDrawn)
            {
                // On a logarithmic axis a band that reaches 0 ends at the axis.
                double low = frame.Y(series.Low![i]);
                run.Add((frame.X(series.X[i]), double.IsNaN(low) ? frame.Bottom : low, frame.Y(series.High![i])));
                continue;
            }
            if (run.Count > 1)
            {
                IEnumerable<(double, double)> outline = run.Select(point => (point.X, point.High))
                    .Concat(run.AsEnumerable().Reverse().Select(point => (point.X, point.Low)));
                svg.Add($"<path class=\"band {Plots.Series.Class(index)}\" d=\"{Curve.Path([[.. outline]], thin: false)}z\"/>");
            }
            run.Clear();
        }
    }

    private string Describe(LineSeries series, (double X, double Y) point)
    {
        string x = X.Categories is { } names && point.X >= 0 && point.X < names.Count && double.IsInteger(point.X)
            ? names[(int)point.X] : Numerals.Value(point.X, 6);
        return $"{(series.Name.Length > 0 ? series.Name + ": " : "")}{(X.Label.Length > 0 ? X.Label + " " : "")}{x}, "
            + $"{(Y.Label.Length > 0 ? Y.Label + " " : "")}{Numerals.Value(point.Y, 5)}";
    }

    private static string RunsOf(LineSeries series, (double X, double Y) point)
    {
        if (series.Runs is not { } runs) return "";
        int index = series.X.Index().First(one => one.Item == point.X).Index;
        return index < runs.Count ? $", {Numerals.MeanOf(runs[index])}" : "";
    }

    /// <summary>Up to so many indices, spread evenly, the last one among them.</summary>
    private static IEnumerable<int> Spread(int count, int most, double shift)
    {
        if (count <= most) return Enumerable.Range(0, count);
        return Enumerable.Range(0, most)
            .Select(i => (int)Math.Min(count - 1, (i + (shift == 0 ? 1 : shift)) * count / most - (shift == 0 ? 1 : 0))).Distinct();
    }

    private static IEnumerable<(double X, double Y)> Points(LineSeries series) => series.X.Zip(series.Y);
}
