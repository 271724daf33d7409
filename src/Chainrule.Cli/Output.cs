using System.Globalization;
using Spectre.Console;

namespace Chainrule.Cli;

/// <summary>Where results, progress and errors go. Colours and cursor movement are for terminals only.</summary>
internal sealed class Output
{
    private Output(TextWriter results, TextWriter messages, bool isResultTerminal, bool isMessageTerminal)
    {
        Results = results;
        Messages = messages;
        IsMessageTerminal = isMessageTerminal;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isResultTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isResultTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(results),
        });
        if (!isResultTerminal) Console.Profile.Width = 200;
    }

    /// <summary>Standard output, for results.</summary>
    public TextWriter Results { get; }

    /// <summary>Standard error, for progress and errors.</summary>
    public TextWriter Messages { get; }

    /// <summary>Whether progress may overwrite itself.</summary>
    public bool IsMessageTerminal { get; }

    /// <summary>Draws tables to <see cref="Results"/>.</summary>
    public IAnsiConsole Console { get; }

    public static Output Standard() =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);

    /// <summary>A table; the columns named with a leading '&gt;' are aligned to the right.</summary>
    public void Table(IEnumerable<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Table table = new() { Border = TableBorder.Simple, UseSafeBorder = false };
        foreach (string column in columns)
        {
            bool isRight = column.StartsWith('>');
            table.AddColumn(new TableColumn(Markup.Escape(column.TrimStart('>'))) { Alignment = isRight ? Justify.Right : Justify.Left, NoWrap = true });
        }
        foreach (IReadOnlyList<string> row in rows) table.AddRow([.. row.Select(cell => new Text(cell))]);
        Console.Write(table);
    }

    /// <summary>A number with thousands separators.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A loss or a metric.</summary>
    public static string Score(double score) => score.ToString(Math.Abs(score) is >= 1e-3 and < 1e5 or 0 ? "0.0000" : "0.00E+0", CultureInfo.InvariantCulture);

    /// <summary>A duration: <c>3.2 s</c>, <c>1:02:03</c>.</summary>
    public static string Duration(TimeSpan duration) => duration.TotalMinutes < 1
        ? duration.TotalSeconds.ToString("0.0 's'", CultureInfo.InvariantCulture)
        : duration.ToString(duration.TotalHours < 1 ? @"m\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture).Replace("0.", "", StringComparison.Ordinal);
}
