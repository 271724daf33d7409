using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Tests.Documents;

/// <summary>As much of JSON Schema as the schemas of documents use; a keyword that it does not know is an error.</summary>
internal sealed class SchemaValidator(JsonObject root)
{
    public bool IsValid(JsonNode? value) => IsValid(value, root);

    private bool IsValid(JsonNode? value, JsonObject schema) => schema.All(keyword => keyword.Key switch
    {
        "$schema" or "$defs" or "title" or "description" or "default" => true,
        "$ref" => IsValid(value, root["$defs"]![((string)keyword.Value!)["#/$defs/".Length..]]!.AsObject()),
        "anyOf" => keyword.Value!.AsArray().Any(choice => IsValid(value, choice!.AsObject())),
        "const" => JsonNode.DeepEquals(value, keyword.Value),
        "enum" => keyword.Value!.AsArray().Any(choice => JsonNode.DeepEquals(value, choice)),
        "type" =>
            keyword.Value is JsonArray types ? types.Any(type => IsOfType(value, (string)type!)) : IsOfType(value, (string)keyword.Value!),
        "properties" => value is not JsonObject map
            || map.All(entry => keyword.Value![entry.Key] is not JsonObject known || IsValid(entry.Value, known)),
        "additionalProperties" => (bool)keyword.Value! || value is not JsonObject map
            || map.All(entry => schema["properties"]!.AsObject().ContainsKey(entry.Key)),
        "required" => value is not JsonObject map || keyword.Value!.AsArray().All(key => map.ContainsKey((string)key!)),
        "items" => value is not JsonArray list || list.All(item => IsValid(item, keyword.Value!.AsObject())),
        "minItems" => value is not JsonArray list || list.Count >= (int)keyword.Value!,
        "maxItems" => value is not JsonArray list || list.Count <= (int)keyword.Value!,
        "pattern" => value?.GetValueKind() != JsonValueKind.String
            || System.Text.RegularExpressions.Regex.IsMatch((string)value!, (string)keyword.Value!),
        "minLength" => value?.GetValueKind() != JsonValueKind.String || ((string)value!).Length >= (int)keyword.Value!,
        "minimum" => Number(value) is not { } number || number >= Number(keyword.Value),
        "exclusiveMinimum" => Number(value) is not { } number || number > Number(keyword.Value),
        "maximum" => Number(value) is not { } number || number <= Number(keyword.Value),
        "exclusiveMaximum" => Number(value) is not { } number || number < Number(keyword.Value),
        string other => throw new InvalidOperationException($"The validator does not know the keyword '{other}'."),
    });

    private static bool IsOfType(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && double.IsInteger(number),
        _ => throw new InvalidOperationException($"There is no type '{type}'."),
    };

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>A document as JSON.</summary>
    public static JsonNode? ToJson(DocumentNode node) => node switch
    {
        MapNode map => new JsonObject([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))]),
        ListNode list => new JsonArray([.. list.Items.Select(ToJson)]),
        ScalarNode { Kind: ScalarKind.Text } text => text.Text,
        ScalarNode { Kind: ScalarKind.Boolean } boolean => CoreSchema.ToBoolean(boolean.Text),
        ScalarNode { Kind: ScalarKind.Null } => null,
        ScalarNode number => JsonValue.Create(CoreSchema.ToReal(number.Text)),
        _ => throw new InvalidOperationException(),
    };
}
