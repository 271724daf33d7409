using System.Globalization;

namespace Chainrule.Bench.Peers;

/// <summary>How figures are written.</summary>
internal static class Text
{
    public const string None = "–";

    /// <summary>A time in a unit that suits it, three digits.</summary>
    public static string Time(double seconds)
    {
        (double factor, string unit) = seconds switch { < 1e-6 => (1e9, "ns"), < 1e-3 => (1e6, "µs"), < 1 => (1e3, "ms"), _ => (1, "s") };
        return $"{Digits(seconds * factor)} {unit}";
    }

    /// <summary>The median with the least and the most, as <c>12.3 µs (11.9–14.0)</c>, all in the unit of the median.</summary>
    public static string Times(double median, double least, double most)
    {
        double factor = median switch { < 1e-6 => 1e9, < 1e-3 => 1e6, < 1 => 1e3, _ => 1 };
        return $"{Time(median)} ({Digits(least * factor)}–{Digits(most * factor)})";
    }

    public static string Times(Score? score) => score is null ? None : Times(score.Median, score.Least, score.Most);

    public static string Times(double[] seconds)
    {
        if (seconds.Length == 0) return None;
        double[] sorted = [.. seconds.Order()];
        return Times(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    public static string Ratio(double? ratio) =>
        ratio is { } value ? value.ToString(value < 0.1 ? "F3" : "F2", CultureInfo.InvariantCulture) : None;

    public static string Percent(double share) =>
        share.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", " ", StringComparison.Ordinal);

    public static string Rate(double gigaflops) => Digits(gigaflops);

    public static string Number(double value, string format = "G8") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Verdict(string target, bool isMet) => $"{target}: {(isMet ? "met" : "**not met**")}";

    /// <summary>A row of a Markdown table.</summary>
    public static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>The head of a Markdown table.</summary>
    public static string Head(params string[] titles) => $"{Row(titles)}\n|{string.Concat(Enumerable.Repeat("---|", titles.Length))}";

    private static string Digits(double value) =>
        value.ToString(value switch { < 10 => "F2", < 100 => "F1", _ => "N0" }, CultureInfo.InvariantCulture);
}
