using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Lab.Data;

/// <summary>A column of a table: its name in the header, or its number from 0. Recipes write <c>species</c> or <c>4</c>.</summary>
[JsonConverter(typeof(ColumnConverter))]
public sealed record Column
{
    /// <summary>The column with this name in the header.</summary>
    public Column(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The column with this number, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Index = index;
    }

    /// <summary>The name; null where the column is meant by its number.</summary>
    public string? Name { get; }

    /// <summary>The number, from 0; null where the column is meant by its name.</summary>
    public int? Index { get; }

    /// <summary>The name in quotes, as <see cref="Spec"/> prints texts, or the number.</summary>
    public override string ToString() => Name is null
        ? Index!.Value.ToString(CultureInfo.InvariantCulture)
        : Quoted(Name);

    /// <summary>A name as <see cref="Spec"/> prints texts.</summary>
    internal static string Quoted(string name) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)}\"";
}

/// <summary>Reads and writes <see cref="Column"/> as text or as a number.</summary>
public sealed class ColumnConverter : JsonConverter<Column>
{
    /// <inheritdoc/>
    public override Column Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name) return new(name);
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index) && index >= 0) return new(index);
        throw new JsonException("Expected the name of a column, or its number from 0.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Column value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Index is { } index) writer.WriteNumberValue(index);
        else writer.WriteStringValue(value.Name);
    }
}
