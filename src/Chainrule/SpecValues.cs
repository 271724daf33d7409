using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule;

/// <summary>The single values in printed descriptions: numbers, words, texts, sizes.</summary>
internal static class SpecValues
{
    /// <summary>Whether a reader of JSON throws such an exception where a value does not suit it.</summary>
    public static bool IsRefusal(Exception e) =>
        e is JsonException or ArgumentException or FormatException or InvalidOperationException or OverflowException
            or NotSupportedException;

    /// <summary>A value as JSON; null where it does not suit the type.</summary>
    /// <param name="scalar">The value as printed.</param>
    /// <param name="type">The type that it has to have.</param>
    /// <param name="expected">What is expected instead.</param>
    public static JsonNode? Read(string scalar, JsonTypeInfo type, out string? expected)
    {
        Type actual = Actual(type);
        expected = Expected(type);
        if (actual.IsEnum)
            return Choice(scalar, actual) is { } choice ? JsonSerializer.SerializeToNode(Enum.Parse(actual, choice), type) : null;
        // A text is in quotes, and what is in quotes is a text.
        return actual == typeof(string) && scalar[0] != '"' ? null : Node(scalar) is { } json ? Read(json, type, out expected) : null;
    }

    /// <summary>The same JSON; null where it does not suit the type.</summary>
    public static JsonNode? Read(JsonNode json, JsonTypeInfo type, out string? expected)
    {
        expected = Expected(type);
        try
        {
            json.Deserialize(type);
            return json;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // The converters of value types say what they expect.
            if (e is JsonException && expected == Noun(type))
                expected = e.Message.Replace("Expected ", "", StringComparison.Ordinal).TrimEnd('.');
            return null;
        }
    }

    /// <summary>A scalar as JSON; null where it is none.</summary>
    public static JsonNode? Node(string scalar)
    {
        try
        {
            if (scalar[0] == '"') return JsonValue.Create(JsonNode.Parse(scalar)!.GetValue<string>());
            if (scalar is "true" or "false" || IsNumber(scalar)) return JsonNode.Parse(scalar);
            // 3×5 is a list of two in JSON.
            if (scalar.Split('×') is [var height, var width] && IsNumber(height) && IsNumber(width))
                return new JsonArray(JsonNode.Parse(height), JsonNode.Parse(width));
            return JsonValue.Create(scalar);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return null;
        }
    }

    /// <summary>What a value of a type looks like, in words.</summary>
    public static string Expected(JsonTypeInfo type) =>
        typeof(Spec).IsAssignableFrom(type.Type) ? Noun(type)
        : type.Kind == JsonTypeInfoKind.Enumerable ? "a list in [ ]"
        : Actual(type).IsEnum ? $"one of {string.Join(", ", Enum.GetNames(Actual(type)).Select(SpecPrinter.NameOf))}"
        : Type.GetTypeCode(Actual(type)) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 => "a whole number",
            TypeCode.Double or TypeCode.Single => "a number",
            TypeCode.String => "a text in quotes",
            _ => Noun(type),
        };

    /// <summary>What a type is called, with its article: <c>a layer</c>.</summary>
    public static string Noun(JsonTypeInfo type) => (Words(type)[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + Words(type);

    /// <summary>What a type is called: <c>early stopping</c>.</summary>
    public static string Words(JsonTypeInfo type) => SpecPrinter.NameOf(Actual(type).Name).Replace('_', ' ');

    private static Type Actual(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) ?? type.Type;

    private static string? Choice(string scalar, Type choices) =>
        Enum.GetNames(choices).FirstOrDefault(name => SpecPrinter.NameOf(name) == scalar);

    private static bool IsNumber(string scalar) => scalar.Length > 0 && scalar[^1] != '.' && scalar[0] is '-' or (>= '0' and <= '9')
        && double.TryParse(scalar, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out _);
}
