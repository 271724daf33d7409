using System.Globalization;
using System.Text.RegularExpressions;

namespace Chainrule.Lab.Documents;

/// <summary>What a plain YAML scalar is.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Whole,
    Real,
    Text,
}

/// <summary>The core schema of YAML 1.2.2, section 10.3: <c>no</c> is text, <c>.5</c> a number.</summary>
internal static partial class CoreSchema
{
    public static ScalarKind Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when Whole.IsMatch(text) => ScalarKind.Whole,
        _ when Real.IsMatch(text) => ScalarKind.Real,
        _ => ScalarKind.Text,
    };

    public static bool ToBoolean(string text) => text is "true" or "True" or "TRUE";

    /// <summary>A whole number, written as one or as a number without fraction such as 1e3; null where it is none or beyond 64
    /// bits.</summary>
    public static Int128? ToWhole(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            bool fits = ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hexadecimal);
            return fits ? hexadecimal : null;
        }
        if (text.StartsWith("0o", StringComparison.Ordinal)) return ToOctal(text.AsSpan(2));
        if (Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole)) return whole;
        double real = ToReal(text);
        return double.IsInteger(real) && Math.Abs(real) <= 1L << 53 ? (Int128)real : null;
    }

    /// <summary>A number in double precision.</summary>
    public static double ToReal(string text)
    {
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'o') return (double)(ToWhole(text) ?? Int128.MaxValue);
        string sign = text[0] is '+' or '-' ? text[..1] : "", magnitude = text[sign.Length..];
        double value = magnitude switch
        {
            ".inf" or ".Inf" or ".INF" => double.PositiveInfinity,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            _ => double.Parse(magnitude, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        return sign == "-" ? -value : value;
    }

    private static Int128? ToOctal(ReadOnlySpan<char> digits)
    {
        Int128 value = 0;
        foreach (char digit in digits)
        {
            value = value * 8 + (digit - '0');
            if (value > ulong.MaxValue) return null;
        }
        return value;
    }

    [GeneratedRegex(@"\A([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z")]
    private static partial Regex Whole { get; }

    [GeneratedRegex(@"\A([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex Real { get; }
}
