using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule;

/// <summary>The extents of one sample, without the batch dimension: <c>[784]</c>, <c>[1, 28, 28]</c>; <c>[]</c> is a scalar.</summary>
/// <remarks>Data of this shape is contiguous and row-major. Written in C# as a collection expression: <c>Shape s = [3, 28,
/// 28];</c>, in JSON and YAML as such a list, or <c>n</c> where there is one extent.</remarks>
[JsonConverter(typeof(ShapeConverter))]
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly ImmutableArray<int> extents;

    private Shape(ImmutableArray<int> extents, int size)
    {
        this.extents = extents;
        Size = size;
    }

    /// <summary>The shape with these extents.</summary>
    /// <exception cref="ArgumentException">An extent is below 1, or the product of the extents exceeds 2³¹−1.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        long length = 1;
        foreach (int extent in extents)
        {
            if (extent < 1)
                throw new ArgumentException($"A shape holds extents of at least 1, but got {extent} in [{Text(extents)}].");
            length *= extent;
            if (length > Array.MaxLength)
                throw new ArgumentException($"The shape [{Text(extents)}] holds more than {Array.MaxLength} elements.");
        }
        return new([.. extents], (int)length);
    }

    private static string Text(ReadOnlySpan<int> extents) => string.Join(", ", extents.ToArray());

    /// <summary>The number of elements: the product of the extents, 1 for a scalar.</summary>
    public int Size { get => Rank == 0 ? 1 : field; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => extents.IsDefault ? 0 : extents.Length;

    /// <summary>The number of dimensions; the same as <see cref="Rank"/>.</summary>
    public int Count => Rank;

    /// <summary>The extent of a dimension; <c>^1</c> is the last one.</summary>
    public int this[int dimension] => extents[dimension];

    /// <summary>The extents as a span.</summary>
    public ReadOnlySpan<int> Extents => extents.AsSpan();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        foreach (int extent in Extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Whether both shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The extents joined by ×, as in <c>1×28×28</c>; <c>scalar</c> where there are none.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join('×', extents);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(extents.IsDefault ? [] : extents)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Reads and writes <see cref="Shape"/> as <c>n</c> or <c>[c, h, w]</c>.</summary>
public sealed class ShapeConverter : JsonConverter<Shape>
{
    private const string Expected = "Expected a whole number of at least 1, or a list of them";

    /// <inheritdoc/>
    public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return [ReadExtent(ref reader)];
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"{Expected}.");
        List<int> extents = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) extents.Add(ReadExtent(ref reader));
        try
        {
            return [.. extents];
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Rank == 1)
        {
            writer.WriteNumberValue(value[0]);
            return;
        }
        writer.WriteStartArray();
        foreach (int extent in value) writer.WriteNumberValue(extent);
        writer.WriteEndArray();
    }

    private static int ReadExtent(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int extent) && extent >= 1
            ? extent : throw new JsonException($"{Expected}.");
}
