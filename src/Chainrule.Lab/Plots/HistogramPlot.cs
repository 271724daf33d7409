namespace Chainrule.Lab.Plots;

/// <summary>Values to be counted.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Values">The values; those that are not finite are not counted, and the subtitle says how many there are.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<double> Values);

/// <summary>How often values fall into bins of equal width.</summary>
public sealed record HistogramPlot : Plot
{
    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>What is counted.</summary>
    public required IReadOnlyList<HistogramSeries> Series { get; init; }

    /// <summary>The number of bins.</summary>
    public int Bins { get; init; } = 40;

    /// <inheritdoc/>
    public override string Alt => $"Histogram of {(X.Text.Length > 0 ? X.Text : "values")}: "
        + (Series.Count == 0 ? "nothing counted." : string.Join("; ", Series.Select(series =>
    {
        double[] finite = [.. series.Values.Where(double.IsFinite)];
        return finite.Length == 0 ? $"{series.Name}, no values" : $"{series.Name}, {Numerals.Count(finite.Length)} values "
            + $"from {Numerals.Value(finite.Min())} to {Numerals.Value(finite.Max())}, mean {Numerals.Value(finite.Average())}";
    })) + ".");

    internal override double Draw(Markup svg, double width)
    {
        int left = Series.Sum(series => series.Values.Count(value => !double.IsFinite(value)));
        string lost = left == 1
            ? "1 value that is not finite is left out" : $"{Numerals.Count(left)} values that are not finite are left out";
        string? note = left == 0 ? Subtitle : Subtitle is null ? lost : $"{Subtitle} · {lost}";
        double top = (this with { Subtitle = note }).DrawHeader(svg, width);
        if (Series.Count > 1 || (Series.Count == 1 && Series[0].Name.Length > 0))
            top = Legend.Draw(svg, [.. Series.Select((series, i) => new LegendEntry(series.Name, i, LegendForm.Line))], width, top);

        double[] values = [.. Series.SelectMany(series => series.Values).Where(double.IsFinite)];
        double low = X.Min ?? values.DefaultIfEmpty(0).Min(), high = X.Max ?? values.DefaultIfEmpty(1).Max();
        if (!(high > low)) (low, high) = low == 0 ? (-1, 1) : (low - Math.Abs(low) / 2, low + Math.Abs(low) / 2);
        int bins = Math.Max(1, Bins);
        int[][] counts = [.. Series.Select(series => Counted(series.Values, low, high, bins))];

        Axis across = X with { Log = false, Categories = null, Min = low, Max = high }, up = new() { Label = "count" };
        Frame frame = new(across, up, Scale.Of(across, [low, high], (int)(width / 70), padding: 0),
            Scale.Of(up, counts.SelectMany(row => row).Select(count => (double)count).Append(1), 6,
                padding: 0.06, withZero: true, whole: true),
            width, top, Math.Max(150, width * 0.4));
        frame.DrawGrid(svg);
        frame.Open(svg);
        for (int i = 0; i < counts.Length; i++) DrawCounts(svg, frame, i, counts[i], low, high);
        Frame.Close(svg);
        frame.DrawAxes(svg);
        if (values.Length == 0)
            svg.Add($"<text class=\"note middle\" x=\"{frame.Left + frame.Width / 2}\" "
                + $"y=\"{frame.Top + frame.Height / 2}\">no values to count</text>");
        return frame.End;
    }

    private void DrawCounts(Markup svg, Frame frame, int index, int[] counts, double low, double high)
    {
        double width = frame.Width / counts.Length;
        List<(double, double)> outline = [(frame.Left, frame.Bottom)];
        for (int bin = 0; bin < counts.Length; bin++)
        {
            outline.Add((frame.Left + bin * width, frame.Y(counts[bin])));
            outline.Add((frame.Left + (bin + 1) * width, frame.Y(counts[bin])));
        }
        outline.Add((frame.Right, frame.Bottom));
        string path = Curve.Path([[.. outline]], thin: false);
        svg.Add($"<g class=\"{Plots.Series.Class(index)}\"><path class=\"area\" d=\"{path}z\"/><path "
            + $"class=\"line{(index % 2 == 1 ? " dashed" : "")}\" d=\"{path}\"/>");
        if (Series.Count > 1 && counts.Max() > 0)
        {
            int top = Array.IndexOf(counts, counts.Max());
            svg.Add($"<path class=\"mark\" "
                + $"d=\"{Plots.Series.Mark(index, frame.Left + (top + 0.5) * width, frame.Y(counts[top]), 4.5)}\"/>");
        }
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] == 0) continue;
            double step = high / counts.Length - low / counts.Length, from = low + step * bin, to = low + step * (bin + 1);
            string name = Series[index].Name.Length > 0 ? $"{Series[index].Name}: " : "";
            svg.Add($"<rect class=\"hit\" x=\"{frame.Left + bin * width}\" y=\"{frame.Y(counts[bin])}\" width=\"{width}\" "
                + $"height=\"{frame.Bottom - frame.Y(counts[bin])}\">"
                + $"<title>{name}{Numerals.Count(counts[bin])} from {Numerals.Value(from)} to {Numerals.Value(to)}</title></rect>");
        }
        svg.AddRaw("</g>");
    }

    private static int[] Counted(IReadOnlyList<double> values, double low, double high, int bins)
    {
        int[] counts = new int[bins];
        foreach (double value in values)
            if (value >= low && value <= high) counts[Math.Min(bins - 1, (int)((value / 2 - low / 2) / (high / 2 - low / 2) * bins))]++;
        return counts;
    }
}
