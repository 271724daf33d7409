namespace Chainrule.Lab.Documents;

/// <summary>One mistake in a recipe, a study or another document.</summary>
/// <param name="File">The file, or the <c>--set</c> argument, at fault.</param>
/// <param name="Line">The line at fault, from 1; 0 where there is none.</param>
/// <param name="Column">The column at fault, from 1; 0 where there is none.</param>
/// <param name="Path">The full path of the key at fault, such as <c>model.3.linear.units</c>; empty for the document as a whole.</param>
/// <param name="Message">What was expected and what is there, as a sentence.</param>
public sealed record DocumentProblem(string File, int Line, int Column, string Path, string Message)
{
    internal DocumentProblem(Mark mark, string path, string message) : this(mark.Source, mark.Line, mark.Column, path, message)
    {
    }

    /// <summary>As compilers write it: <c>file:line:column: path: message</c>.</summary>
    public override string ToString()
    {
        string place = Line > 0 ? $"{File}:{Line}:{Column}: " : $"{File}: ";
        return Path.Length > 0 ? $"{place}{Path}: {Message}" : place + Message;
    }

    /// <summary>A text that somebody else wrote, short enough for a message and on one line.</summary>
    internal static string Shorten(string text)
    {
        string line = string.Concat(text.Take(61)
            .Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return line.Length > 60 ? line[..59] + '…' : line;
    }
}

/// <summary>A document, such as a recipe or a study, cannot be used. The message lists every mistake found, one per line.</summary>
public sealed class DocumentException : Exception
{
    /// <summary>The exception for some mistakes, at least one.</summary>
    public DocumentException(IReadOnlyList<DocumentProblem> problems, Exception? cause = null)
        : base(string.Join('\n', problems), cause) => Problems = problems;

    internal DocumentException(Mark mark, string path, string message, Exception? cause = null) : this([new(mark, path, message)], cause)
    {
    }

    /// <summary>The mistakes, in the order of the document; at least one.</summary>
    public IReadOnlyList<DocumentProblem> Problems { get; }

    /// <summary>The file of the first mistake.</summary>
    public string File => Problems[0].File;

    /// <summary>The line of the first mistake, from 1; 0 where there is none.</summary>
    public int Line => Problems[0].Line;

    /// <summary>The column of the first mistake, from 1; 0 where there is none.</summary>
    public int Column => Problems[0].Column;

    /// <summary>The full path of the first key at fault; empty for the document as a whole.</summary>
    public string Path => Problems[0].Path;
}
