using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies.Report;

/// <summary>The files of a report: one HTML page, and a Markdown page with its plots.</summary>
public static class ReportFiles
{
    /// <summary>Writes <c>NAME.html</c>, <c>NAME.md</c> and the folder <c>NAME-figures</c>.</summary>
    /// <returns>The path of the HTML page.</returns>
    /// <exception cref="RunFolderException">A file cannot be written.</exception>
    public static string Write(string folder, string name, string title, IReadOnlyList<Block> blocks)
    {
        string figures = $"{name}-figures", html = Path.Combine(folder, name + ".html"), target = Path.Combine(folder, figures);
        (string page, IReadOnlyDictionary<string, string> plots) = MarkdownPage.Write(blocks, figures);
        RunFolder.Guarded(target, () => Directory.CreateDirectory(target));
        foreach ((string file, string svg) in plots) RunFolder.WriteText(Path.Combine(target, file), svg);
        RunFolder.WriteText(Path.Combine(folder, name + ".md"), page);
        RunFolder.WriteText(html, HtmlPage.Write(title, blocks));
        return html;
    }
}
