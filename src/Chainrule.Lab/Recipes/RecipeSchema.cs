using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Chainrule.Lab.Recipes;

/// <summary>The JSON Schema of recipes, for editors: it accepts the spellings that <see cref="RecipeReader"/> accepts.</summary>
public static class RecipeSchema
{
    /// <summary>Generates the schema, draft 2020-12, from the records.</summary>
    public static JsonObject Generate() => Generate(RecipeType.Recipe, "Chainrule recipe", []);

    /// <summary>Generates the schema of studies.</summary>
    public static JsonObject GenerateStudy()
    {
        JsonObject definitions = [];
        definitions["recipe"] = Record(RecipeType.Recipe, definitions);
        return Generate(RecipeType.Of(typeof(Studies.Study)), "Chainrule study", definitions);
    }

    private static JsonObject Generate(RecipeType type, string title, JsonObject definitions)
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

    /// <summary>The schema of a record with its keys. <see cref="JsonSchemaExporter"/> does the plain types; what has kinds is a reference.</summary>
    private static JsonObject Record(RecipeType record, JsonObject definitions)
    {
        JsonObject properties = [];
        foreach (RecipeMember member in record.Members) properties[member.Name] = Member(member, definitions);
        JsonObject schema = new() { ["type"] = "object" };
        if (record.Description is not null) schema["description"] = record.Description;
        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        string[] required = [.. record.Members.Where(member => member.IsRequired).Select(member => member.Name)];
        if (required.Length > 0) schema["required"] = Strings(required);
        return schema;
    }

    private static JsonObject Member(RecipeMember member, JsonObject definitions)
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

    private static JsonObject Value(RecipeType type, JsonObject definitions)
    {
        switch (type.Form)
        {
            case RecipeForm.Kinds:
                return Reference(type, definitions, Kinds);
            case RecipeForm.Record:
                return Reference(type, definitions, Record);
            case RecipeForm.List:
                return new() { ["type"] = "array", ["items"] = Value(type.Element, definitions) };
            case RecipeForm.Value or RecipeForm.Fragment:
                return RecipeValues.Schema(type.Type).AsObject();
            default:
                JsonSchemaExporterOptions options = new() { TreatNullObliviousAsNonNullable = true };
                return type.Info.GetJsonSchemaAsNode(options).AsObject();
        }
    }

    private static JsonObject Reference(RecipeType type, JsonObject definitions, Func<RecipeType, JsonObject, JsonObject> make)
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
    private static JsonObject Kinds(RecipeType family, JsonObject definitions)
    {
        JsonArray words = [], spellings = [];
        foreach ((string name, RecipeType kind) in family.Kinds)
        {
            string definition = $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(family.Type.Name)}.{name}";
            definitions[definition] = Record(kind, definitions);
            JsonObject reference = new() { ["$ref"] = $"#/$defs/{definition}" };
            bool needsNothing = kind.Members.All(member => !member.IsRequired);
            if (needsNothing) words.Add(Word(name, kind));

            // linear: 512, linear: {units: 512}
            JsonArray values = [reference];
            if (kind.Main is { } main) values.Add(Member(main, definitions));
            if (needsNothing) values.Add(new JsonObject { ["type"] = "null" });
            spellings.Add(new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [name] = values.Count == 1 ? values[0]!.DeepClone() : new JsonObject { ["anyOf"] = values } },
                ["required"] = Strings([name]),
                ["additionalProperties"] = false,
            });

            // {type: linear, units: 512}
            JsonObject typed = Record(kind, definitions);
            JsonObject properties = new() { [Spelling.TypeKey] = new JsonObject { ["const"] = name } };
            foreach ((string key, JsonNode? value) in typed["properties"]!.AsObject()) properties[key] = value!.DeepClone();
            typed["properties"] = properties;
            typed["required"] = Strings([Spelling.TypeKey, .. kind.Members.Where(member => member.IsRequired).Select(member => member.Name)]);
            spellings.Add(typed);
        }
        return new() { ["anyOf"] = new JsonArray([.. words.Concat(spellings).Select(schema => schema!.DeepClone())]) };
    }

    private static JsonObject Word(string name, RecipeType kind)
    {
        JsonObject word = new() { ["const"] = name };
        if (kind.Description is not null) word["description"] = kind.Description;
        return word;
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
