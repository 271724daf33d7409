using System.Globalization;
using System.Net;
using System.Text;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Claims;

namespace Chainrule.Lab.Studies.Report;

/// <summary>A report as one HTML page that needs nothing beside it: style and plots are in it.</summary>
public static class HtmlPage
{
    /// <summary>What run reports do not have: a list of contents, and claims.</summary>
    private const string Style = """
        main{padding-top:44px;padding-bottom:44px}nav ul{columns:2 20rem;padding-left:1.2em;font-size:15px}caption{text-align:left;padding-bottom:4px}
        .question{font-size:19px;color:var(--soft)}.remark{border-left:5px solid #d99a1c;background:var(--pale);padding:6px 18px}.teaches{border-left:5px solid var(--good);background:var(--pale);padding:6px 18px}
        .time,.links{color:var(--soft);font-size:14px;max-width:none}figcaption{color:var(--soft);font-size:14px;max-width:52em}.scroll{overflow-x:auto;margin:12px 0}td,th{vertical-align:top}
        ul.claims{list-style:none;padding:0}ul.claims li{margin:10px 0;padding-left:132px;position:relative}ul.claims b{position:absolute;left:0}
        .holds b{color:var(--good)}.fails b{color:var(--bad)}.numbers{display:block;color:var(--soft);font-size:14px}pre{overflow-x:auto}
        """;

    /// <summary>Writes a report.</summary>
    public static string Write(string title, IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n<style>\n{Plot.Resource("report.css")}{Style}\n{Plot.Style}\n</style>\n</head>\n<body>\n<main>\n");
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
        return html.Append("</main>\n</body>\n</html>\n").ToString();
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
            for (int i = 0; i < cells.Count; i++) html.Append(CultureInfo.InvariantCulture, $"<{tag}{(isRight[i] ? " class=\"number\"" : "")}>{Escape(cells[i])}</{tag}>");
            html.Append("</tr>\n");
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
