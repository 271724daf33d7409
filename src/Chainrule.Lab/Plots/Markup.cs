using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>Builds SVG and HTML text. What the braces of an interpolated string hold is escaped, numbers get at most two
/// decimals and a point whatever the culture: <c>svg.Add($"&lt;text x=\"{x}\"&gt;{name}&lt;/text&gt;")</c>.</summary>
internal sealed class Markup
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a line.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Line line)
    {
        _ = line;
        text.Append('\n');
    }

    /// <summary>Adds a part of a line.</summary>
    public Markup Append([InterpolatedStringHandlerArgument("")] ref Line line)
    {
        _ = line;
        return this;
    }

    /// <summary>Adds a line that is markup already.</summary>
    public void AddRaw(string markup) => text.Append(markup).Append('\n');

    /// <summary>What was added.</summary>
    public override string ToString() => text.ToString();

    /// <summary>A coordinate: at most two decimals.</summary>
    public static string Number(double value)
    {
        string written = value.ToString("0.##", CultureInfo.InvariantCulture);
        return written == "-0" ? "0" : written;
    }

    /// <summary>Text for elements and for attributes between double quotes; characters that XML forbids become U+FFFD.</summary>
    public static string Escape(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        StringBuilder escaped = new(value.Length);
        foreach (Rune rune in value.EnumerateRunes())
            switch (rune.Value)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case < 0x20 and not ('\n' or '\t'):
                case 0x7F or 0xFFFE or 0xFFFF: escaped.Append('\uFFFD'); break;
                default: escaped.Append(rune.ToString()); break;
            }
        return escaped.ToString();
    }

    /// <summary>What an interpolated string adds.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Line
    {
        private readonly StringBuilder text;

        /// <summary>Called by the compiler.</summary>
        public Line(int literalLength, int formattedCount, Markup markup)
        {
            _ = (literalLength, formattedCount);
            text = markup.text;
        }

        /// <summary>Markup as the source has it.</summary>
        public void AppendLiteral(string literal) => text.Append(literal);

        /// <summary>A coordinate.</summary>
        public void AppendFormatted(double value) => text.Append(Number(value));

        /// <summary>A whole number.</summary>
        public void AppendFormatted(long value) => text.Append(value);

        /// <summary>Text, escaped.</summary>
        public void AppendFormatted(string? value) => text.Append(Escape(value));

        /// <summary>Markup made elsewhere, as it is.</summary>
        public void AppendFormatted(Markup value) => text.Append(value.text);
    }
}
