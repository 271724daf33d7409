using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>The classes of a data source, with those that do not occur: what they are called, or how many there are. Recipes write
/// <c>[bee, fly, wasp]</c> or <c>3</c>.</summary>
[JsonConverter(typeof(ClassNamesConverter))]
public sealed class ClassNames : IEquatable<ClassNames>
{
    internal const string Meaning = "The classes in the order of their numbers, also those that do not occur: their names, or how many "
        + "there are; by default the data says it.";

    /// <summary>So many classes; those that the data does not name are called by their numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two.</exception>
    public ClassNames(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Count = count;
    }

    /// <summary>The classes with these names.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or one is empty.</exception>
    public ClassNames(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count < 2 || names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("Expected at least two names of classes, none of them empty.", nameof(names));
        (Names, Count) = ([.. names], names.Count);
    }

    /// <summary>The names, in the order of the classes' numbers; null where only their number is known.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>The number of classes.</summary>
    public int Count { get; }

    /// <summary>All classes of data in which some occur: <see cref="ClassLabels.AllOf"/> where only their number is known.</summary>
    /// <param name="occurring">The names of those that occur, in the order of their numbers.</param>
    /// <param name="data">What the data is called.</param>
    /// <exception cref="DataException">More classes occur than there are.</exception>
    internal IReadOnlyList<string> All(IReadOnlyList<string> occurring, string data) => Names ?? ClassLabels.AllOf(occurring, Count, data);

    /// <summary>Checks that every name is unlike the others.</summary>
    /// <exception cref="SpecException">Two are one.</exception>
    internal void Validate(Spec source)
    {
        if (Names is null) return;
        try
        {
            _ = ClassLabels.Of([], Names);
        }
        catch (DataException e)
        {
            throw new SpecException(source, "class_names", $"names a class twice: {e.Message.TrimEnd('.')}");
        }
    }

    /// <inheritdoc/>
    public bool Equals(ClassNames? other) =>
        other is not null && Count == other.Count && (Names ?? []).SequenceEqual(other.Names ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Names?[0]);

    /// <summary>The names in quotes and brackets, or the count.</summary>
    public override string ToString() => Names is null ? Count.ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", Names.Select(Column.Quoted))}]";
}

/// <summary>Reads and writes <see cref="ClassNames"/> as a list of names or as a count.</summary>
public sealed class ClassNamesConverter : JsonConverter<ClassNames>
{
    private const int MostClasses = 1_000_000;

    private const string Expected = "Expected a list of at least two names, or a whole number from 2 to 1000000.";

    /// <inheritdoc/>
    public override ClassNames Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int count) && count is >= 2 and <= MostClasses)
            return new(count);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException(Expected);
        List<string> names = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            names.Add(reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number when reader.TryGetInt64(out long whole) => whole.ToString(CultureInfo.InvariantCulture),
                JsonTokenType.Number => reader.GetDouble().ToString("R", CultureInfo.InvariantCulture),
                _ => throw new JsonException(Expected),
            });
        if (names.Count < 2 || names.Any(string.IsNullOrWhiteSpace)) throw new JsonException(Expected);
        return new(names);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ClassNames value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Names is null)
        {
            writer.WriteNumberValue(value.Count);
            return;
        }
        writer.WriteStartArray();
        foreach (string name in value.Names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }
}
