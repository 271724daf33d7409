using System.Globalization;
using System.Net;
using System.Text;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Claims;

namespace Chainrule.Lab.Studies.Report;

/// <summary>A report as one HTML page that needs nothing beside it: style and plots are in it.</summary>
public static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#1c2127, #e4e7ea); --paper: light-dark(#fff, #15181c); --soft: light-dark(#5b6470, #9aa4af);
          --line: light-dark(#d9dee4, #333a42); --good: light-dark(#1a7f46, #57c98a); --bad: light-dark(#b3261e, #ff8a80); --tint: light-dark(#f5f7f9, #1d2228); }
        body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1, h2, h3 { line-height: 1.25; margin: 2.2em 0 .6em; } h1 { margin-top: 0; } h2 { border-bottom: 1px solid var(--line); padding-bottom: .2em; }
        figure { margin: 1.5em 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } figcaption, caption { color: var(--soft); font-size: .9em; text-align: left; }
        .scroll { overflow-x: auto; margin: 1em 0; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92em; }
        th, td { padding: .3em .8em .3em 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } .right { text-align: right; }
        .question { font-size: 1.1em; } .note { border-left: 4px solid #d99a1c; padding: .4em 1em; background: var(--tint); } .teaches { border-left: 4px solid var(--good); padding: .4em 1em; background: var(--tint); }
        .time, .links { color: var(--soft); font-size: .9em; } ul.claims { list-style: none; padding: 0; } ul.claims li { margin: .5em 0; padding-left: 7.5em; position: relative; }
        ul.claims b { position: absolute; left: 0; } .holds b { color: var(--good); } .fails b { color: var(--bad); } .numbers { display: block; color: var(--soft); font-size: .9em; }
        pre { overflow-x: auto; background: var(--tint); padding: 1em; font-size: .85em; } nav ul { columns: 2 20rem; } a { color: light-dark(#0b5cad, #7db7f0); }
        """;

    /// <summary>Writes a report.</summary>
    public static string Write(string title, IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n<style>\n{Style}\n{Plot.Style}\n</style>\n</head>\n<body>\n");
        Heading[] contents = [.. blocks.OfType<Heading>().Where(heading => heading.Level is 2 or 3)];
        bool isListed = false;
        foreach (Block block in blocks)
        {
            if (!isListed && block is Heading { Level: > 1 } && contents.Length > 3)
            {
                html.Append("<nav aria-label=\"Contents\"><ul>\n");
                foreach (Heading heading in contents) html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{Escape(heading.Id)}\">{Escape(heading.Text)}</a></li>\n");
                html.Append("</ul></nav>\n");
                isListed = true;
            }
            Write(html, block);
        }
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder html, Block block)
    {
        switch (block)
        {
            case Heading heading:
                html.Append(CultureInfo.InvariantCulture, $"<h{heading.Level} id=\"{Escape(heading.Id)}\">{Escape(heading.Text)}</h{heading.Level}>\n");
                break;
            case Paragraph paragraph:
                html.Append(CultureInfo.InvariantCulture, $"<p{(paragraph.Kind is null ? "" : $" class=\"{paragraph.Kind}\"")}>{Escape(paragraph.Text)}</p>\n");
                break;
            case Table table:
                Write(html, table);
                break;
            case Picture picture:
                html.Append(CultureInfo.InvariantCulture, $"<figure>\n{picture.Plot.ToSvg(styled: false)}\n<figcaption>{Escape(picture.Caption)}</figcaption>\n</figure>\n");
                break;
            case Verdicts verdicts:
                html.Append("<ul class=\"claims\">\n");
                foreach (Verdict verdict in verdicts.Claims)
                    html.Append(CultureInfo.InvariantCulture, $"<li class=\"{(verdict.Holds ? "holds" : "fails")}\"><b>{(verdict.Holds ? "holds" : "does not hold")}</b> {Escape(verdict.Says)} <span class=\"numbers\">{Escape(verdict.Numbers)}</span></li>\n");
                html.Append("</ul>\n");
                break;
            case Links links:
                html.Append(CultureInfo.InvariantCulture, $"<p class=\"links\">{Escape(links.Text)}: {string.Join(", ", links.Targets.Select(target => $"<a href=\"{Escape(target.Path)}\">{Escape(target.Name)}</a>"))}</p>\n");
                break;
            case Listing listing:
                html.Append(CultureInfo.InvariantCulture, $"<details><summary>{Escape(listing.Summary)}</summary>\n<pre>{Escape(listing.Text)}</pre>\n</details>\n");
                break;
            default:
                throw new ArgumentException($"A page cannot hold {block.GetType().Name}.");
        }
    }

    private static void Write(StringBuilder html, Table table)
    {
        bool[] isRight = [.. table.Head.Select(name => name.StartsWith('>'))];
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\"><table>\n<caption>{Escape(table.Caption)}</caption>\n");
        if (table.Head.Any(name => name.Length > 0)) Row("th", [.. table.Head.Select(name => name.TrimStart('>'))]);
        foreach (IReadOnlyList<string> row in table.Rows) Row("td", row);
        html.Append("</table></div>\n");

        void Row(string tag, IReadOnlyList<string> cells)
        {
            html.Append("<tr>");
            for (int i = 0; i < cells.Count; i++) html.Append(CultureInfo.InvariantCulture, $"<{tag}{(isRight[i] ? " class=\"right\"" : "")}>{Escape(cells[i])}</{tag}>");
            html.Append("</tr>\n");
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
