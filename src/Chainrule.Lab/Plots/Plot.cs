using System.Reflection;

namespace Chainrule.Lab.Plots;

/// <summary>A picture of numbers, written as SVG: no script, no outer reference, readable on light and dark pages, the same bytes for the
/// same content.</summary>
public abstract record Plot
{
    /// <summary>How wide a plot is on its own, in pixels.</summary>
    internal const double NaturalWidth = 720;

    /// <summary>What the picture shows, above it.</summary>
    public required string Title { get; init; }

    /// <summary>What readers have to know beside it, below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What the picture shows, in words for those who do not see it.</summary>
    public abstract string Alt { get; }

    /// <summary>The style that all plots share. Each one holds it; a page that embeds many with <c>ToSvg(styled: false)</c> holds it
    /// once.</summary>
    /// <remarks>The colours follow the reader's choice of a light or dark page, unless an element around has the class <c>light</c> or
    /// <c>dark</c>.</remarks>
    public static string Style { get; } = StyleSheet("plot.css");

    /// <summary>The picture as an SVG document.</summary>
    /// <param name="styled">Whether it brings <see cref="Style"/> along.</param>
    public string ToSvg(bool styled = true) => ToSvg(styled, Width);

    /// <summary>The picture at another width; text keeps its size.</summary>
    internal string ToSvg(bool styled, double width)
    {
        Markup body = new(), svg = new();
        double height = Draw(body, width);
        svg.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cr\" role=\"img\" width=\"{width}\" "
            + $"height=\"{height}\" viewBox=\"0 0 {width} {height}\">");
        svg.Add($"<title>{Title}</title>");
        svg.Add($"<desc>{Alt}</desc>");
        if (styled) svg.AddRaw($"<style>\n{Style}</style>");
        svg.Add($"<rect class=\"back\" width=\"{width}\" height=\"{height}\"/>");
        svg.Add($"{body}</svg>");
        return svg.ToString();
    }

    /// <summary>How wide it is on its own.</summary>
    internal virtual double Width => NaturalWidth;

    /// <summary>Draws at a width, from the title down, and says how high it got.</summary>
    internal abstract double Draw(Markup svg, double width);

    /// <summary>A style sheet of this assembly; a rule that continues on an indented line becomes one line.</summary>
    internal static string StyleSheet(string name) => Resource(name).Replace("\n    ", "", StringComparison.Ordinal);

    /// <summary>Draws title and subtitle, and says where what is below begins.</summary>
    private protected double DrawHeader(Markup svg, double width)
    {
        double y = 8;
        foreach (string line in TextSize.Wrap(Title, 16.2, width - 24, 3))
            svg.Add($"<text class=\"title\" x=\"12\" y=\"{y += 18}\">{line}</text>");
        if (Subtitle is not null)
            foreach (string line in TextSize.Wrap(Subtitle, 12, width - 24, 3))
                svg.Add($"<text class=\"subtitle\" x=\"12\" y=\"{y += 17}\">{line}</text>");
        return y + 12;
    }

    internal static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
