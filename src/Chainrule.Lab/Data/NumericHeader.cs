using System.Globalization;

namespace Chainrule.Lab.Data;

/// <summary>Sees whether the first row of a table of numbers may be its header: names that are numbers, such as years.</summary>
internal static class NumericHeader
{
    /// <summary>As many columns that count 0, 1, 2, … say enough, whatever is below them.</summary>
    private const int ManyColumns = 8;

    /// <summary>Whether the first row looks like names: whole numbers that count on from column to column as no other row does, or years
    /// that ascend, and that are unlike what is below them: this has fractions, or is far away.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rest">Rows below it.</param>
    public static bool IsLikely(IReadOnlyList<string> first, IReadOnlyList<double[]> rest)
    {
        if (first.Count < 2 || rest.Count < 3) return false;
        if (!first.All(field => field.All(char.IsAsciiDigit) && (field.Length == 1 || field[0] != '0'))) return false;
        double[] names = [.. first.Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
        bool counts = names.Length >= 3 && IsEven(names) && !rest.Any(IsEven), isNumbering = counts && names is ([0, 1, ..] or [1, 2, ..]);
        if (isNumbering && names.Length >= ManyColumns) return true;
        int fractions = 0, far = 0;
        for (int column = 0; column < names.Length; column++)
        {
            double[] below = [.. rest.Select(row => row[column])];
            double low = below.Min(), high = below.Max();
            if (names[column] < low - (high - low) || names[column] > high + (high - low)) far++;
            else if (below.Count(value => !double.IsInteger(value)) >= 0.8 * below.Length) fractions++;
        }
        // A column of classes among others is often like its number.
        int unlike = names.Length - (names.Length >= 4 ? 1 : 0);
        bool areYears = names.All(name => name is >= 1500 and < 2200) && names.Zip(names.Skip(1)).All(two => two.First < two.Second);
        return (counts && fractions + far >= unlike && (isNumbering || 2 * far >= names.Length)) || (areYears && far >= unlike);
    }

    /// <summary>Whether the step from each number to the next is the same, and not 0.</summary>
    private static bool IsEven(double[] row) => row[1] != row[0]
        && Enumerable.Range(1, row.Length - 1).All(i => row[i] - row[i - 1] == row[1] - row[0]);
}
