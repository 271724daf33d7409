namespace Chainrule.Data;

/// <summary>Data cannot be used: a file is damaged, counts differ, a label is out of range. The message says what is wrong, where, and
/// what was expected.</summary>
/// <param name="message">What is wrong and what was expected, without the position.</param>
/// <param name="file">The file at fault.</param>
/// <param name="line">The line at fault, from 1.</param>
/// <param name="column">The column at fault, from 1.</param>
/// <param name="cause">The error underneath.</param>
public sealed class DataException(string message, string? file = null, int? line = null, int? column = null, Exception? cause = null)
    : Exception(Located(message, file, line, column), cause)
{
    /// <summary>The file at fault, where there is one.</summary>
    public string? File { get; } = file;

    /// <summary>The line at fault, from 1, where there is one.</summary>
    public int? Line { get; } = line;

    /// <summary>The column at fault, from 1, where there is one.</summary>
    public int? Column { get; } = column;

    private static string Located(string message, string? file, int? line, int? column)
    {
        string position = (line, column) switch
        {
            (null, _) => "",
            (_, null) => $"line {line}: ",
            _ => $"line {line}, column {column}: ",
        };
        return file is null ? position + message : $"{file}: {position}{message}";
    }
}
