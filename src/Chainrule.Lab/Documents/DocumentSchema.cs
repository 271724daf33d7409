using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Chainrule.Lab.Documents;

/// <summary>The JSON Schema of documents, for editors: it accepts the spellings that the reader accepts.</summary>
internal static class DocumentSchema
{
    /// <summary>Generates the schema, draft 2020-12, from the records.</summary>
    /// <param name="type">The document.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="others">Other documents that it may hold, with the names under which its fragments refer to them.</param>
    public static JsonObject Generate(DocumentType type, string title, params ReadOnlySpan<(string Name, DocumentType Type)> others)
    {
        JsonObject definitions = [];
        foreach ((string name, DocumentType other) in others) definitions[name] = Record(other, definitions);
        return Generate(type, title, definitions);
    }

    private static JsonObject Generate(DocumentType type, string title, JsonObject definitions)
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
        };
        foreach ((string key, JsonNode? value) in Record(type, definitions).ToArray())
        {
            ((JsonObject)value!.Parent!).Remove(key);
            schema[key] = value;
        }
        schema["$defs"] = definitions;
        return schema;
    }

    /// <summary>The schema of a record with its keys. <see cref="JsonSchemaExporter"/> does the plain types; a family is a
    /// reference.</summary>
    private static JsonObject Record(DocumentType record, JsonObject definitions)
    {
        JsonObject properties = [];
        foreach (DocumentMember member in record.Members) properties[member.Name] = Member(member, definitions);
        JsonObject schema = new() { ["type"] = "object" };
        if (record.Description is not null) schema["description"] = record.Description;
        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        string[] required = [.. Required(record)];
        if (required.Length > 0) schema["required"] = Strings(required);
        return schema;
    }

    private static JsonObject Member(DocumentMember member, JsonObject definitions)
    {
        JsonObject schema = Value(member.Type, definitions);
        if (member.Bounds is { } bounds)
        {
            if (double.IsFinite(bounds.Above)) schema["exclusiveMinimum"] = bounds.Above;
            if (double.IsFinite(bounds.From)) schema["minimum"] = bounds.From;
            if (double.IsFinite(bounds.Below)) schema["exclusiveMaximum"] = bounds.Below;
            if (double.IsFinite(bounds.To)) schema["maximum"] = bounds.To;
        }
        if (member.IsNullable) schema = new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        if (member.Description is not null) schema["description"] = member.Description;
        if (member.Default is not null) schema["default"] = member.Default.DeepClone();
        return schema;
    }

    private static JsonObject Value(DocumentType type, JsonObject definitions)
    {
        switch (type.Form)
        {
            case DocumentForm.Kinds:
                return Reference(type, definitions, Kinds);
            case DocumentForm.Record:
                return Reference(type, definitions, Record);
            case DocumentForm.List:
                return new() { ["type"] = "array", ["items"] = Value(type.Element, definitions) };
            case DocumentForm.Value or DocumentForm.Fragment:
                return type.Schema;
            default:
                JsonSchemaExporterOptions options = new() { TreatNullObliviousAsNonNullable = true };
                return type.Info.GetJsonSchemaAsNode(options).AsObject();
        }
    }

    private static JsonObject Reference(DocumentType type, JsonObject definitions, Func<DocumentType, JsonObject, JsonObject> make)
    {
        string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Type.Name);
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = null;
            definitions[name] = make(type, definitions);
        }
        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    /// <summary>Every kind of a family, in its four spellings.</summary>
    private static JsonObject Kinds(DocumentType family, JsonObject definitions)
    {
        List<JsonNode> words = [], spellings = [];
        foreach ((string name, DocumentType kind) in family.Kinds)
        {
            string definition = $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(family.Type.Name)}.{name}";
            definitions[definition] = Record(kind, definitions);
            JsonObject reference = new() { ["$ref"] = $"#/$defs/{definition}" };
            bool needsNothing = kind.Members.All(member => !member.IsRequired);
            if (needsNothing) words.Add(Word(name, kind));

            // linear: 512, linear: {units: 512}
            List<JsonNode> values = [reference];
            if (kind.Main is { } main) values.Add(Member(main, definitions));
            if (needsNothing) values.Add(new JsonObject { ["type"] = "null" });
            spellings.Add(new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    [name] = values.Count == 1 ? reference : new JsonObject { ["anyOf"] = new JsonArray([.. values]) },
                },
                ["required"] = Strings([name]),
                ["additionalProperties"] = false,
            });

            // {type: linear, units: 512}
            JsonObject typed = Record(kind, definitions);
            JsonObject properties = new() { [Spelling.TypeKey] = new JsonObject { ["const"] = name } };
            foreach ((string key, JsonNode? value) in typed["properties"]!.AsObject()) properties[key] = value!.DeepClone();
            typed["properties"] = properties;
            typed["required"] = Strings([Spelling.TypeKey, .. Required(kind)]);
            spellings.Add(typed);
        }
        return new() { ["anyOf"] = new JsonArray([.. words, .. spellings]) };
    }

    private static JsonObject Word(string name, DocumentType kind)
    {
        JsonObject word = new() { ["const"] = name };
        if (kind.Description is not null) word["description"] = kind.Description;
        return word;
    }

    private static IEnumerable<string> Required(DocumentType record) =>
        record.Members.Where(member => member.IsRequired).Select(member => member.Name);

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
