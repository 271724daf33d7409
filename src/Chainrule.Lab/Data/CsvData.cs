using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A table in a CSV file: a row is a sample, one column is the target and all others are inputs.</summary>
/// <param name="Path">The file, relative to the recipe's folder.</param>
[Description("A table in a CSV file: one column is the target, all others are inputs.")]
public sealed record CsvData([property: Description("The file, relative to the recipe.")] string Path) : StoredDataSource
{
    internal const string ReshapeMeaning = "The shape of one input, such as [1, 28, 28]; by default that of a row.";

    /// <summary>The target column; the last one by default.</summary>
    [Description("The target column, by name or by number from 0; the last one by default.")]
    public Column? Target { get; init; }

    /// <summary>Whether the first row holds the names of the columns. By default it does unless it holds a number.</summary>
    [Description("Whether the first row holds the names of the columns; by default it does unless it holds a number.")]
    public bool? Header { get; init; }

    /// <summary>What the target column holds; by default that is seen from its values.</summary>
    [Description("What the target column holds: classes, or values for regression. By default text is classes, and so are whole numbers "
        + "that are 0, 1, … without a gap; other numbers are values.")]
    public LearningTask Task { get; init; }

    /// <summary>What separates the columns; seen from the first lines by default.</summary>
    [Description("What separates the columns; by default that comma, semicolon, tab or bar that the first lines call for.")]
    public string? Delimiter { get; init; }

    /// <summary>The shape of one input; by default the columns are a row.</summary>
    [Description(ReshapeMeaning)]
    public Shape? Reshape { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShape(Reshape);
        RequireClasses(Task);
        if (Delimiter is not (null or "," or ";" or "\t" or "|" or ":" or " "))
            throw new SpecException(this, "delimiter", "separates no columns; expected one of ',' ';' '|' ':', a space or a tab");
    }

    /// <inheritdoc/>
    public override DataSource WithPaths(Func<string, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Path = change(Path) };
    }

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context) =>
        Divide(CsvTable.Read(this, context.Resolve(Path), context.Expected).ToDataset<T>());
}
