using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule;

/// <summary>Reads what <see cref="SpecPrinter"/> prints. The text becomes JSON, checked on the way against the JSON metadata of the
/// records, which knows all kinds and settings without reflection; then the JSON becomes the description.</summary>
internal sealed class SpecParser(string text)
{
    /// <summary>How deep descriptions may be nested; JSON takes two levels for each and allows 64.</summary>
    private const int MostLevels = 30;

    private readonly SpecTokens tokens = new(text);
    private int level;

    public Spec Parse(JsonTypeInfo type)
    {
        JsonObject json = Description(type);
        if (!tokens.AtEnd) throw tokens.Problem("nothing is expected after the description.");
        try
        {
            return Read(json, type);
        }
        catch (Exception e) when (SpecValues.IsRefusal(e))
        {
            throw new SpecFormatException(text, 0, e.Message);
        }
    }

    /// <summary>A description from its JSON, with its defaults.</summary>
    public static Spec Read(JsonObject json, JsonTypeInfo type)
    {
        Spec spec = (Spec)json.Deserialize(type)!;
        Complete(spec, json);
        return spec;
    }

    /// <summary>Gives a description its defaults: generated deserializers set the init properties that are absent to zero.</summary>
    private static void Complete(Spec spec, JsonObject json)
    {
        SpecSettings settings = new(spec);
        foreach (PropertyInfo property in settings.Main.Concat(settings.Named))
        {
            if (json.TryGetPropertyValue(Spec.NameOf(property), out JsonNode? said)) Complete(property.GetValue(spec), said);
            else if (settings.HasDefaults && !settings.Main.Contains(property)) property.SetValue(spec, settings.DefaultOf(property));
        }
    }

    private static void Complete(object? value, JsonNode? json)
    {
        if (value is Spec spec && json is JsonObject inner) Complete(spec, inner);
        else if (value is IEnumerable items && json is JsonArray array)
            foreach ((object? item, JsonNode? node) in items.Cast<object?>().Zip(array)) Complete(item, node);
    }

    /// <summary>A description: <c>Linear(64, bias: false)</c>.</summary>
    private JsonObject Description(JsonTypeInfo type)
    {
        int start = tokens.Next;
        string name = tokens.Word() ?? throw tokens.Problem($"expected {SpecValues.Noun(type)}, such as {Kinds(type).First().Key}(…).");
        if (!Kinds(type).TryGetValue(name, out (JsonTypeInfo Type, object? Name) kind))
            throw tokens.Problem(start,
                $"unknown {SpecValues.Words(type)} '{name}'{DidYouMean.Remedy(name, "names", [.. Kinds(type).Keys])}");
        JsonObject json = [];
        if (kind.Name is not null)
            json[type.PolymorphismOptions!.TypeDiscriminatorPropertyName] = kind.Name is int number ? number : kind.Name.ToString();
        if (++level > MostLevels) throw tokens.Problem(start, $"descriptions may be nested {MostLevels} deep, not deeper.");
        Arguments(name, kind.Type, json);
        level--;
        return json;
    }

    /// <summary>The kinds of a family by their C# names, with their names in JSON; or the type itself.</summary>
    private static Dictionary<string, (JsonTypeInfo Type, object? Name)> Kinds(JsonTypeInfo type) => type.PolymorphismOptions is { } family
        ? family.DerivedTypes.DistinctBy(kind => kind.DerivedType.Name).ToDictionary(kind => kind.DerivedType.Name,
            kind => (type.Options.GetTypeInfo(kind.DerivedType), kind.TypeDiscriminator))
        : new() { [type.Type.Name] = (type, null) };

    private void Arguments(string name, JsonTypeInfo type, JsonObject json)
    {
        SpecMember[] members = SpecMember.Of(type),
            main = [.. members.Where(member => member.Position >= 0).OrderBy(member => member.Position)];
        tokens.Expect('(', $"after {name}");
        JsonArray? spread = null;
        bool isNamed = false;
        for (int i = 0; !tokens.Take(')'); i++)
        {
            if (i > 0) tokens.Expect(',', $"or ')' after an argument of {name}");
            int start = tokens.Next;
            if (i > 0 && (tokens.AtEnd || text[start] == ')'))
                throw tokens.Problem($"expected another argument of {name} after the comma.");
            if (tokens.Name() is { } key)
            {
                isNamed = true;
                SpecMember member = Array.Find(members, member => member.Name == key)
                    ?? throw tokens.Problem(start,
                        $"{name} has no setting '{key}'{DidYouMean.Remedy(key, "settings", [.. members.Select(member => member.Name)])}");
                if (json.ContainsKey(key)) throw tokens.Problem(start, $"'{key}' of {name} is said twice.");
                json[key] = Value(member.Type, member.IsNullable);
            }
            else if (isNamed) throw tokens.Problem(start, $"expected the name of a setting with ':', since a named one comes before it.");
            else if (main.Length > 0 && i >= main.Length - 1 && main[^1].IsList)
            {
                if (spread is null) json[main[^1].Name] = spread = [];
                spread.Add(Value(type.Options.GetTypeInfo(main[^1].Type.ElementType!), isNullable: false));
            }
            else if (i < main.Length) json[main[i].Name] = Value(main[i].Type, main[i].IsNullable);
            else throw tokens.Problem(start, main.Length == 0
                ? $"{name} takes no arguments without a name; its settings: "
                    + $"{(members.Length == 0 ? "none" : string.Join(", ", members.Select(member => member.Name)))}."
                : $"{name} takes {main.Length} argument{(main.Length == 1 ? "" : "s")} without a name; "
                    + $"name the others, as in {members[^1].Name}: ….");
        }
        if (main.Length > 0 && main[^1].IsList && !json.ContainsKey(main[^1].Name)) json[main[^1].Name] = new JsonArray();
        if (Array.Find(members, member => member.IsRequired && !json.ContainsKey(member.Name)) is { } missing)
            throw tokens.Problem(tokens.Last, $"{name} needs {missing.Name}: {SpecValues.Expected(missing.Type)}.");
    }

    private JsonNode? Value(JsonTypeInfo type, bool isNullable)
    {
        int start = tokens.Next;
        if (isNullable && tokens.Take("null")) return null;
        if (typeof(Spec).IsAssignableFrom(type.Type)) return Description(type);
        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            JsonTypeInfo element = type.Options.GetTypeInfo(type.ElementType!);
            tokens.Expect('[', "where a list begins");
            return List(() => Value(element, isNullable: false));
        }
        JsonNode? read = tokens.Take('[')
            // A value such as a size may be written as JSON has it: [3, 5].
            ? SpecValues.Read(List(() => SpecValues.Node(tokens.Scalar() ?? throw tokens.Problem("expected a value."))), type,
                out string? expected)
            : SpecValues.Read(tokens.Scalar() ?? throw tokens.Problem($"expected {SpecValues.Expected(type)}."), type, out expected);
        return read ?? throw tokens.Problem(start, $"expected {expected}.");
    }

    /// <summary>The items of a list after its bracket.</summary>
    private JsonArray List(Func<JsonNode?> item)
    {
        JsonArray list = [];
        for (int i = 0; !tokens.Take(']'); i++)
        {
            if (i > 0) tokens.Expect(',', "or ']' after an item of a list");
            list.Add(item());
        }
        return list;
    }
}
