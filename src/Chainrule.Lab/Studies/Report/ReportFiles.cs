using Chainrule.Lab.Pages;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies.Report;

/// <summary>Writes the files of a report into a folder.</summary>
public static class ReportFiles
{
    /// <summary>Writes <c>NAME.html</c>, <c>NAME.md</c> and the folder <c>NAME-figures</c>.</summary>
    /// <returns>The path of the HTML page.</returns>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public static string Write(string folder, string name, string title, IReadOnlyList<Block> blocks)
    {
        string figures = Path.Combine(folder, $"{name}-figures");
        RunFolder.Guarded(figures, () => OutputFolder.Create(folder, figures));
        foreach ((string path, string text) in PageFiles.Of(name, title, blocks)) RunFolder.WriteText(Path.Combine(folder, path), text);
        return Path.Combine(folder, $"{name}.html");
    }
}
