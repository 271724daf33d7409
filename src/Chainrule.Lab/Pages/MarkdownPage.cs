namespace Chainrule.Lab.Pages;

/// <summary>A page as Markdown, with its plots as SVG files in a folder beside it.</summary>
public static class MarkdownPage
{
    /// <summary>Writes a page.</summary>
    /// <param name="blocks">The page.</param>
    /// <param name="figures">The folder for the plots, as the page links to it.</param>
    /// <returns>The page, and the plots by the names of their files.</returns>
    public static (string Page, IReadOnlyDictionary<string, string> Figures) Write(IReadOnlyList<Block> blocks, string figures)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Dictionary<string, string> files = [];
        return (new MarkdownWriter(figures, files).Write(blocks), files);
    }
}
