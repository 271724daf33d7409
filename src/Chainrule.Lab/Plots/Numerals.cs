using System.Globalization;
using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Numerals
{
    private static readonly (double Factor, string Suffix)[] Large = [(1e12, "T"), (1e9, "G"), (1e6, "M")];

    /// <summary>A value in a tooltip or a cell: up to <paramref name="digits"/> significant digits, powers of ten outside of 10⁻⁴…10⁶.</summary>
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

    /// <summary>The labels of evenly spaced ticks, all written alike.</summary>
    public static IReadOnlyList<string> Linear(IReadOnlyList<double> ticks)
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
            return [.. ticks.Select(tick => tick == 0 ? "0" : $"{Sign((tick / unit).ToString("F" + digits, CultureInfo.InvariantCulture))}×10{Superscript(exponent)}")];
        }
        foreach ((double factor, string suffix) in Large)
            if (most >= factor && Decimals(step / factor) <= 2)
                return [.. ticks.Select(tick => tick == 0 ? "0" : Sign((tick / factor).ToString("N" + Decimals(step / factor), CultureInfo.InvariantCulture)) + suffix)];
        return [.. ticks.Select(tick => Sign(tick.ToString("N" + Decimals(step), CultureInfo.InvariantCulture)))];
    }

    /// <summary>The label of a power of ten.</summary>
    public static string PowerOfTen(int exponent, bool plain) => plain ? Value(Power(exponent)) : "10" + Superscript(exponent);

    /// <summary>10ᵏ, as exact as a double is.</summary>
    public static double Power(int exponent) => double.Parse(string.Create(CultureInfo.InvariantCulture, $"1E{exponent}"), CultureInfo.InvariantCulture);

    /// <summary>The k of the greatest 10ᵏ that is not above the size.</summary>
    public static int Exponent(double size)
    {
        int exponent = (int)Math.Floor(Math.Log10(size));
        return size >= Power(exponent + 1) ? exponent + 1 : size < Power(exponent) ? exponent - 1 : exponent;
    }

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

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

    private static string Sign(string number) => number.StartsWith('-') ? number.Any(digit => digit is >= '1' and <= '9') ? "−" + number[1..] : number[1..] : number;

    private static string Superscript(int exponent)
    {
        StringBuilder raised = new();
        foreach (char digit in exponent.ToString(CultureInfo.InvariantCulture)) raised.Append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        return raised.ToString();
    }
}
