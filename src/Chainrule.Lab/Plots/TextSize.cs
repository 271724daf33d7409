using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>How wide text will be, near enough to lay it out: the widths of Arial, and a fifth more, as much as
/// wide faces such as DejaVu Sans take.</summary>
internal static class TextSize
{
    /// <summary>Thousandths of the font size, from U+0020 to U+007E.</summary>
    private static readonly short[] Ascii =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
        722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333,
        500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width in pixels at a font size.</summary>
    public static double Width(string text, double size)
    {
        double sum = 0;
        foreach (Rune rune in text.EnumerateRunes())
            sum += rune.Value is >= 0x20 and < 0x7F ? Ascii[rune.Value - 0x20] : rune.Value >= 0x1100 ? 1000 : 600;
        return sum * size / 1000 * 1.2;
    }

    /// <summary>The text, or as much of it as fits with an ellipsis.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        StringBuilder fitting = new();
        double used = Width("…", size);
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Width(rune.ToString(), size);
            if (used > width) break;
            fitting.Append(rune.ToString());
        }
        return fitting.ToString().TrimEnd() + "…";
    }

    /// <summary>The text, or its beginning and its end around an ellipsis: names that differ in what comes last stay apart.</summary>
    public static string FitAround(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        int kept = runes.Length;
        string shorter;
        do
        {
            kept--;
            shorter = string.Concat(runes.Take((kept + 1) / 2)) + "…" + string.Concat(runes.Skip(runes.Length - kept / 2));
        }
        while (kept > 1 && Width(shorter, size) > width);
        return shorter;
    }

    /// <summary>The text in lines that fit, broken between words; what does not fit into the last one ends in an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, int most)
    {
        List<string> lines = [];
        string line = "";
        string[] words = text.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string longer = line.Length == 0 ? words[i] : $"{line} {words[i]}";
            if (line.Length == 0 || Width(longer, size) <= width) line = longer;
            else if (lines.Count == most - 1)
            {
                line = string.Join(' ', (IEnumerable<string>)[line, .. words[i..]]);
                break;
            }
            else
            {
                lines.Add(Fit(line, size, width));
                line = words[i];
            }
        }
        if (line.Length > 0) lines.Add(Fit(line, size, width));
        return lines;
    }
}
