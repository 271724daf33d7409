using System.Text;

namespace Chainrule;

/// <summary>Tables as text, for terminals and log files.</summary>
public static class TextTable
{
    /// <summary>A table with a line under its head; no line ends in blanks, and there is no line break after the last one.</summary>
    /// <param name="columns">The names of the columns; those with a leading <c>&gt;</c> are aligned to the right.</param>
    /// <param name="rows">The cells of each row, as many as there are columns.</param>
    public static string Format(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        const string Gap = "   ";
        bool[] isRight = [.. columns.Select(name => name.StartsWith('>'))];
        List<IReadOnlyList<string>> all = [[.. columns.Select(name => name.TrimStart('>'))], .. rows];
        int[] widths = [.. columns.Select((_, column) => all.Max(row => row[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < all.Count; i++)
        {
            IEnumerable<string> cells = all[i].Select((cell, column) =>
                isRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            if (i > 0) text.AppendLine();
            text.Append(string.Join(Gap, cells).TrimEnd());
            if (i == 0) text.AppendLine().Append('─', widths.Sum() + Gap.Length * (widths.Length - 1));
        }
        return text.ToString();
    }
}
