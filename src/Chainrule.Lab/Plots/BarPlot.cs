namespace Chainrule.Lab.Plots;

/// <summary>A bar.</summary>
/// <param name="Name">What it is called: below it, or in the legend where bars are grouped.</param>
/// <param name="Value">How high it is.</param>
public sealed record Bar(string Name, double Value)
{
    /// <summary>The lower end of its whisker; null for none.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of its whisker; null for none.</summary>
    public double? High { get; init; }

    /// <summary>How many runs its value is the mean of, for the tooltip; null where that means nothing.</summary>
    public int? Runs { get; init; }

    /// <summary>The group that it is part of, named below; bars of one name have one colour in all groups.</summary>
    public string? Group { get; init; }
}

/// <summary>Bars from zero, or from the lower end of a logarithmic axis.</summary>
public sealed record BarPlot : Plot
{
    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The bars, from left to right.</summary>
    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <inheritdoc/>
    public override string Alt => Bars.Count == 0 ? "Bar chart without bars."
        : $"Bar chart of {(Y.Text.Length > 0 ? Y.Text : "values")}: "
            + string.Join(", ", Bars.Select(bar => $"{Called(bar)} {Numerals.Value(bar.Value)}")) + ".";

    internal override double Draw(Markup svg, double width)
    {
        double top = DrawHeader(svg, width);
        bool isGrouped = Bars.Any(bar => bar.Group is not null);
        string[] names = isGrouped ? [.. Bars.Select(bar => bar.Name).Distinct()] : [];
        string[] groups = isGrouped ? [.. Bars.Select(bar => bar.Group ?? "").Distinct()] : [.. Bars.Select(bar => bar.Name)];
        if (isGrouped) top = Legend.Draw(svg, [.. names.Select((name, i) => new LegendEntry(name, i, LegendForm.Bar))], width, top);

        Axis across = new() { Categories = groups };
        IEnumerable<double> ends = Bars.SelectMany(bar => (double[])[bar.Value, bar.Low ?? bar.Value, bar.High ?? bar.Value]);
        Scale up = Scale.Of(
            Y.Log && Y.Min is null ? Y with { Min = Foot(ends) } : Y, ends, 7, padding: 0.1, withZero: !Y.Log && Y.Min is null);
        Frame frame = new(across, Y, Scale.Of(across, [], 1), up, width, top, Math.Max(150, width * 0.4));
        frame.DrawGrid(svg);
        double foot = Y.Log || frame.YScale.Low > 0 ? frame.Bottom : frame.Y(Math.Min(0, frame.YScale.High));
        double room = frame.Width / Math.Max(1, groups.Length) * 0.76, thickness = Math.Min(70, room / Math.Max(1, names.Length));
        frame.Open(svg);
        for (int i = 0; i < Bars.Count; i++)
        {
            Bar bar = Bars[i];
            int group = isGrouped ? Array.IndexOf(groups, bar.Group ?? "") : i, series = isGrouped ? Array.IndexOf(names, bar.Name) : 0;
            double middle = frame.X(group) + (isGrouped ? (series - (names.Length - 1) / 2.0) * thickness : 0);
            DrawBar(svg, frame, bar, series, middle, thickness, foot);
        }
        Frame.Close(svg);
        svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{frame.Left} {foot}H{frame.Right}")}\"/>");
        frame.DrawAxes(svg);
        if (Bars.Count == 0)
            svg.Add($"<text class=\"note middle\" x=\"{frame.Left + frame.Width / 2}\" "
                + $"y=\"{frame.Top + frame.Height / 2}\">no values to draw</text>");
        return frame.End;
    }

    private static void DrawBar(Markup svg, Frame frame, Bar bar, int series, double middle, double thickness, double foot)
    {
        string value = Numerals.Value(bar.Value);
        string told =
            $"{Called(bar)}: {value}{(bar is { Low: { } a, High: { } b } ? $" ({Numerals.Value(a)} … {Numerals.Value(b)})" : "")}"
            + (bar.Runs is { } runs ? $", {Numerals.MeanOf(runs)}" : "");
        double end = frame.Y(bar.Value);
        double size = Math.Max(1, thickness - 2), highest = Math.Min(foot, double.IsNaN(end) ? foot : end), lowest = foot;
        svg.Add($"<g class=\"{Series.Class(series)}\"><title>{told}</title>");
        if (!double.IsNaN(end))
            svg.Add($"<rect class=\"bar\" x=\"{middle - size / 2}\" y=\"{Math.Min(end, foot)}\" "
                + $"width=\"{size}\" height=\"{Math.Max(0.5, Math.Abs(end - foot))}\"/>");
        if (bar is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high))
        {
            (double down, double up) = (frame.Y(low), frame.Y(high));
            if (double.IsNaN(down)) down = frame.Bottom;
            if (!double.IsNaN(up))
            {
                double cap = Math.Min(6, size / 3);
                svg.Add($"<path class=\"whisker\" "
                    + $"d=\"{Series.Text($"M{middle - cap} {up}h{2 * cap}M{middle} {up}V{down}M{middle - cap} {down}h{2 * cap}")}\"/>");
                (highest, lowest) = (Math.Min(highest, up), Math.Max(lowest, down));
            }
        }
        string written = double.IsNaN(bar.Value) ? "n/a" : value;
        if (TextSize.Width(written, 11) <= thickness + 10)
        {
            double y = end > foot + 0.5 ? Math.Min(frame.Bottom - 2, Math.Max(end, lowest) + 13) : Math.Max(frame.Top + 8, highest - 5);
            svg.Add($"<text class=\"tick middle\" x=\"{middle}\" y=\"{y}\">{written}</text>");
        }
        svg.AddRaw("</g>");
    }

    /// <summary>The power of ten at which bars on a logarithmic axis begin.</summary>
    private static double? Foot(IEnumerable<double> values)
    {
        double least = values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(0).Min();
        return least > 0 ? Numerals.Power(Numerals.Exponent(least * 0.999)) : null;
    }

    private static string Called(Bar bar) => bar.Group is null ? bar.Name : $"{bar.Group}, {bar.Name}";
}
