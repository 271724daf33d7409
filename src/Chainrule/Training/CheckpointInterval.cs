using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>How often a checkpoint is due: after so many epochs, or every so many seconds. Recipes write <c>1</c> or <c>30s</c>.</summary>
/// <example><code>CheckpointInterval everyEpoch = 1;
/// CheckpointInterval everyHalfMinute = CheckpointInterval.OfSeconds(30);</code></example>
[JsonConverter(typeof(CheckpointIntervalConverter))]
public readonly record struct CheckpointInterval
{
    /// <summary>The most seconds without a checkpoint where epochs are counted, so that a long epoch is not lost.</summary>
    private const double LongestSeconds = 10;

    // One less than the epochs, so that the default value is one epoch.
    private readonly int furtherEpochs;
    private readonly double? seconds;

    private CheckpointInterval(int furtherEpochs, double? seconds) => (this.furtherEpochs, this.seconds) = (furtherEpochs, seconds);

    /// <summary>After every <paramref name="epochs"/> epochs, and within these where ten seconds have gone by since the last one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one.</exception>
    public static CheckpointInterval OfEpochs(int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        return new(epochs - 1, null);
    }

    /// <summary>After the step, wherever in an epoch it is, at which so many seconds have gone by.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The seconds are not above 0 and finite.</exception>
    public static CheckpointInterval OfSeconds(double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        if (!double.IsFinite(seconds)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "Expected a finite number.");
        return new(0, seconds);
    }

    /// <summary>The epochs after which a checkpoint is due; null where only seconds count.</summary>
    public int? Epochs => seconds is null ? furtherEpochs + 1 : null;

    /// <summary>The seconds after which one is due at any step.</summary>
    public double Seconds => seconds ?? LongestSeconds;

    /// <summary>After every <paramref name="epochs"/> epochs.</summary>
    public static implicit operator CheckpointInterval(int epochs) => OfEpochs(epochs);

    /// <summary>The epochs as a number, or the seconds as in <c>30s</c>.</summary>
    public override string ToString()
    {
        if (seconds is not { } every) return (furtherEpochs + 1).ToString(CultureInfo.InvariantCulture);
        string shortest = every.ToString("R", CultureInfo.InvariantCulture);
        // Recipes know no exponents.
        return (shortest.Contains('E') ? every.ToString("0.################", CultureInfo.InvariantCulture) : shortest) + "s";
    }
}

/// <summary>Reads and writes <see cref="CheckpointInterval"/> as a whole number of epochs or as seconds, such as <c>"30s"</c>.</summary>
public sealed class CheckpointIntervalConverter : JsonConverter<CheckpointInterval>
{
    /// <inheritdoc/>
    public override CheckpointInterval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int epochs) && epochs >= 1) return epochs;
        bool isText = reader.TokenType == JsonTokenType.String;
        if (isText && reader.GetString() is { Length: >= 2 and <= 25 } text && SecondsOf(text) is { } seconds)
            return CheckpointInterval.OfSeconds(seconds);
        throw new JsonException("Expected a whole number of epochs from 1, or seconds such as 30s.");
    }

    /// <summary>The seconds of a text such as <c>30s</c>; null for any other one.</summary>
    private static double? SecondsOf(string text) =>
        text[^1] == 's' && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^2])
        && double.TryParse(text.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds > 0 ? seconds : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CheckpointInterval value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Epochs is { } epochs) writer.WriteNumberValue(epochs);
        else writer.WriteStringValue(value.ToString());
    }
}
