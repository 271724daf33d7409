using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>A confusion matrix as a table whose cells lead to the groups of their samples.</summary>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Counts">How many samples of each class (rows) are put into each class (columns).</param>
/// <param name="Linked">The cells whose groups are on the page, by row and column.</param>
public sealed record ConfusionGrid(
    IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Counts, IReadOnlySet<(int Row, int Column)> Linked) : Block
{
    /// <summary>What rows and columns are.</summary>
    public const string Caption = "Rows are true classes, columns are predictions";

    private readonly double mostWrong = Counts.SelectMany((row, i) => row.Where((_, j) => i != j)).DefaultIfEmpty(0).Max();

    /// <summary>The anchor of the group of a cell.</summary>
    public static string IdOf(int row, int column) => $"cell-{row}-{column}";

    /// <summary>A cell in words.</summary>
    public string Says(int row, int column) => $"{Classes[row]} taken for {Classes[column]}: {Numerals.Count(Counts[row][column])}";

    /// <summary>The share of a class that is recognised.</summary>
    public string Recognised(int row)
    {
        int total = Counts[row].Sum();
        return total == 0 ? "–" : Numerals.Percent((double)Counts[row][row] / total);
    }

    /// <summary>How strong the colour of a cell is, from 0 to 1. Counts differ by orders of magnitude, so the square root tells small ones
    /// apart; right decisions have a colour of their own.</summary>
    internal double Strength(int row, int column)
    {
        int count = Counts[row][column];
        return count == 0 ? 0 : row == column ? 0.75 * count / Counts[row].Sum() : 0.15 + 0.6 * Math.Sqrt(count / mostWrong);
    }
}
