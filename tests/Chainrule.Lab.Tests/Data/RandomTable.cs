using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

/// <summary>A random table to train on, and another one made of it: its columns in any order, some left out, renamed, given twice or added,
/// with a header or without. Each number says which column it is of.</summary>
internal sealed class RandomTable
{
    private static readonly string[] pool =
        ["age", "Age", "height", "a,b", "x \"y\"", "2023", "2024", "0", "1", "", "kind", "größe", "a;b", "weight", "last name"];

    private readonly Random random;
    private readonly string[]? names;
    private readonly int width, target, rows;
    private readonly ExpectedData expected;

    /// <summary>The columns of the other table: the name, and what the values say: the column of the first table that it was, or a
    /// number below 0.</summary>
    private readonly List<(string Name, int Of)> columns = [];
    private readonly bool hasHeader, isMeasured;

    public RandomTable(Random random)
    {
        this.random = random;
        width = 1 + random.Next(4);
        target = random.Next(width + 1);
        rows = 1 + random.Next(3);
        string[] all = random.Next(10) == 0 ? [.. random.GetItems(pool, width + 1)] : [.. pool.OrderBy(_ => random.Next()).Take(width + 1)];
        names = random.Next(4) == 0 ? null : all;
        string trained = Text(names, [.. Enumerable.Range(0, width + 1)]);
        CsvData source = new("t.csv") { Header = names is not null, Target = new(target), Delimiter = ",", Task = LearningTask.Regression };
        expected = new() { Schema = TableMatchTests.Read(source, trained, null, true).ToDataset<double>().Schema, Classes = 0 };

        isMeasured = random.Next(2) == 0;
        hasHeader = random.Next(3) > 0;
        columns.AddRange(all.Select((name, column) => (name, column)));
        if (!isMeasured && random.Next(2) == 0) columns.RemoveAt(target);
        for (int change = random.Next(5); change > 1; change--) Change();
        if (random.Next(3) > 0) columns.Sort((_, _) => 0);
        else columns.Sort((one, other) => one.GetHashCode().CompareTo(other.GetHashCode()));
    }

    /// <summary>Reads the other table as one to predict or to measure: what comes of it must be right.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool IsTaken()
    {
        string[]? header = hasHeader ? [.. columns.Select(column => column.Name)] : null;
        string text = Text(header, [.. columns.Select(column => column.Of)]);
        string what = $"{(isMeasured ? "measured" : "predicted")}, trained on {(names is null ? "no names" : string.Join('|', names))}, "
            + $"target {target}:\n{text}";
        CsvTable table;
        try
        {
            table = TableMatchTests.Read(new("o.csv") { Delimiter = "," }, text, expected, isMeasured);
        }
        catch (DataException error)
        {
            Assert.True(error.Message.Length > 20, what);
            Assert.False(MustBeTaken(header), $"{error.Message}\n{what}");
            return false;
        }
        double[] inputs = table.Inputs.ToDoubles();
        if (inputs.Length != rows * width)
        {
            // Numbers that are no names of the run are a first row of values, as far as anybody can tell.
            Assert.True(header is not null && header.Any(IsNumber) && (names is null || !header.Any(Inputs.Contains)), what);
            return true;
        }
        for (int row = 0; row < rows; row++)
            for (int input = 0; input < width; input++)
                Assert.True(inputs[row * width + input] == Value(ColumnOf(input).Of, row), what);
        return true;

        (string Name, int Of) ColumnOf(int input) => header is not null && names is not null && Inputs.Distinct().Count() == width
            && columns.Count(column => column.Name == Inputs[input]) == 1
            ? columns.Single(column => column.Name == Inputs[input])
            : columns[columns.Count == width || input < target ? input : input + 1];
    }

    private string[] Inputs => [.. names!.Where((_, column) => column != target)];

    /// <summary>Whether nothing is in doubt: a header that names each column that is needed once.</summary>
    private bool MustBeTaken(string[]? header)
    {
        if (header is null || names is null) return false;
        string[] needed = isMeasured ? names : Inputs;
        return needed.All(name => header.Count(other => other == name) == 1) && needed.Distinct().Count() == needed.Length;
    }

    private void Change()
    {
        int at = random.Next(columns.Count);
        switch (random.Next(4))
        {
            case 0 when columns.Count > 1: columns.RemoveAt(at); break;
            case 1: columns.Insert(at, (columns[random.Next(columns.Count)].Name, -1 - random.Next(9))); break;
            case 2: columns[at] = (pool[random.Next(pool.Length)], -1 - random.Next(9)); break;
            default: columns.Insert(at, (pool[random.Next(pool.Length)] + "2", -1 - random.Next(9))); break;
        }
    }

    private string Text(string[]? header, int[] of)
    {
        IEnumerable<string> lines = Enumerable.Range(0, rows)
            .Select(row => string.Join(',', of.Select(column => Value(column, row).ToString(CultureInfo.InvariantCulture))));
        if (header is not null) lines = lines.Prepend(string.Join(',', header.Select(Quoted)));
        return string.Join('\n', lines) + "\n";
    }

    private static double Value(int column, int row) => 1000 * column + row + 0.5;

    private static bool IsNumber(string name) => CsvTable.Number(name) is not null;

    private string Quoted(string name) => random.Next(3) > 0 && name.AsSpan().IndexOfAny(",\"") < 0 && name.Length > 0
        ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
