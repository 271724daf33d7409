using System.Globalization;
using System.Text;
using Chainrule.Lab.Studies.Claims;

namespace Chainrule.Lab.Studies.Report;

/// <summary>A report as Markdown, with its plots as SVG files in a folder beside it.</summary>
public static class MarkdownPage
{
    /// <summary>Writes a report.</summary>
    /// <param name="blocks">The report.</param>
    /// <param name="figures">The folder for the plots, as the page links to it.</param>
    /// <returns>The page, and the plots by the names of their files.</returns>
    public static (string Page, IReadOnlyDictionary<string, string> Figures) Write(IReadOnlyList<Block> blocks, string figures)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        StringBuilder text = new();
        Dictionary<string, string> files = [];
        foreach (Block block in blocks)
        {
            if (text.Length > 0) text.Append('\n');
            switch (block)
            {
                case Heading heading:
                    text.Append(CultureInfo.InvariantCulture, $"{new string('#', heading.Level)} {Escape(heading.Text)}\n");
                    break;
                case Paragraph paragraph:
                    text.Append(CultureInfo.InvariantCulture, $"{(paragraph.Kind is "remark" or "teaches" ? "> " : "")}{Escape(paragraph.Text)}\n");
                    break;
                case Table table:
                    Write(text, table);
                    break;
                case Picture picture:
                    string name = $"{picture.Name}.svg";
                    files[name] = picture.Plot.ToSvg();
                    text.Append(CultureInfo.InvariantCulture, $"![{Escape(picture.Plot.Title)}]({figures}/{name})\n\n*{Escape(picture.Caption)}*\n");
                    break;
                case Verdicts verdicts:
                    foreach (Verdict verdict in verdicts.Claims)
                        text.Append(CultureInfo.InvariantCulture, $"- **{(verdict.Holds ? "holds" : "does not hold")}**: {Escape(verdict.Says)} – {Escape(verdict.Numbers)}\n");
                    break;
                case Links links:
                    text.Append(CultureInfo.InvariantCulture, $"{Escape(links.Text)}: {string.Join(", ", links.Targets.Select(target => $"[{Escape(target.Name)}]({target.Path.Replace(" ", "%20", StringComparison.Ordinal)})"))}\n");
                    break;
                case Listing listing:
                    text.Append(CultureInfo.InvariantCulture, $"<details><summary>{Escape(listing.Summary)}</summary>\n\n```yaml\n{listing.Text}\n```\n\n</details>\n");
                    break;
                default:
                    throw new ArgumentException($"A page cannot hold {block.GetType().Name}.");
            }
        }
        return (text.ToString(), files);
    }

    private static void Write(StringBuilder text, Table table)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", table.Head.Select(name => Cell(name.TrimStart('>'))))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|{string.Join('|', table.Head.Select(name => name.StartsWith('>') ? "---:" : "---"))}|\n");
        foreach (IReadOnlyList<string> row in table.Rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Cell))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"\n*{Escape(table.Caption)}*\n");
    }

    private static string Cell(string text) => Escape(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
