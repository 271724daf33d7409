using System.Globalization;
using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>Numbers as people read them, the same in every culture.</summary>
public static class Numerals
{
    private static readonly (double Factor, string Suffix)[] Large = [(1e12, "T"), (1e9, "G"), (1e6, "M")];

    /// <summary>A value in a tooltip or a cell: up to <paramref name="digits"/> significant digits, powers of ten outside of
    /// 10⁻⁴…10⁶.</summary>
    public static string Value(double value, int digits = 4)
    {
        if (double.IsNaN(value)) return "not a number";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        if (size == 0) return "0";
        if (double.IsInteger(value) && size < 1e6) return Sign(value.ToString("#,##0", CultureInfo.InvariantCulture));
        if (size is >= 1e6 or < 1e-4) return Scientific(value, digits - 1);
        int decimals = Math.Clamp(digits - 1 - Exponent(size), 0, 15);
        return Sign(value.ToString("#,##0." + new string('#', decimals), CultureInfo.InvariantCulture));
    }

    /// <summary>A value as data holds it: as <see cref="Value"/> writes it, but whole numbers of up to 15 digits, such as seconds or
    /// identifiers, with all of these.</summary>
    public static string Stored(double value) => Math.Abs(value) is >= 1e5 and < 1e15
        ? Sign(value.ToString("#,##0.###", CultureInfo.InvariantCulture)) : Value(value);

    /// <summary>The labels of evenly spaced ticks, all written alike.</summary>
    internal static IReadOnlyList<string> Linear(IReadOnlyList<double> ticks)
    {
        if (ticks.Count == 0) return [];
        double most = ticks.Max(Math.Abs);
        double step = ticks.Count > 1 ? Math.Abs(ticks[1] - ticks[0]) : most;
        if (most == 0 || step == 0) return [.. ticks.Select(tick => Value(tick))];
        if (most is >= 1e15 or < 1e-3)
        {
            int exponent = Exponent(most);
            double unit = Power(exponent);
            int digits = Decimals(step / unit);
            return [.. ticks.Select(tick =>
                tick == 0 ? "0" : $"{Sign((tick / unit).ToString("F" + digits, CultureInfo.InvariantCulture))}×10{Superscript(exponent)}")];
        }
        foreach ((double factor, string suffix) in Large)
            if (most >= factor && Decimals(step / factor) <= 2)
                return [.. ticks.Select(tick => tick == 0
                    ? "0" : Sign((tick / factor).ToString("N" + Decimals(step / factor), CultureInfo.InvariantCulture)) + suffix)];
        return [.. ticks.Select(tick => Sign(tick.ToString("N" + Decimals(step), CultureInfo.InvariantCulture)))];
    }

    /// <summary>The label of a power of ten.</summary>
    internal static string PowerOfTen(int exponent, bool plain) => plain ? Value(Power(exponent)) : "10" + Superscript(exponent);

    /// <summary>10ᵏ, as exact as a double is.</summary>
    internal static double Power(int exponent) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"1E{exponent}"), CultureInfo.InvariantCulture);

    /// <summary>The k of the greatest 10ᵏ that is not above the size.</summary>
    internal static int Exponent(double size)
    {
        int exponent = (int)Math.Floor(Math.Log10(size));
        return size >= Power(exponent + 1) ? exponent + 1 : size < Power(exponent) ? exponent - 1 : exponent;
    }

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with what is counted: <c>1 step</c>, <c>1,200 steps</c>.</summary>
    /// <param name="count">The count.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several; by default that for one with an s.</param>
    public static string Amount(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A share in percent: <c>97.3 %</c>.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <param name="decimals">The decimals.</param>
    public static string Percent(double share, int decimals = 1) =>
        (100 * share).ToString("F" + decimals, CultureInfo.InvariantCulture) + " %";

    /// <summary>A loss or a metric, with four decimals or, where these say little, as a power of ten.</summary>
    public static string Score(double value) => Math.Abs(value) is >= 1e-3 and < 1e5 or 0
        ? value.ToString("#,##0.0000", CultureInfo.InvariantCulture) : Value(value);

    /// <summary>A duration: <c>3.2 s</c>, <c>4 min 5 s</c>, <c>26 h 3 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 60) return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        TimeSpan duration = TimeSpan.FromSeconds(seconds);
        return seconds < 3600
            ? $"{duration.Minutes} min {duration.Seconds} s" : $"{Count((long)duration.TotalHours)} h {duration.Minutes} min";
    }

    /// <summary>An amount of memory: <c>12.0 KiB</c>, <c>1.5 MiB</c>.</summary>
    public static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");

    /// <summary>The first decimals that tell multiples of the step apart.</summary>
    private static int Decimals(double step)
    {
        int decimals = 0;
        while (decimals < 15 && Math.Abs(step - Math.Round(step, decimals)) > 1e-6 * step) decimals++;
        return decimals;
    }

    private static string Scientific(double value, int decimals)
    {
        int exponent = Exponent(Math.Abs(value));
        // In two steps, so that 10ᵏ does not overflow or vanish.
        double mantissa = value / Power(exponent / 2) / Power(exponent - exponent / 2);
        if (Math.Abs(Math.Round(mantissa, decimals)) >= 10) (mantissa, exponent) = (mantissa / 10, exponent + 1);
        return Sign(mantissa.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture)) + "×10" + Superscript(exponent);
    }

    private static string Sign(string number) =>
        number.StartsWith('-') ? number.Any(digit => digit is >= '1' and <= '9') ? "−" + number[1..] : number[1..] : number;

    private static string Superscript(int exponent)
    {
        StringBuilder raised = new();
        foreach (char digit in exponent.ToString(CultureInfo.InvariantCulture))
            raised.Append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        return raised.ToString();
    }

    /// <summary>What a value stands for: <c>mean of 5 runs</c>, <c>one run</c>.</summary>
    public static string MeanOf(int runs) => runs == 1 ? "one run" : $"mean of {Count(runs)} runs";
}
