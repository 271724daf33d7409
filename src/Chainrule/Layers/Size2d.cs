using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>A height and a width, each at least 1: the size of a kernel, a window or a stride. <c>3</c> means 3×3.</summary>
/// <remarks>In JSON and YAML <c>n</c> or <c>[h, w]</c>; in C# <c>Size2d s = 3;</c> or <c>Size2d s = (3, 5);</c>.</remarks>
[JsonConverter(typeof(Size2dConverter))]
public readonly record struct Size2d
{
    // One less than the extents, so that the default value is 1×1 rather than one that makes no sense.
    private readonly int rowsBelow, columnsRight;

    /// <summary>A height and a width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below 1.</exception>
    public Size2d(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (rowsBelow, columnsRight) = (height - 1, width - 1);
    }

    /// <summary>The height in pixels.</summary>
    public int Height => rowsBelow + 1;

    /// <summary>The width in pixels.</summary>
    public int Width => columnsRight + 1;

    /// <summary>A square.</summary>
    public static implicit operator Size2d(int side) => new(side, side);

    /// <summary>A height and a width.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>The side of a square, <c>3</c>, or both extents, <c>3×5</c>.</summary>
    public override string ToString() => Height == Width
        ? Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Height}×{Width}");
}

/// <summary>Reads and writes <see cref="Size2d"/> as <c>n</c> or <c>[h, w]</c>.</summary>
public sealed class Size2dConverter : JsonConverter<Size2d>
{
    private const string Expected = "Expected a whole number of at least 1, or [height, width]";

    /// <inheritdoc/>
    public override Size2d Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return ReadExtent(ref reader);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException($"{Expected}.");
        reader.Read();
        int height = ReadExtent(ref reader);
        reader.Read();
        int width = ReadExtent(ref reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException($"{Expected}, but got more than two numbers.");
        return new(height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Size2d value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Height == value.Width)
        {
            writer.WriteNumberValue(value.Height);
            return;
        }
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Height);
        writer.WriteNumberValue(value.Width);
        writer.WriteEndArray();
    }

    private static int ReadExtent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException($"{Expected}.");
        if (!reader.TryGetInt32(out int extent) || extent < 1)
            throw new JsonException($"{Expected}, but got a number that is neither.");
        return extent;
    }
}
