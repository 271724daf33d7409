namespace Chainrule.Lab.Plots;

/// <summary>Several plots beside and below each other in one picture.</summary>
public sealed record PlotGrid : Plot
{
    /// <summary>Plots in a row.</summary>
    public required int Columns { get; init; }

    /// <summary>The plots.</summary>
    public required IReadOnlyList<Plot> Plots { get; init; }

    /// <inheritdoc/>
    public override string Alt => $"{Plots.Count} plots. " + string.Join(" ", Plots.Select(plot => $"{plot.Title}: {plot.Alt}"));

    internal override double Width => Math.Max(NaturalWidth, Math.Min(Math.Max(1, Columns), 4) * 360);

    internal override double Draw(Markup svg, double width)
    {
        double y = DrawHeader(svg, width) - 6;
        int columns = Math.Max(1, Columns);
        double cell = width / columns;
        for (int start = 0; start < Plots.Count; start += columns)
        {
            double height = 0;
            for (int i = 0; i < columns && start + i < Plots.Count; i++)
            {
                Plot plot = Plots[start + i];
                Markup inside = new();
                height = Math.Max(height, plot.Draw(inside, cell));
                svg.Add($"<g transform=\"translate({i * cell} {y})\" role=\"img\" aria-label=\"{plot.Title}. {plot.Alt}\">");
                svg.Add($"{inside}</g>");
            }
            y += height + 6;
        }
        return y;
    }
}
