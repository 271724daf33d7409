using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>Writes blocks as HTML. All tags of pages are here, in <see cref="HtmlPage"/> and in <see cref="HtmlTables"/>; classes are those
/// of <c>page.css</c>, and <c>page.js</c> looks for anchors and <c>data-</c> attributes.</summary>
/// <param name="page">The page.</param>
/// <param name="headings">What a list of contents lists.</param>
internal sealed class HtmlWriter(Markup page, IReadOnlyList<(string Id, string Text)> headings)
{
    private const double RowPlotWidth = 500, ThumbnailSize = 56;
    private const int FewHeadings = 3;

    /// <summary>Whether something on the page does nothing without the script.</summary>
    public bool NeedsScript { get; private set; }

    /// <summary>Writes blocks.</summary>
    public void Write(IEnumerable<Block> blocks)
    {
        foreach (Block block in blocks) Write(block);
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case Heading heading: Write(heading); break;
            case Contents: WriteContents(); break;
            case Paragraph paragraph: Write(paragraph); break;
            case Items items: Write(items); break;
            case Links links: Write(links); break;
            case Code code: Write(code); break;
            case Verdicts verdicts: Write(verdicts); break;
            case Footer footer: page.Add($"<footer><p>{Inline(footer.Text)}</p></footer>"); break;
            case Headline headline: Wrap("<header>", headline.Blocks, "</header>"); break;
            case Section section: Write(section); break;
            case Fold fold: Write(fold); break;
            case Picture picture: Write(picture, picture.Width ?? picture.Plot.Width); break;
            case PlotRow row: Write(row); break;
            case Beside beside: Wrap("<div class=\"beside\">", [beside.Picture, beside.Block], "</div>"); break;
            case Gallery gallery: Write(gallery); break;
            case Chooser chooser: Write(chooser); break;
            case Groups groups: Write(groups); break;
            case Table table: HtmlTables.Write(page, table); break;
            case Facts facts: HtmlTables.Write(page, facts); break;
            case ConfusionGrid grid: HtmlTables.Write(page, grid); break;
            default: throw new ArgumentException($"A page cannot hold {block.GetType().Name}.");
        }
    }

    private void Wrap(string open, IEnumerable<Block> blocks, string close)
    {
        page.AddRaw(open);
        Write(blocks);
        page.AddRaw(close);
    }

    private void Write(Heading heading)
    {
        if (heading.Id is { } id) page.Add($"<h{heading.Level} id=\"{id}\">{heading.Text}</h{heading.Level}>");
        else page.Add($"<h{heading.Level}>{heading.Text}</h{heading.Level}>");
    }

    private void WriteContents()
    {
        if (headings.Count <= FewHeadings) return;
        page.AddRaw("<nav aria-label=\"Contents\"><ul>");
        foreach ((string id, string text) in headings) page.Add($"<li><a href=\"#{id}\">{text}</a></li>");
        page.AddRaw("</ul></nav>");
    }

    private void Write(Paragraph paragraph)
    {
        if (paragraph.Kind == ParagraphKind.Plain) page.Add($"<p>{Inline(paragraph.Text)}</p>");
        else page.Add($"<p class=\"{paragraph.Kind.ToString().ToLowerInvariant()}\">{Inline(paragraph.Text)}</p>");
    }

    private static Markup Inline(Text text)
    {
        Markup words = new();
        foreach (Piece piece in text.Pieces)
            switch (piece.Emphasis)
            {
                case Emphasis.None: words.Append($"{piece.Words}"); break;
                case Emphasis.Strong: words.Append($"<strong>{piece.Words}</strong>"); break;
                case Emphasis.Code: words.Append($"<code>{piece.Words}</code>"); break;
                default: words.Append($"<span class=\"status {piece.Emphasis.ToString().ToLowerInvariant()}\">{piece.Words}</span>"); break;
            }
        return words;
    }

    private void Write(Items items)
    {
        string tag = items.IsNumbered ? "ol" : "ul";
        page.Add($"<{tag}>");
        foreach (Text text in items.Texts) page.Add($"<li>{Inline(text)}</li>");
        page.Add($"</{tag}>");
    }

    private void Write(Links links)
    {
        page.Append($"<p class=\"links\">{links.Text}: ");
        for (int i = 0; i < links.Targets.Count; i++)
            page.Append($"{(i > 0 ? ", " : "")}<a href=\"{links.Targets[i].Path}\">{links.Targets[i].Name}</a>");
        page.AddRaw("</p>");
    }

    private void Write(Code code)
    {
        if (code.Id is not { } id)
        {
            page.Add($"<pre><code>{code.Text}</code></pre>");
            return;
        }
        page.Append($"<div class=\"copyable\"><pre id=\"{id}\"><code>{code.Text}</code></pre>");
        if (code.Button is { } button)
        {
            NeedsScript = true;
            page.Append($"<button type=\"button\" class=\"script copy\" data-copy=\"{id}\">{button}</button>");
        }
        page.AddRaw("</div>");
    }

    private void Write(Verdicts verdicts)
    {
        page.AddRaw("<ul class=\"claims\">");
        foreach (Statement one in verdicts.Statements)
        {
            page.Append($"<li class=\"{(one.Holds ? "holds" : "fails")}\"><b>{one.Verdict}</b> {one.Says} ");
            page.Add($"<span class=\"numbers\">{one.Numbers}</span></li>");
        }
        page.AddRaw("</ul>");
    }

    private void Write(Section section)
    {
        page.Append($"<section ");
        if (section.Kind != SectionKind.Plain) page.Append($"class=\"{section.Kind.ToString().ToLowerInvariant()}\" ");
        page.Add($"aria-labelledby=\"{section.Id}\">");
        page.Add($"<h2 id=\"{section.Id}\">{section.Title}</h2>");
        Write(section.Blocks);
        page.AddRaw("</section>");
    }

    private void Write(Fold fold)
    {
        page.Add($"<details><summary>{fold.Summary}</summary>");
        Write(fold.Blocks);
        page.AddRaw("</details>");
    }

    private void Write(Picture picture, double width)
    {
        if (picture.Width is { } most) page.Add($"<figure style=\"max-width:{most}px\">");
        else page.AddRaw("<figure>");
        page.AddRaw(picture.Plot.ToSvg(styled: false, width));
        if (picture.Caption is { } caption) page.Add($"<figcaption>{caption}</figcaption>");
        page.AddRaw("</figure>");
    }

    private void Write(PlotRow row)
    {
        page.AddRaw("<div class=\"plots\">");
        foreach (Picture picture in row.Pictures) Write(picture, picture.Width ?? RowPlotWidth);
        page.AddRaw("</div>");
    }

    private void Write(Gallery gallery)
    {
        page.AddRaw("<ul class=\"pictures\">");
        foreach (GalleryPicture picture in gallery.Pictures)
        {
            ImageTile tile = picture.Tile;
            int scale = Math.Max(1, (int)Math.Round(ThumbnailSize / Math.Max(tile.Width, tile.Height)));
            page.Append($"<li><img src=\"{PngImage.PlanesDataUri(tile.Width, tile.Height, tile.Values, tile.Min, tile.Max)}\" ");
            page.Append(
                $"width=\"{tile.Width * scale}\" height=\"{tile.Height * scale}\" alt=\"{picture.Alt}\" title=\"{picture.Hint}\"/>");
            page.Add($"<span class=\"number\">{tile.Label}</span></li>");
        }
        page.AddRaw("</ul>");
    }

    private void Write(Chooser chooser)
    {
        NeedsScript = true;
        page.AddRaw("<div id=\"samples\" tabindex=\"-1\">");
        page.Append($"<p class=\"script chosen\"><span role=\"status\" id=\"chosen\">All cells are shown.</span> ");
        page.AddRaw("<button type=\"button\" id=\"show-all\" hidden=\"\">Show all cells</button></p>");
        Write(chooser.Blocks);
        page.AddRaw("</div>");
    }

    private void Write(Groups groups)
    {
        page.AddRaw("<div class=\"groups\">");
        foreach (Group group in groups.All)
        {
            page.Add($"<div class=\"samples\" id=\"{group.Id}\" data-title=\"{group.Title}\">");
            page.Add($"<h4>{group.Title} <span class=\"note\">· {group.Detail}</span></h4>");
            Write(group.Blocks);
            page.AddRaw("</div>");
        }
        page.AddRaw("</div>");
    }
}
