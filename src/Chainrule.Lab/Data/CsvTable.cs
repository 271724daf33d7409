using System.Globalization;
using System.Numerics;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A CSV file taken apart into inputs and targets.</summary>
internal sealed class CsvTable
{
    /// <summary>From here on doubles leave out whole numbers.</summary>
    private const double Exact = 1L << 53;

    /// <summary>How many rows are looked at for whether the first one is a header.</summary>
    private const int Compared = 1000;

    private readonly CsvData source;
    private readonly string path;
    private readonly ExpectedData? expected;
    private readonly bool hasTarget;
    private readonly List<double> inputs = [];
    private readonly List<string> targets = [];
    private readonly List<int> lines = [];
    private readonly List<string> warnings = [];
    private string[] first = [];
    private TableLayout layout = new(false, [], -1);
    private char delimiter;
    private bool isRounded;

    private CsvTable(CsvData source, string path, ExpectedData? expected, bool hasTarget) =>
        (this.source, this.path, this.expected, this.hasTarget) = (source, path, expected, hasTarget);

    /// <summary>What is odd about the file, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The inputs, [rows, inputs].</summary>
    public NdArray Inputs => NdArray.Create<double>([.. inputs], lines.Count, layout.Inputs.Count);

    private string Name => Path.GetFileName(path);

    private string[]? Names => layout.HasHeader ? first : null;

    /// <summary>Reads a file.</summary>
    /// <param name="source">How to read it.</param>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it must be like; null for anything.</param>
    /// <param name="hasTarget">Whether a column is the target; otherwise all are inputs.</param>
    /// <exception cref="DataException">The file is missing, or a row or field makes no sense; the message says in which line and
    /// column.</exception>
    public static CsvTable Read(CsvData source, string path, ExpectedData? expected = null, bool hasTarget = true)
    {
        try
        {
            using FileStream file = FileSystem.OpenRead(path);
            return Read(source, path, file, expected, hasTarget);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file."
                : $"the file cannot be read ({error.Message.TrimEnd('.')}).";
            throw new DataException(problem, path, cause: error);
        }
    }

    /// <summary>Reads a file that is open.</summary>
    /// <exception cref="DataException">A row or field makes no sense.</exception>
    internal static CsvTable Read(CsvData source, string path, Stream stream, ExpectedData? expected = null, bool hasTarget = true)
    {
        CsvTable table = new(source, path, expected, hasTarget);
        using CsvRows rows = new(path, stream, source.Delimiter?[0]);
        table.Read(rows);
        return table;
    }

    /// <summary>A finite number; null for what is none, such as one with a null character behind it, which the parser would take.</summary>
    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            && !text.Contains('\0') ? number : null;

    /// <summary>The data set: classes where the targets are labels, values otherwise.</summary>
    /// <exception cref="DataException">The targets make no sense, or are not what is expected.</exception>
    public Dataset<T> ToDataset<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (source.Reshape is { } shape && shape.Size != layout.Inputs.Count)
            throw new DataException($"the rows have {layout.Inputs.Count} inputs, which cannot be read as {shape}: {shape.Size} numbers.",
                path);
        CsvTargets read = new(source, expected, targets, lines, (row, problem) => Fault(lines[row], layout.Target, problem));
        (NdArray values, IReadOnlyList<string>? names) = read.IsRegression ? (read.Values(), null) : read.Labels(Name, path);
        TableSchema schema = new()
        {
            Inputs = [.. layout.Inputs.Select(column => new TableColumn(Names?[column], column))],
            Target = new(Names?[layout.Target], layout.Target, names is null ? ColumnType.Number : ColumnType.Class),
            Columns = first.Length,
            HasHeader = layout.HasHeader,
            Delimiter = delimiter,
        };
        return Dataset.Create<T>(Inputs, values, names?.Count ?? 0, source.Reshape, Name, names)
            .WithSchema(schema).WithWarnings(warnings.Concat(read.Warnings));
    }

    private void Read(CsvRows rows)
    {
        delimiter = rows.Delimiter;
        while (rows.Read())
            if (first.Length == 0) Begin(rows);
            else Add(rows);
        if (lines.Count == 0) throw new DataException("the file holds no rows of data.", path);
        if (LooksLikeHeader())
            warnings.Add($"The first row of '{Name}' ({string.Join(", ", first.Take(5))}{(first.Length > 5 ? ", …" : "")}) is read as a "
                + "sample, but looks like names of columns; say header: true where it is the header, and header: false where it is not.");
    }

    /// <summary>Takes the first row: the header, or the first sample.</summary>
    private void Begin(CsvRows rows)
    {
        first = rows.ToArray();
        if (hasTarget && first.Length < 2)
            throw Fault(rows.Line, null, $"expected at least two columns separated by '{delimiter}', one of them the target, but got one");
        try
        {
            layout = expected?.Schema is not { } schema ? TableLayout.Of(first, source, hasTarget)
                : hasTarget ? new TableMatch(schema, first, Name).ToMeasure(source) : new TableMatch(schema, first, Name).ToPredict();
        }
        catch (TableMismatchException error)
        {
            throw new DataException(error.Message, path, rows.Line, cause: error);
        }
        warnings.AddRange(layout.Warnings);
        if (!layout.HasHeader) Add(rows);
    }

    private void Add(CsvRows rows)
    {
        if (rows.Count != first.Length) throw Fault(rows.Line, null, $"expected {first.Length} columns, but got {rows.Count}");
        foreach (int column in layout.Inputs) inputs.Add(Input(rows.Line, column, rows[column]));
        if (layout.Target >= 0)
        {
            ReadOnlySpan<char> target = rows[layout.Target];
            if (target.IsEmpty) throw Fault(rows.Line, layout.Target, "the target is empty");
            targets.Add(target.ToString());
        }
        lines.Add(rows.Line);
    }

    private double Input(int line, int column, ReadOnlySpan<char> field)
    {
        double number = Number(field) ?? throw Fault(line, column, field.IsEmpty
            ? "the field is empty; expected a finite number" : $"expected a finite number, but got '{field}'");
        if (Math.Abs(number) >= Exact) Look(line, column, field);
        return number;
    }

    /// <summary>Warns of the first whole number that is rounded.</summary>
    private void Look(int line, int column, ReadOnlySpan<char> field)
    {
        if (isRounded || !BigInteger.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out BigInteger whole)
            || (BigInteger)(double)whole == whole)
            return;
        isRounded = true;
        string name = Names is null ? "" : $" ('{Names[column]}')";
        warnings.Add($"Line {line}, column {column + 1}{name} of '{Name}' holds {field}, and numbers that large are rounded: double "
            + "precision holds all whole numbers up to 9,007,199,254,740,992 only. Subtract an offset from the column, or leave it out "
            + "where it is an identifier.");
    }

    private bool LooksLikeHeader()
    {
        if (layout.HasHeader || source.Header is not null || lines.Count < 2) return false;
        int width = layout.Inputs.Count, count = Math.Min(lines.Count, Compared);
        bool hasNumber = layout.Target >= 0 && targets.Take(count).All(target => Number(target) is not null);
        List<double[]> rows = [.. Enumerable.Range(0, count).Select(row =>
        {
            double[] fields = new double[width + (hasNumber ? 1 : 0)];
            inputs.CopyTo(row * width, fields, 0, width);
            if (hasNumber) fields[width] = Number(targets[row])!.Value;
            return fields;
        })];
        string[] names = [.. layout.Inputs.Select(column => first[column]), .. hasNumber ? [first[layout.Target]] : (string[])[]];
        return NumericHeader.IsLikely(names, rows[1..]);
    }

    private DataException Fault(int line, int? column, string problem) =>
        new($"{problem}{(column is { } index && Names is not null ? $" (column '{first[index]}')" : "")}.", path, line, column + 1);
}
