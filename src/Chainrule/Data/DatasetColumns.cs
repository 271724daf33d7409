namespace Chainrule.Data;

public sealed partial class Dataset<T>
{
    /// <summary>What the features of an input are called, in their order, where they have names.</summary>
    public IReadOnlyList<string>? ColumnNames { get; private init; }

    /// <summary>The columns of the table that the samples come from; null for what is no table.</summary>
    public TableSchema? Schema { get; private init; }

    /// <summary>The same samples with names for their features, which replace any names they had.</summary>
    /// <param name="names">A name for each feature, in their order; null for none.</param>
    /// <exception cref="DataException">The names are more or fewer than the features, or one appears twice.</exception>
    public Dataset<T> WithColumnNames(IReadOnlyList<string>? names)
    {
        if (names is not null && names.Count != InputShape.Size)
            throw new DataException($"An input of '{Name}' has {InputShape.Size} features ({InputShape}), but {names.Count} column names.");
        return new(this, inputs, Scale, rows) { ColumnNames = DatasetMaker<T>.Names(names, "column", Name), Schema = null };
    }

    /// <summary>The same samples with the columns of the table that they come from, which also name the features where each has a name of
    /// its own.</summary>
    /// <param name="schema">The columns.</param>
    /// <exception cref="DataException">It has more or fewer inputs than the samples have features, or makes no sense.</exception>
    public Dataset<T> WithSchema(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Problem is { } problem) throw new DataException($"The schema of '{Name}' makes no sense: {problem}.");
        if (schema.Inputs.Count != InputShape.Size)
            throw new DataException(
                $"An input of '{Name}' has {InputShape.Size} features ({InputShape}), but {schema.Inputs.Count} columns are inputs.");
        return new(this, inputs, Scale, rows) { ColumnNames = schema.IsNamed ? schema.InputNames : null, Schema = schema };
    }
}
