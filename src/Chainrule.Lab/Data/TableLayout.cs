using System.Globalization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Which columns of a file are the inputs and the target.</summary>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="Inputs">The places of the inputs in the file, in their order.</param>
/// <param name="Target">The place of the target; −1 where none is wanted.</param>
internal sealed record TableLayout(bool HasHeader, IReadOnlyList<int> Inputs, int Target)
{
    /// <summary>What was decided that the user may not expect, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The layout of a file that is taken as it is: all columns but the target are inputs.</summary>
    /// <param name="fields">The first row.</param>
    /// <param name="source">Says the target, and whether there is a header.</param>
    /// <param name="hasTarget">Whether there is a target.</param>
    /// <exception cref="TableMismatchException">The target is not there.</exception>
    public static TableLayout Of(string[] fields, CsvData source, bool hasTarget)
    {
        bool hasHeader = source.Header ?? !fields.Any(field => CsvTable.Number(field) is not null);
        int target = hasTarget ? FindTarget(fields, source.Target, hasHeader) ?? fields.Length - 1 : -1;
        return new(hasHeader, [.. Enumerable.Range(0, fields.Length).Where(column => column != target)], target);
    }

    /// <summary>The place of the target that a recipe names; null where it names none.</summary>
    public static int? FindTarget(string[] fields, Column? target, bool hasHeader)
    {
        if (target is null) return null;
        if (target.Index is { } index)
            return index < fields.Length ? index
                : throw new TableMismatchException($"the target is column {index}, but there are the columns 0 to {fields.Length - 1}.");
        if (!hasHeader)
            throw new TableMismatchException(
                $"the target is column '{target.Name}', but the file has no header; say the number of the column, from 0.");
        if (fields.Count(field => field == target.Name) > 1)
            throw new TableMismatchException($"two columns are called '{target.Name}'; say the number of the target, from 0.");
        int found = Array.IndexOf(fields, target.Name);
        return found >= 0 ? found
            : throw new TableMismatchException($"there is no column '{target.Name}'; the header names {string.Join(", ", fields)}.");
    }
}

/// <summary>A table cannot be used as it is.</summary>
internal sealed class TableMismatchException(string message) : Exception(message);

/// <summary>Matches a file with the columns that a network was trained on.</summary>
/// <param name="schema">Those columns.</param>
/// <param name="fields">The first row of the file.</param>
/// <param name="name">What the file is called.</param>
internal sealed class TableMatch(TableSchema schema, string[] fields, string name)
{
    private readonly string[]? names = schema.InputNames is { } all ? [.. all] : null;
    private readonly string? targetName = schema.Target?.Name;

    /// <summary>The layout of a file to predict.</summary>
    /// <exception cref="TableMismatchException">The file does not have the columns.</exception>
    public TableLayout ToPredict() => HasHeader(null) && names is not null ? ByName(null, isMeasured: false)
        : ByPlace(HasHeader(null), null, isMeasured: false);

    /// <summary>The layout of a file to measure a network on.</summary>
    /// <param name="source">Says the target where it is another than that of the schema, and whether there is a header.</param>
    /// <exception cref="TableMismatchException">The file does not have the columns.</exception>
    public TableLayout ToMeasure(CsvData source)
    {
        bool hasHeader = HasHeader(source.Header);
        int? target = TableLayout.FindTarget(fields, source.Target, hasHeader);
        return hasHeader && names is not null ? ByName(target, isMeasured: true) : ByPlace(hasHeader, target, isMeasured: true);
    }

    /// <summary>Whether the first row is the header: where it holds a name of a column, or no number.</summary>
    private bool HasHeader(bool? said)
    {
        bool isText = !fields.Any(field => CsvTable.Number(field) is not null);
        if (said is not null || names is null) return said ?? isText;
        if (isText || names.Any(fields.Contains)) return true;
        if (names.Any(column => CsvTable.Number(column) is not null))
            throw new TableMismatchException($"the first row must be the header, since columns of the run have numbers as names: "
                + $"{ClassLabels.Quoted(names)}; but it holds none of these.");
        return false;
    }

    private TableLayout ByName(int? target, bool isMeasured)
    {
        // Which of two columns is the input and which the target, or which of them one column is, only the places say.
        bool isShared = names!.Contains(targetName)
            && (fields.Count(field => field == targetName) > 1 || (isMeasured && target is null));
        if (!schema.IsNamed || isShared) return ByEqualHeader(target, isMeasured);
        if (target is { } said && names!.Contains(fields[said]))
            throw new TableMismatchException($"the target cannot be '{fields[said]}', which is an input of the run.");
        bool findsTarget = isMeasured && target is null && targetName is not null;
        string[] needed = findsTarget && !names!.Contains(targetName) ? [.. names!, targetName!] : names!;
        string[] missing = [.. needed.Where(column => !fields.Contains(column))];
        if (missing.Length > 0) throw Missing(missing, findsTarget && missing.Contains(targetName));
        if (needed.FirstOrDefault(column => fields.Count(field => field == column) > 1) is { } twice)
            throw new TableMismatchException($"two columns are called '{twice}', and the run needs one of that name; leave one out.");
        int[] inputs = [.. names!.Select(column => Array.IndexOf(fields, column))];
        if (isMeasured) target ??= targetName is not null ? Array.IndexOf(fields, targetName) : LastOther(inputs);
        string[] ignored = [.. fields.Where((field, column) => column != target && !inputs.Contains(column)
            && (isMeasured || field != targetName))];
        return new(true, inputs, target ?? -1) { Warnings = ignored.Length == 0 ? [] : [Ignored(ignored)] };
    }

    /// <summary>Columns that share a name are told apart by their places alone, so the whole header must be as it was.</summary>
    private TableLayout ByEqualHeader(int? target, bool isMeasured)
    {
        TableColumn[] known = schema.Target is null || (!isMeasured && fields.Length < schema.Columns)
            ? [.. schema.Inputs] : [.. schema.Inputs, schema.Target];
        bool isSame = known.All(column => column.Position < fields.Length && fields[column.Position] == column.Name)
            && fields.Length == (known.Length > schema.Inputs.Count ? schema.Columns : schema.Columns - 1);
        if (!isSame || (target is not null && target != schema.Target?.Position))
            throw new TableMismatchException($"columns of the run share a name ({ClassLabels.Quoted(Shared())}), so that they cannot be "
                + "matched by name; expected the same header as that of its data.");
        return new(true, [.. schema.Inputs.Select(column => column.Position)], isMeasured ? schema.Target?.Position ?? -1 : -1);
    }

    /// <summary>The names that several columns of the run have.</summary>
    private string[] Shared() => [.. names!.Append(targetName).GroupBy(column => column).Where(alike => alike.Count() > 1)
        .Select(alike => alike.Key!)];

    private TableLayout ByPlace(bool hasHeader, int? target, bool isMeasured)
    {
        int width = schema.Inputs.Count, count = fields.Length, place = schema.Target?.Position ?? count - 1;
        bool isWhole = schema.Target is not null && count == schema.Columns;
        string taken = $"{(hasHeader ? $"the columns of '{name}'" : "its columns")} are taken by their place"
            + (names is null ? "" : $": {ClassLabels.Quoted(names)}");
        string why = hasHeader ? $"The data of the run had no header, so {taken}" : $"'{name}' has no header, so {taken}";
        string[] warnings = hasHeader || names is not null ? [$"{why}."] : [];
        if (!isMeasured && count == width) return new(hasHeader, [.. Enumerable.Range(0, width)], -1) { Warnings = warnings };
        if (!isMeasured && isWhole)
            return new(hasHeader, [.. schema.Inputs.Select(column => column.Position)], -1)
            {
                Warnings =
                [
                    .. warnings, $"Column {place} (from 0) of '{name}' is where the target was in the data of the run; it is ignored.",
                ],
            };
        if (isMeasured && isWhole && (target is null || target == place))
            return new(hasHeader, [.. schema.Inputs.Select(column => column.Position)], place) { Warnings = warnings };
        if (isMeasured && count == width + 1 && (target is not null || schema.Target is null))
            return new(hasHeader, [.. Enumerable.Range(0, count).Where(column => column != (target ?? place))], target ?? place)
            {
                Warnings = warnings,
            };
        string and = isMeasured ? $"{schema.Columns}, with the target as column {place} (from 0)"
            : schema.Target is null ? $"{width}" : $"{width}, or {schema.Columns} with the target as column {place} (from 0)";
        throw new TableMismatchException($"there {(count == 1 ? "is 1 column" : $"are {count} columns")}; expected "
            + $"{(isMeasured && schema.Target is null ? $"{width + 1}, with the target" : and)}"
            + $"{(names is null ? "" : $", or a header that names {ClassLabels.Quoted(names)}")}.");
    }

    /// <summary>The target of a file whose schema does not name it: the last column that is no input.</summary>
    private int LastOther(int[] inputs)
    {
        int last = Enumerable.Range(0, fields.Length).Except(inputs).DefaultIfEmpty(-1).Last();
        return last >= 0 ? last : throw new TableMismatchException(
            $"there is no target: all columns ({string.Join(", ", fields)}) are inputs of the run.");
    }

    private TableMismatchException Missing(string[] missing, bool lacksTarget)
    {
        string[] guesses = [.. missing.Select(column => (column, Guess: DidYouMean.To(column, fields.Except(names!))))
            .Where(one => one.Guess is not null).Select(one => $"'{one.Guess}' for '{one.column}'")];
        return new(
            (missing.Length == 1 ? $"the column '{missing[0]}' is missing" : $"the columns {ClassLabels.Quoted(missing)} are missing")
            + (guesses.Length > 0 ? $"; did you mean {string.Join(", ", guesses)}?" : ".")
            + $" The header names {ClassLabels.Quoted(fields)}."
            + (lacksTarget ? $" Where '{targetName}', the target, has another name here, say it as target." : ""));
    }

    private string Ignored(string[] columns) => string.Create(CultureInfo.InvariantCulture,
        $"The run does not need the {(columns.Length == 1 ? "column" : "columns")} {ClassLabels.Quoted(columns)} of '{name}', "
            + $"which {(columns.Length == 1 ? "is" : "are")} ignored.");
}
