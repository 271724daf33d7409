using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>How many samples one step sees: a count, or all of them. Recipes write <c>128</c> or <c>all</c>.</summary>
/// <example><code>BatchSize size = 128;
/// BatchSize full = BatchSize.All;</code></example>
[JsonConverter(typeof(BatchSizeConverter))]
public readonly record struct BatchSize
{
    private readonly int count;

    /// <summary>A batch of this many samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public BatchSize(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.count = count;
    }

    /// <summary>All samples at once; also the value of <c>default(BatchSize)</c>.</summary>
    public static BatchSize All => default;

    /// <summary>Whether a step sees all samples.</summary>
    public bool IsAll => count == 0;

    /// <summary>The count; null where a step sees all samples.</summary>
    public int? Count => IsAll ? null : count;

    /// <summary>The number of samples in a full batch of a data set with this many samples; it may be more than there are.</summary>
    public int Of(int samples) => IsAll ? samples : count;

    /// <summary>A batch of this many samples.</summary>
    public static implicit operator BatchSize(int count) => new(count);

    /// <summary>The count, or <c>all</c>.</summary>
    public override string ToString() => IsAll ? "all" : count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads and writes <see cref="BatchSize"/> as n or <c>"all"</c>.</summary>
public sealed class BatchSizeConverter : JsonConverter<BatchSize>
{
    /// <inheritdoc/>
    public override BatchSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("all"u8)) return BatchSize.All;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int count) && count >= 1) return new(count);
        throw new JsonException("Expected a whole number of at least 1, or all.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BatchSize value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Count is { } count) writer.WriteNumberValue(count);
        else writer.WriteStringValue("all");
    }
}
