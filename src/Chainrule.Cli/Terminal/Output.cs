using System.Globalization;

namespace Chainrule.Cli.Terminal;

/// <summary>Where results, progress and errors go. Cursor movement is for terminals only.</summary>
internal sealed class Output
{
    private const int UsualWidth = 100;

    private Output(TextWriter results, TextWriter messages, bool isMessageTerminal) =>
        (Results, Messages, IsMessageTerminal) = (results, messages, isMessageTerminal);

    /// <summary>Standard output, for results.</summary>
    public TextWriter Results { get; }

    /// <summary>Standard error, for progress and errors.</summary>
    public TextWriter Messages { get; }

    /// <summary>Whether progress may overwrite itself.</summary>
    public bool IsMessageTerminal { get; }

    /// <summary>The columns of the terminal; a usual number where there is no terminal or its width is unknown.</summary>
    public static int Width
    {
        get
        {
            if (Console.IsOutputRedirected && Console.IsErrorRedirected) return UsualWidth;
            try
            {
                return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
            }
            catch (Exception e) when (e is IOException or PlatformNotSupportedException)
            {
                return UsualWidth;
            }
        }
    }

    /// <summary>Into texts.</summary>
    internal static Output To(TextWriter results, TextWriter messages) => new(results, messages, isMessageTerminal: false);

    public static Output Standard() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>A table with a line under its head; the columns named with a leading '&gt;' are aligned to the right.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        Results.WriteLine(TextTable.Format(columns, rows));

    /// <summary>Says what looks wrong, a line each; with <c>--quiet</c>, too.</summary>
    public void Warn(params IEnumerable<string> warnings)
    {
        foreach (string warning in warnings) Messages.WriteLine($"warning: {warning.ReplaceLineEndings(" ")}");
    }

    /// <summary>A number with thousands separators.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A loss or a metric.</summary>
    public static string Score(double score) =>
        score.ToString(Math.Abs(score) is >= 1e-3 and < 1e5 or 0 ? "0.0000" : "0.00E+0", CultureInfo.InvariantCulture);

    /// <summary>A duration: <c>3.2 s</c>, <c>4:05</c>, <c>1:02:03</c>, with the hours of all days.</summary>
    public static string Duration(TimeSpan duration) =>
        duration.TotalSeconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s")
        : duration.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}:{duration.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}:{duration.Minutes:00}:{duration.Seconds:00}");
}
