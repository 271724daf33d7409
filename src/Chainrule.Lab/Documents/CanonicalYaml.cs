using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chainrule.Lab.Documents;

/// <summary>Writes JSON as the YAML that is clearest to read: a key a line, and short mappings and lists on one line.</summary>
internal static partial class CanonicalYaml
{
    private const int WidestFlow = 100;

    /// <summary>The text of a mapping.</summary>
    public static string Write(JsonObject map)
    {
        StringBuilder yaml = new();
        WriteMap(yaml, map, "");
        return yaml.ToString();
    }

    /// <summary>Writes a mapping, a key a line; the first line may begin with the '-' of a list.</summary>
    private static void WriteMap(StringBuilder yaml, JsonObject map, string indent, string? first = null)
    {
        foreach ((string key, JsonNode? value) in map)
        {
            yaml.Append(first ?? indent).Append(key).Append(':');
            WriteValue(yaml, value, indent + "  ");
            first = null;
        }
    }

    /// <summary>Writes what follows a key.</summary>
    private static void WriteValue(StringBuilder yaml, JsonNode? value, string indent)
    {
        if (value is JsonObject { Count: > 1 } map)
        {
            yaml.Append('\n');
            WriteMap(yaml, map, indent);
        }
        else if (value is JsonArray list && list.Any(item => item is JsonObject))
        {
            yaml.Append('\n');
            foreach (JsonNode? item in list)
                if (Flow(item) is { } flow && indent.Length + flow.Length < WidestFlow)
                    yaml.Append(indent).Append("- ").Append(flow).Append('\n');
                else WriteMap(yaml, item!.AsObject(), indent + "  ", indent + "- ");
        }
        else yaml.Append(' ').Append(Flow(value)).Append('\n');
    }

    /// <summary>A value on one line; null where it holds lists of mappings, which are clearer on several.</summary>
    private static string? Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject map when map.Any(entry => entry.Value is JsonArray list && list.Any(item => item is JsonObject)) => null,
        JsonObject map => $"{{ {string.Join(", ", map.Select(entry => $"{entry.Key}: {Flow(entry.Value)}"))} }}",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        _ when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ => value.ToJsonString().ToLowerInvariant(),
    };

    /// <summary>Text, in quotes where it could be taken for something else.</summary>
    private static string Text(string text)
    {
        if (Harmless.IsMatch(text) && CoreSchema.Resolve(text) == ScalarKind.Text) return text;
        StringBuilder quoted = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                < 0x20 or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF => $"\\u{rune.Value:x4}",
                > 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                _ => rune.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*\z")]
    private static partial Regex Harmless { get; }
}
