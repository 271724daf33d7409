using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Data;

/// <summary>The columns of a table, by which other tables are matched with what was learned from it: by name where it has a header, by
/// place where it has none.</summary>
public sealed record TableSchema
{
    /// <summary>The columns that are the inputs, in the order of the inputs.</summary>
    public required IReadOnlyList<TableColumn> Inputs { get; init; }

    /// <summary>The column that is the target; null where that is not known.</summary>
    public TableColumn? Target { get; init; }

    /// <summary>The number of columns of the file, with those that are neither input nor target.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether the first row of the file holds the names of the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>What separates the columns of the file.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>What comes before the decimals of the file's numbers.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>The names of the inputs; null where the file has no header.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? InputNames => HasHeader ? [.. Inputs.Select(column => column.Name!)] : null;

    /// <summary>Whether each input has a name of its own.</summary>
    [JsonIgnore]
    public bool IsNamed => HasHeader && Inputs.Select(column => column.Name).Distinct().Count() == Inputs.Count;

    /// <summary>Why the schema makes no sense; null where it does.</summary>
    [JsonIgnore]
    internal string? Problem
    {
        get
        {
            if (Inputs is not { Count: > 0 } || Inputs.Contains(null!)) return "it has no input columns";
            TableColumn[] all = [.. Inputs, .. Target is null ? (TableColumn[])[] : [Target]];
            if (all.Any(column => column.Position < 0 || column.Position >= Columns)
                || all.Select(column => column.Position).Distinct().Count() < all.Length)
                return $"a column is at a place where it cannot be; expected different ones from 0 to {Columns - 1}";
            if (all.Any(column => column.Name is null == HasHeader)) return "either all columns have names, or none has";
            return !all.All(column => Enum.IsDefined(column.Type)) || Inputs.Any(column => column.Type == ColumnType.Class)
                ? "a column is of a type that it cannot be" : null;
        }
    }

    /// <summary>The schema as a file of weights says it.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, TableSchemaJson.Default.TableSchema);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    internal static TableSchema FromJson(string text) =>
        JsonSerializer.Deserialize(text, TableSchemaJson.Default.TableSchema) ?? throw new JsonException("The schema is null.");
}

/// <summary>A column of a table.</summary>
/// <param name="Name">What the header calls it; null where there is no header.</param>
/// <param name="Position">Its place in the file, from 0.</param>
/// <param name="Type">What it holds.</param>
public sealed record TableColumn(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Name, int Position, ColumnType Type = ColumnType.Number);

/// <summary>What a column of a table holds, and so how it becomes inputs or targets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnType>))]
public enum ColumnType
{
    /// <summary>A number in each row, which is an input or a target as it is.</summary>
    [JsonStringEnumMemberName("number")] Number,
    /// <summary>The name of a class in each row.</summary>
    [JsonStringEnumMemberName("class")] Class,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TableSchema))]
internal sealed partial class TableSchemaJson : JsonSerializerContext;
