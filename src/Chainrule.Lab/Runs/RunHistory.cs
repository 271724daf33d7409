using System.Globalization;
using Chainrule.Data;

namespace Chainrule.Lab.Runs;

/// <summary>The numbers of a <c>history.csv</c> by column; NaN where nothing was measured.</summary>
public sealed class RunHistory
{
    private readonly Dictionary<string, double[]> columns;

    private RunHistory(Dictionary<string, double[]> columns) => this.columns = columns;

    /// <summary>The epochs, counted from 1.</summary>
    public IReadOnlyList<double> Epochs => columns["epoch"];

    /// <summary>A column; null where there is none of that name.</summary>
    public IReadOnlyList<double>? Column(string name) => columns.GetValueOrDefault(name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static RunHistory Read(string path)
    {
        try
        {
            return Parse(RunFolder.ReadText(path).TrimEnd('\n').ReplaceLineEndings("\n").Split('\n'));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new DataException($"the history cannot be read: {e.Message}", path, cause: e);
        }
    }

    /// <summary>Reads the lines of a history, the first one with the names of the columns.</summary>
    /// <exception cref="FormatException">A line has another number of values than there are columns, or a value is no number.</exception>
    public static RunHistory Parse(IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        string[] names = lines.Count > 0 ? lines[0].Split(',') : [];
        if (!names.Contains("epoch")) throw new FormatException("there is no column 'epoch'.");
        double[][] values = [.. names.Select(_ => new double[lines.Count - 1])];
        for (int row = 1; row < lines.Count; row++)
        {
            string[] cells = lines[row].Split(',');
            if (cells.Length != names.Length)
                throw new FormatException($"line {row + 1} has {cells.Length} values for {names.Length} columns.");
            for (int i = 0; i < cells.Length; i++)
                values[i][row - 1] = cells[i].Length == 0 ? double.NaN : double.Parse(cells[i], CultureInfo.InvariantCulture);
        }
        return new(names.Zip(values).ToDictionary(column => column.First, column => column.Second));
    }

    /// <summary>The value after an epoch; NaN where it was not trained or not measured.</summary>
    public double At(string column, int epoch) => Column(column) is { } values && epoch >= 1 && epoch <= values.Count
        ? values[epoch - 1] : double.NaN;

    /// <summary>The first epoch in which a column is at least, or at most, a value; infinite where it never is.</summary>
    public double FirstEpoch(string column, double value, bool atLeast)
    {
        IReadOnlyList<double> values = Column(column) ?? [];
        for (int i = 0; i < values.Count; i++)
            if (atLeast ? values[i] >= value : values[i] <= value) return Epochs[i];
        return double.PositiveInfinity;
    }
}
