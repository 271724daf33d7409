namespace Chainrule.Lab.Plots;

/// <summary>The area that data is drawn in, with its axes.</summary>
internal sealed class Frame
{
    private const double TickSize = 11, LongestName = 150;

    private readonly Axis horizontal, vertical;
    private readonly double end;
    private readonly bool isTurned;
    private readonly double nameRoom;

    /// <summary>Lays the area out.</summary>
    /// <param name="horizontal">What the horizontal axis shows.</param>
    /// <param name="vertical">What the vertical axis shows.</param>
    /// <param name="x">The horizontal scale.</param>
    /// <param name="y">The vertical scale.</param>
    /// <param name="width">The width in all.</param>
    /// <param name="top">Where there is room from.</param>
    /// <param name="height">How high the area is to be.</param>
    /// <param name="right">Room to leave at the right.</param>
    public Frame(Axis horizontal, Axis vertical, Scale x, Scale y, double width, double top, double height, double right = 0)
    {
        (this.horizontal, this.vertical, XScale, YScale) = (horizontal, vertical, x, y);
        double labelRoom = y.Ticks.Where(tick => tick.Label is not null)
            .Select(tick => Math.Min(LongestName, TextSize.Width(tick.Label!, TickSize))).DefaultIfEmpty(0).Max();
        Left = 12 + labelRoom + 8 + (vertical.Text.Length > 0 ? 20 : 0);
        end = width - 2;
        Top = top + 6;
        Width = Math.Max(40, width - 18 - right - Left);
        Height = height;
        double widest = x.Ticks.Select(tick => TextSize.Width(tick.Label ?? "", TickSize)).DefaultIfEmpty(0).Max();
        isTurned = x.IsNamed && widest + 8 > Width / Math.Max(1, x.Ticks.Count);
        nameRoom = isTurned ? Math.Min(widest, LongestName) * 0.71 + 16 : 20;
    }

    /// <summary>The scale of the horizontal axis.</summary>
    public Scale XScale { get; }

    /// <summary>The scale of the vertical axis.</summary>
    public Scale YScale { get; }

    /// <summary>The left edge of the area.</summary>
    public double Left { get; }

    /// <summary>The upper edge of the area.</summary>
    public double Top { get; }

    /// <summary>The width of the area.</summary>
    public double Width { get; }

    /// <summary>The height of the area.</summary>
    public double Height { get; }

    /// <summary>The right edge of the area.</summary>
    public double Right => Left + Width;

    /// <summary>The lower edge of the area.</summary>
    public double Bottom => Top + Height;

    /// <summary>Where everything ends.</summary>
    public double End => Bottom + nameRoom + (horizontal.Text.Length > 0 ? 20 : 0) + 8;

    /// <summary>Where a value is, from the left.</summary>
    public double X(double value) => Left + XScale.At(value) * Width;

    /// <summary>Where a value is, from above.</summary>
    public double Y(double value) => Bottom - YScale.At(value) * Height;

    /// <summary>Draws the grid, which is below the data.</summary>
    public void DrawGrid(Markup svg)
    {
        foreach (Tick tick in YScale.Ticks.Where(tick => tick.Label is not null))
            svg.Add($"<path class=\"grid\" d=\"{Series.Text($"M{Left} {Y(tick.Value)}H{Right}")}\"/>");
        if (XScale.IsNamed) return;
        foreach (Tick tick in XScale.Ticks.Where(tick => tick.Label is not null))
            svg.Add($"<path class=\"grid\" d=\"{Series.Text($"M{X(tick.Value)} {Top}V{Bottom}")}\"/>");
    }

    /// <summary>Draws axes, ticks and labels, which lie above the data.</summary>
    public void DrawAxes(Markup svg)
    {
        svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{Left} {Top}V{Bottom}H{Right}")}\"/>");
        foreach (Tick tick in YScale.Ticks)
        {
            double y = Y(tick.Value);
            svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{Left} {y}h{(tick.Label is null ? -3 : -5)}")}\"/>");
            if (tick.Label is not null)
                svg.Add($"<text class=\"tick end\" x=\"{Left - 8}\" "
                    + $"y=\"{y + 4}\">{TextSize.FitAround(tick.Label, TickSize, LongestName)}</text>");
        }
        DrawHorizontalTicks(svg);
        if (horizontal.Text.Length > 0)
            svg.Add($"<text class=\"middle\" x=\"{Left + Width / 2}\" "
                + $"y=\"{Bottom + nameRoom + 14}\">{TextSize.Fit(horizontal.Text, 12, Width)}</text>");
        if (vertical.Text.Length > 0)
            svg.Add($"<text class=\"middle\" transform=\"translate(20 {Top + Height / 2}) "
                + $"rotate(-90)\">{TextSize.Fit(vertical.Text, 12, Height)}</text>");
    }

    private void DrawHorizontalTicks(Markup svg)
    {
        foreach (Tick tick in XScale.Ticks)
            if (!XScale.IsNamed)
                svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{X(tick.Value)} {Bottom}v{(tick.Label is null ? 3 : 5)}")}\"/>");
        Tick[] labelled = [.. XScale.Ticks.Where(tick => tick.Label is not null)];
        int stride = 1;
        while (stride < labelled.Length && Overlap(labelled, stride)) stride++;
        for (int i = 0; i < labelled.Length; i += stride)
        {
            string label = labelled[i].Label!;
            double x = X(labelled[i].Value);
            if (isTurned)
            {
                string name = TextSize.FitAround(label, TickSize, Math.Min(LongestName, (x - 8) / 0.71));
                svg.Add($"<text class=\"tick end\" transform=\"translate({x + 3} {Bottom + 14}) "
                    + $"rotate(-45)\">{name}{Tooltip(name, label)}</text>");
            }
            else
            {
                double middle = XScale.IsNamed ? x : Math.Min(x, end - TextSize.Width(label, TickSize) / 2);
                svg.Add($"<text class=\"tick middle\" x=\"{middle}\" y=\"{Bottom + 17}\">{label}</text>");
            }
        }
    }

    /// <summary>Whether every <paramref name="stride"/>-th label is still too many.</summary>
    private bool Overlap(Tick[] labelled, int stride)
    {
        for (int i = stride; i < labelled.Length; i += stride)
        {
            double apart = X(labelled[i].Value) - X(labelled[i - stride].Value);
            double needed = isTurned
                ? 13 : (TextSize.Width(labelled[i].Label!, TickSize) + TextSize.Width(labelled[i - stride].Label!, TickSize)) / 2 + 6;
            if (apart < needed) return true;
        }
        return false;
    }

    private static Markup Tooltip(string shown, string whole)
    {
        Markup title = new();
        if (shown != whole) title.Add($"<title>{whole}</title>");
        return title;
    }

    /// <summary>Begins what is cut off at the edges of the area.</summary>
    public void Open(Markup svg) =>
        svg.Add($"<svg x=\"{Left}\" y=\"{Top - 5}\" width=\"{Width + 5}\" height=\"{Height + 10}\" "
            + $"viewBox=\"{Left} {Top - 5} {Width + 5} {Height + 10}\">");

    /// <summary>Ends what is cut off.</summary>
    public static void Close(Markup svg) => svg.AddRaw("</svg>");
}
