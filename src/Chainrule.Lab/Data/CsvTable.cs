using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using Chainrule.Data;
using CsvHelper;

namespace Chainrule.Lab.Data;

/// <summary>A CSV file taken apart into inputs and targets.</summary>
internal sealed class CsvTable
{
    private readonly CsvData source;
    private readonly string path;
    private readonly List<double> inputs = [];
    private readonly List<string> targets = [];
    private readonly List<int> lines = [];
    private string[]? names;
    private int columns, target;
    private bool hasTarget = true;

    private CsvTable(CsvData source, string path) => (this.source, this.path) = (source, path);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file is missing, or a row or field makes no sense; the message says in which line and
    /// column.</exception>
    public static CsvTable Read(CsvData source, string path) => Read(new CsvTable(source, path), path);

    /// <summary>Reads a file of inputs alone, as an array [rows, columns].</summary>
    /// <exception cref="DataException">The file is missing, or a row or field makes no sense.</exception>
    public static NdArray ReadNumbers(string path)
    {
        CsvTable table = Read(new CsvTable(new CsvData(path), path) { hasTarget = false }, path);
        return NdArray.Create<double>([.. table.inputs], table.lines.Count, table.columns);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="DataException">A row or field makes no sense.</exception>
    internal static CsvTable Read(CsvData source, string path, byte[] bytes)
    {
        CsvTable table = new(source, path);
        table.ReadAll(bytes);
        return table;
    }

    private static CsvTable Read(CsvTable table, string path)
    {
        try
        {
            table.ReadAll(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : error.Message;
            throw new DataException(problem, path, cause: error);
        }
        return table;
    }

    private void ReadAll(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) throw new DataException("the file is not UTF-8 text; save it as UTF-8.", path);
        try
        {
            Read(bytes);
        }
        catch (CsvFormatException error)
        {
            throw new DataException("a quote appears where none can be, or is missing; put the whole field in quotes and double the quotes "
                + "within.", path, (int)error.LineNumber, cause: error);
        }
    }

    /// <summary>The data set: classes where the targets are labels, values otherwise.</summary>
    public Dataset<T> ToDataset<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = Path.GetFileName(path);
        T[] values = [.. inputs.Select(T.CreateTruncating)];
        double?[] numbers = [.. targets.Select(Number)];
        bool allNumbers = numbers.All(number => number is not null);
        if (source.Task == CsvTask.Regression || (source.Task == CsvTask.Auto && allNumbers && !AreClassNumbers(numbers)))
        {
            int bad = Array.IndexOf(numbers, null);
            if (bad >= 0) throw Fault(lines[bad], target, $"expected a finite number as the target, but got '{targets[bad]}'");
            return Dataset.Create(values, [columns - 1], [.. numbers.Select(number => T.CreateTruncating(number!.Value))], [1], name)
                .WithColumnNames(InputNames());
        }
        if (source.Task == CsvTask.Auto && !allNumbers && Array.FindIndex(numbers, number => number is not null) is >= 0 and int line)
        {
            int odd = Array.IndexOf(numbers, null);
            throw Fault(lines[odd], target,
                $"the target is '{targets[odd]}', but in line {lines[line]} it is the number {targets[line]}; "
                + "say task: classes if these are names, or put a finite number here");
        }
        ClassLabels labels = ClassLabels.Of(targets);
        if (labels.Names.Count < 2)
            throw new DataException($"all rows are of the class '{labels.Names[0]}'; expected at least two classes.", path);
        return Dataset.Create(values, [columns - 1], labels.Numbers, labels.Names.Count, name, labels.Names)
            .WithColumnNames(InputNames()).WithWarnings(labels.Warnings(name));
    }

    /// <summary>The names of the inputs; null where the file has none, or not one of its own for each.</summary>
    private string[]? InputNames()
    {
        string[]? inputs = names is null ? null : [.. names.Where((_, column) => column != target)];
        return inputs?.Distinct().Count() == columns - 1 ? inputs : null;
    }

    private void Read(byte[] bytes)
    {
        CsvReaderOptions options = new()
        {
            Separator = source.Delimiter?[0],
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        using CsvReader reader = CsvReader.Create(bytes, options);
        while (reader.Read())
        {
            string[] fields = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
            int line = (int)reader.LineNumber;
            if (columns == 0) Begin(fields, line, (char)reader.Separator);
            else Add(fields, line);
        }
        if (lines.Count == 0) throw new DataException("the file holds no rows of data.", path);
    }

    /// <summary>Takes the first row: the header, or the first sample.</summary>
    private void Begin(string[] fields, int line, char separator)
    {
        columns = fields.Length;
        bool hasHeader = source.Header ?? !fields.Any(field => Number(field) is not null);
        if (hasHeader) names = fields;
        if (hasTarget && columns < 2)
            throw Fault(line, null, $"expected at least two columns separated by '{separator}', one of them the target, but got one");
        target = hasTarget ? FindTarget(line) : -1;
        if (!hasHeader) Add(fields, line);
    }

    private int FindTarget(int line)
    {
        if (source.Target is null) return columns - 1;
        if (source.Target.Index is { } index)
            return index < columns ? index
                : throw Fault(line, null, $"the target is column {index}, but there are the columns 0 to {columns - 1}");
        if (names is null)
            throw Fault(line, null,
                $"the target is column '{source.Target.Name}', but the file has no header; say the number of the column, from 0");
        int found = Array.IndexOf(names, source.Target.Name);
        return found >= 0 ? found
            : throw Fault(line, null, $"there is no column '{source.Target.Name}'; the header names {string.Join(", ", names)}");
    }

    private void Add(string[] fields, int line)
    {
        if (fields.Length != columns) throw Fault(line, null, $"expected {columns} columns, but got {fields.Length}");
        for (int i = 0; i < columns; i++)
            if (i == target)
            {
                if (fields[i].Length == 0) throw Fault(line, i, "the target is empty");
                targets.Add(fields[i]);
            }
            else inputs.Add(Number(fields[i]) ?? throw Fault(line, i, fields[i].Length == 0
                ? "the field is empty; expected a finite number" : $"expected a finite number, but got '{fields[i]}'"));
        lines.Add(line);
    }

    private static bool AreClassNumbers(double?[] numbers)
    {
        HashSet<double> distinct = [.. numbers.Select(number => number!.Value)];
        return distinct.Count >= 2 && distinct.All(number => double.IsInteger(number) && number >= 0 && number < distinct.Count);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number : null;

    private DataException Fault(int line, int? column, string problem) =>
        new($"{problem}{(column is { } index && names is not null ? $" (column '{names[index]}')" : "")}.", path, line, column + 1);
}
