using System.Globalization;
using System.Text;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>Writes blocks as Markdown. What a page does by script or by layout is left out: groups follow each other, and plots are
/// files.</summary>
/// <param name="folder">The folder for the plots, as the page links to it.</param>
/// <param name="files">Takes the plots by the names of their files.</param>
internal sealed class MarkdownWriter(string folder, Dictionary<string, string> files)
{
    private const int GalleryColumns = 10;

    /// <summary>The blocks, with an empty line between two.</summary>
    public string Write(IEnumerable<Block> blocks) => string.Join('\n', blocks.Select(Of).Where(text => text.Length > 0));

    /// <summary>A block that ends with its line; empty for one that Markdown does without.</summary>
    private string Of(Block block) => block switch
    {
        Heading heading => Title(heading.Level, heading.Text),
        Contents => "",
        Paragraph { Kind: ParagraphKind.Remark or ParagraphKind.Teaches } paragraph => $"> {Inline(paragraph.Text)}\n",
        Paragraph paragraph => $"{Inline(paragraph.Text)}\n",
        Items items => string.Concat(items.Texts.Select((text, i) => $"{(items.IsNumbered ? $"{i + 1}." : "-")} {Inline(text)}\n")),
        Links links => $"{Escape(links.Text)}: {string.Join(", ", links.Targets.Select(Link))}\n",
        Code code => Fenced(code),
        Verdicts verdicts =>
            string.Concat(verdicts.Statements.Select(one => $"- **{one.Verdict}**: {Escape(one.Says)} – {Escape(one.Numbers)}\n")),
        Footer footer => $"---\n\n{Inline(footer.Text)}\n",
        Headline headline => Write(headline.Blocks),
        Section { Kind: SectionKind.Alarm or SectionKind.Caution } section =>
            Quoted(Write([new Heading(2, section.Title), .. section.Blocks])),
        Section section => Write([new Heading(2, section.Title), .. section.Blocks]),
        Fold fold => $"<details><summary>{Escape(fold.Summary)}</summary>\n\n{Write(fold.Blocks)}\n</details>\n",
        Picture picture => Figure(picture.Plot, picture.Name, picture.Caption),
        PlotRow row => Write(row.Pictures),
        Beside beside => Write([beside.Picture, beside.Block]),
        Gallery gallery => Figure(Grid(gallery), gallery.Name, null),
        Chooser chooser => Write(chooser.Blocks),
        Groups groups =>
            string.Join('\n', groups.All.Select(group => Title(4, $"{group.Title} · {group.Detail}") + '\n' + Write(group.Blocks))),
        Table table => Of(table),
        Facts facts => Of(new Table(facts.Caption, ["", ""], [.. facts.Rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Value])])),
        ConfusionGrid grid => Of(Plain(grid)),
        _ => throw new ArgumentException($"A page cannot hold {block.GetType().Name}."),
    };

    private static string Title(int level, string text) => $"{new string('#', level)} {Escape(text)}\n";

    private static string Link((string Name, string Path) target) =>
        $"[{Escape(target.Name)}]({target.Path.Replace(" ", "%20", StringComparison.Ordinal)})";

    private static string Quoted(string text) =>
        string.Concat(text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? ">\n" : $"> {line}\n"));

    /// <summary>The text between fences that are longer than what it holds.</summary>
    private static string Fenced(Code code)
    {
        string fence = "```";
        while (code.Text.Contains(fence, StringComparison.Ordinal)) fence += '`';
        return $"{fence}{code.Language}\n{code.Text.TrimEnd('\n')}\n{fence}\n";
    }

    private string Figure(Plot plot, string name, string? caption)
    {
        string file = $"{name}.svg";
        for (int number = 2; files.ContainsKey(file); number++) file = $"{name}-{number}.svg";
        files[file] = plot.ToSvg();
        return $"![{Escape(plot.Title)}]({folder}/{file})\n" + (caption is null ? "" : $"\n*{Escape(caption)}*\n");
    }

    private static ImageGrid Grid(Gallery gallery) => new()
    {
        Title = gallery.Title,
        Columns = Math.Min(GalleryColumns, gallery.Pictures.Count),
        Tiles = [.. gallery.Pictures.Select(picture => picture.Tile)],
    };

    private static Table Plain(ConfusionGrid grid) => new($"{ConfusionGrid.Caption}.",
        [Column.Header("true ↓ · predicted →"), .. grid.Classes.Select(Column.Number), Column.Number("recognised")],
        [.. grid.Counts.Select((row, i) => (IReadOnlyList<string>)
            [grid.Classes[i], .. row.Select(count => Numerals.Count(count)), grid.Recognised(i)])]);

    private static string Of(Table table)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", table.Head.Select(column => Cell(column.Name)))} |\n");
        text.Append(CultureInfo.InvariantCulture,
            $"|{string.Join('|', table.Head.Select(column => column.Kind == ColumnKind.Number ? "---:" : "---"))}|\n");
        foreach (IReadOnlyList<string> row in table.Rows)
            text.Append(
                CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select((cell, i) => Cell(cell, table.Head[i].Kind)))} |\n");
        if (table.Foot is { } foot)
            text.Append(CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", foot.Select(cell => cell.Length == 0 ? "" : $"**{Cell(cell)}**"))} |\n");
        if (table.Caption is { } caption && !table.IsCaptionHidden) text.Append(CultureInfo.InvariantCulture, $"\n*{Escape(caption)}*\n");
        return text.ToString();
    }

    private static string Cell(string text, ColumnKind kind = ColumnKind.Text) => kind == ColumnKind.Code ? $"`{text}`"
        : Escape(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Inline(Text text) => string.Concat(text.Pieces.Select(piece => piece.Emphasis switch
    {
        Emphasis.None => Escape(piece.Words),
        Emphasis.Code => $"`{piece.Words}`",
        _ => $"**{Escape(piece.Words)}**",
    }));

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)
            .Replace("`", "\\`", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
