using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>Random recipes in random spellings, made from what the types allow.</summary>
internal sealed class RandomRecipes(int seed)
{
    private static readonly string[] texts = ["x", "a b", "no", "12", "true", "", "a: b # c", "ümläut → 😀", "line\nbreak\ttab",
        "'quoted' \"twice\" \\", " space ", "- dash", "{brace", "null", "~", "\u2028\u0085\uFEFF", "%x", "1e3"];

    private readonly Random random = new(seed);

    /// <summary>A valid recipe as JSON.</summary>
    public JsonNode Next() => Record(RecipeVocabulary.Recipe, 0);

    private JsonObject Record(DocumentType type, int depth)
    {
        JsonObject json = [];
        foreach (DocumentMember member in type.Members)
            if ((member.IsRequired || random.Next(2) == 0) && Value(member, type, depth) is { } value) json[member.Name] = value;
        if (type.Info.Type == typeof(Training.TrainingOptions))
        {
            json.Remove("epochs");
            json.Remove("steps");
            json[random.Next(2) == 0 ? "epochs" : "steps"] = random.Next(1, 1000);
            if (json["early_stopping"] is null) json.Remove("restore_best");
        }
        if (type.Info.Type == typeof(Training.EarlyStopping)) json["metric"] = "train_loss";
        return json;
    }

    /// <summary>A value of a key; null leaves it away. Some keys have rules that no type tells.</summary>
    private JsonNode? Value(DocumentMember member, DocumentType owner, int depth) => (owner.Info.Type.Name, member.Name) switch
    {
        (_, "name") => $"recipe-{random.Next()}",
        ("Concat", "branches") => new JsonArray(Value(member.Type.Element, null, depth + 1), Value(member.Type.Element, null, depth + 1)),
        (_, "nesterov" or "test_inputs" or "test_targets" or "test_path") => null,
        (_, "delimiter") => random.Next(2) == 0 ? ";" : "\t",
        (_, "metrics") => new JsonArray([.. ((string[])["accuracy", "mean_absolute_error", "mean_squared_error"])
            .Where(_ => random.Next(2) == 0).Select(name => (JsonNode)name)]),
        (_, "task") => random.Next(2) == 0 ? "auto" : "classes",
        (_, "channels") => random.Next(2) == 0 ? 1 : 3,
        ("Uniform", "min") => -random.NextDouble(),
        ("Uniform", "max") => 0.5,
        ("MaxPool2d" or "AvgPool2d", "padding") => "same",
        (_, "validation" or "test") => random.Next(2) == 0 ? random.NextDouble() : random.Next(1, 1000),
        (_, "initial_weights" or "path") => "some/file.bin",
        _ => Value(member.Type, member.Bounds, depth),
    };

    private JsonNode? Value(DocumentType type, BoundsAttribute? bounds, int depth) => type.Form switch
    {
        DocumentForm.Kinds => Kind(type, depth),
        DocumentForm.Record => Record(type, depth),
        DocumentForm.List =>
            new JsonArray([.. Enumerable.Range(0, random.Next(1, depth > 2 ? 2 : 5)).Select(_ => Value(type.Element, null, depth + 1))]),
        DocumentForm.Text => texts[random.Next(texts.Length)],
        DocumentForm.Boolean => random.Next(2) == 0,
        DocumentForm.Whole => Whole(type, bounds),
        DocumentForm.Real => Real(bounds),
        DocumentForm.Choice => type.Choices[random.Next(type.Choices.Count)],
        _ => type.Info.Type.Name switch
        {
            "BatchSize" => random.Next(2) == 0 ? "all" : random.Next(1, 512),
            "Padding" => random.Next(3) switch { 0 => "valid", 1 => "same", _ => random.Next(0, 4) },
            "Shape" => random.Next(2) == 0 ? random.Next(1, 99) : new JsonArray(random.Next(1, 4), random.Next(1, 9), random.Next(1, 9)),
            "Size2d" => random.Next(2) == 0 ? random.Next(1, 9) : new JsonArray(random.Next(1, 9), random.Next(1, 9)),
            "CheckpointInterval" => random.Next(2) == 0 ? random.Next(1, 9) : $"{random.Next(1, 99)}{(random.Next(2) == 0 ? ".5" : "")}s",
            "ClassNames" => random.Next(2) == 0 ? random.Next(2, 99) : new JsonArray("no", 12, "a: b # c"),
            "Column" => random.Next(2) == 0 ? "5" : random.Next(0, 9),
            string other => throw new InvalidOperationException($"No random values of {other} yet."),
        },
    };

    private JsonNode Kind(DocumentType family, int depth)
    {
        KeyValuePair<string, DocumentType>[] kinds =
            [.. family.Kinds.Where(kind => depth < 4 || kind.Value.Main?.Type.Form != DocumentForm.List)];
        (string name, DocumentType type) = kinds[random.Next(kinds.Length)];
        JsonObject parameters = Record(type, depth + 1);
        if (parameters.Count == 0 && random.Next(3) == 0) return name;
        if (parameters.Count == 0 && random.Next(3) == 0) return new JsonObject { [name] = null };
        if (type.Main is { } main && parameters.Count == 1 && parameters.ContainsKey(main.Name) && random.Next(2) == 0)
            return new JsonObject { [name] = parameters[main.Name]!.DeepClone() };
        if (random.Next(2) == 0) return new JsonObject { [name] = parameters };
        parameters.Insert(random.Next(parameters.Count + 1), "type", name);
        return parameters;
    }

    private JsonNode Whole(DocumentType type, BoundsAttribute? bounds)
    {
        if (type.Info.Type == typeof(ulong)) return JsonValue.Create((ulong)random.NextInt64() * 2 + 1);
        double from = bounds is { From: > double.NegativeInfinity } ? bounds.From : -100;
        double to = bounds is { To: < double.PositiveInfinity } ? bounds.To : from + 1000;
        return random.Next((int)from, (int)Math.Min(to, from + 5000));
    }

    private JsonValue Real(BoundsAttribute? bounds)
    {
        double low = bounds is null ? -10 : double.IsFinite(bounds.From) ? bounds.From : double.IsFinite(bounds.Above) ? bounds.Above : -10;
        double high = bounds is null ? 10 : double.IsFinite(bounds.To) ? bounds.To
            : double.IsFinite(bounds.Below) ? bounds.Below
            : low + Math.Pow(10, random.Next(-12, 12));
        double value = low + (high - low) * (random.NextDouble() * 0.98 + 0.01);
        return random.Next(4) == 0 && bounds?.Contain(Math.Round(value)) != false
            ? JsonValue.Create((long)Math.Round(Math.Min(value, 1e15))) : JsonValue.Create(value);
    }
}
