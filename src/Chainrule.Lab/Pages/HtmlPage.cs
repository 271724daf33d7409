using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>A page as one HTML file that needs nothing beside it: style, script and plots are in it. It is well-formed XML, too.</summary>
public static class HtmlPage
{
    // Even a mistake in a page could not load anything.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private static readonly string style = Plot.Style + Plot.StyleSheet("page.css"), script = Plot.Resource("page.js");

    /// <summary>Writes a page.</summary>
    /// <param name="title">What a browser's window is called.</param>
    /// <param name="blocks">The page.</param>
    public static string Write(string title, IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Markup page = new();
        page.AddRaw("<!DOCTYPE html>");
        page.AddRaw("<html lang=\"en\">");
        page.AddRaw("<head>");
        page.AddRaw("<meta charset=\"utf-8\"/>");
        page.AddRaw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.AddRaw("<meta name=\"color-scheme\" content=\"light dark\"/>");
        page.AddRaw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\"/>");
        page.Add($"<title>{title}</title>");
        page.AddRaw($"<style>\n{style}</style>");
        page.AddRaw("</head>");
        page.AddRaw("<body>");
        page.AddRaw("<main>");
        HtmlWriter writer = new(page, [.. Headings(blocks)]);
        writer.Write(blocks.Where(block => block is not Footer));
        page.AddRaw("</main>");
        writer.Write(blocks.OfType<Footer>());
        if (writer.NeedsScript) page.AddRaw($"<script>\n{script}</script>");
        page.AddRaw("</body>");
        page.AddRaw("</html>");
        return page.ToString();
    }

    /// <summary>What a list of contents lists: headings of level 2 and 3 with an anchor.</summary>
    private static IEnumerable<(string Id, string Text)> Headings(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        Heading { Level: 2 or 3, Id: { } id } heading => [(id, heading.Text)],
        Section section => [(section.Id, section.Title), .. Headings(section.Blocks)],
        _ => Enumerable.Empty<(string, string)>(),
    });
}
