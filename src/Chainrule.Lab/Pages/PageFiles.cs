namespace Chainrule.Lab.Pages;

/// <summary>The files of a page that is written both ways: one HTML file with everything in it, and Markdown with its figures beside
/// it.</summary>
public static class PageFiles
{
    /// <summary><c>NAME.html</c>, <c>NAME.md</c> and the plots in the folder <c>NAME-figures</c>.</summary>
    /// <param name="name">The name of the files, without extension.</param>
    /// <param name="title">The title of the HTML page.</param>
    /// <param name="blocks">The page.</param>
    /// <returns>The files by their path within the folder that takes them; what links lead to comes first.</returns>
    public static IReadOnlyList<(string Path, string Text)> Of(string name, string title, IReadOnlyList<Block> blocks)
    {
        string folder = $"{name}-figures";
        (string page, IReadOnlyDictionary<string, string> figures) = MarkdownPage.Write(blocks, folder);
        return
        [
            .. figures.Select(figure => ($"{folder}/{figure.Key}", figure.Value)),
            ($"{name}.md", page),
            ($"{name}.html", HtmlPage.Write(title, blocks)),
        ];
    }
}
