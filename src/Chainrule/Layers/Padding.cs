using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>What lies around an image when a window slides over it: nothing (<c>valid</c>), as much as it takes for an output of
/// ⌈input / stride⌉ (<c>same</c>), or n rows and columns on every side.</summary>
/// <remarks>In JSON and YAML <c>"valid"</c>, <c>"same"</c> or n; in C# <c>Padding.Valid</c>, <c>Padding.Same</c> or a number. <c>same</c>
/// pads max((output − 1)·stride + kernel − input, 0) in all, half of it before the image and the larger half after it; for a stride of 1
/// that is what PyTorch's <c>padding='same'</c> does. <c>valid</c> and 0 are the same.</remarks>
[JsonConverter(typeof(PaddingConverter))]
public readonly record struct Padding
{
    // −1 means "same".
    private readonly int amount;

    private Padding(int amount) => this.amount = amount;

    /// <summary>No padding: the window stays within the image.</summary>
    public static Padding Valid => default;

    /// <summary>As much padding as an output of ⌈input / stride⌉ takes.</summary>
    public static Padding Same => new(-1);

    /// <summary>The same number of rows and columns on every side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Padding Of(int amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        return new(amount);
    }

    /// <summary>Whether the padding follows from the input, the kernel and the stride.</summary>
    public bool IsSame => amount < 0;

    /// <summary>The rows and columns on every side; null for <see cref="Same"/>.</summary>
    public int? Amount => IsSame ? null : amount;

    /// <summary>The same number of rows and columns on every side.</summary>
    public static implicit operator Padding(int amount) => Of(amount);

    /// <summary>For one dimension: the size of the output, and how much padding comes before the first pixel.</summary>
    /// <param name="input">The size of the input in pixels.</param>
    /// <param name="kernel">The size of the window.</param>
    /// <param name="stride">How far the window moves.</param>
    /// <returns>An output of 0 or less where the window does not fit.</returns>
    internal (int Output, int Before) Resolve(int input, int kernel, int stride)
    {
        if (!IsSame)
        {
            long rest = input + 2L * amount - kernel;
            return rest < 0 ? (0, amount) : (checked((int)(rest / stride + 1)), amount);
        }
        int output = (int)(((long)input + stride - 1) / stride);
        long total = Math.Max((output - 1L) * stride + kernel - input, 0);
        return (output, (int)(total / 2));
    }

    /// <summary><c>valid</c>, <c>same</c> or the number.</summary>
    public override string ToString() => amount switch { < 0 => "same", 0 => "valid", _ => amount.ToString(CultureInfo.InvariantCulture) };
}

/// <summary>Reads and writes <see cref="Padding"/> as <c>"valid"</c>, <c>"same"</c> or n.</summary>
public sealed class PaddingConverter : JsonConverter<Padding>
{
    /// <inheritdoc/>
    public override Padding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int amount) && amount >= 0) return Padding.Of(amount);
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("valid"u8)) return Padding.Valid;
            if (reader.ValueTextEquals("same"u8)) return Padding.Same;
            throw new JsonException($"Expected valid, same or a whole number of at least 0, but got \"{reader.GetString()}\".");
        }
        throw new JsonException("Expected valid, same or a whole number of at least 0.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Padding value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Amount is > 0 and int amount) writer.WriteNumberValue(amount);
        else writer.WriteStringValue(value.ToString());
    }
}
