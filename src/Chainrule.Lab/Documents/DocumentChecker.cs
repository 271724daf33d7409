using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chainrule.Lab.Documents;

/// <summary>Checks canonically spelled values against the types of the records and turns them into JSON with every default filled in.
/// It goes on after a mistake and collects them all.</summary>
internal sealed class DocumentChecker
{
    /// <summary>The most mistakes that are worth reporting at once.</summary>
    private const int MaximumProblems = 50;

    private readonly List<DocumentProblem> problems = [];

    /// <summary>The mistakes found so far.</summary>
    public IReadOnlyList<DocumentProblem> Problems => problems;

    /// <summary>The values that are looked at later, by their paths.</summary>
    public Dictionary<string, DocumentNode> Fragments { get; } = [];

    /// <summary>The JSON of a value; where there are problems, not all of it.</summary>
    public JsonNode? Check(DocumentNode node, DocumentType type, string path, BoundsAttribute? bounds = null) => (type.Form, node) switch
    {
        _ when problems.Count == MaximumProblems => null,
        (DocumentForm.Kinds, _) => CheckKind(node, type, path),
        (DocumentForm.Record, MapNode map) => CheckRecord(map, type, path, new JsonObject()),
        (DocumentForm.List, ListNode list) => CheckList(list, type, path),
        (DocumentForm.Text, ScalarNode { Kind: ScalarKind.Text } text) => text.Text,
        (DocumentForm.Text, ScalarNode { Kind: not ScalarKind.Null } text) =>
            Report(node.Mark, path, $"expected text, but got {text.Words}; put it in quotes."),
        (DocumentForm.Boolean, ScalarNode { Kind: ScalarKind.Boolean } boolean) => CoreSchema.ToBoolean(boolean.Text),
        (DocumentForm.Whole, ScalarNode { Kind: ScalarKind.Whole or ScalarKind.Real } number) => CheckWhole(number, type, path, bounds),
        (DocumentForm.Real, ScalarNode { Kind: ScalarKind.Whole or ScalarKind.Real } number) => CheckReal(number, type, path, bounds),
        (DocumentForm.Choice, ScalarNode { Kind: ScalarKind.Text } word) => CheckChoice(word, type, path),
        (DocumentForm.Fragment, _) => Keep(node, path),
        (DocumentForm.Value, _) => CheckValue(node, type, path),
        _ => Misfit(node, type, path, bounds),
    };

    /// <summary>Notes a mistake.</summary>
    public JsonNode? Report(Mark mark, string path, string message)
    {
        if (problems.Count < MaximumProblems) problems.Add(new(mark, path, message));
        return null;
    }

    private JsonNode? Misfit(DocumentNode node, DocumentType type, string path, BoundsAttribute? bounds = null) =>
        Report(node.Mark, path, $"expected {type.Expected(bounds)}, but got {node.Words}.");

    private JsonNode? CheckKind(DocumentNode node, DocumentType type, string path)
    {
        if (node is MapNode map && map.Find(Spelling.TypeKey) is { } head)
        {
            if (head.Value is not ScalarNode { Kind: ScalarKind.Text } name)
            {
                string problem = $"expected the name of {type.Noun}, but got {head.Value.Words}.";
                return Report(head.Value.Mark, Join(path, Spelling.TypeKey), problem);
            }
            if (!type.Kinds.TryGetValue(name.Text, out DocumentType? kind)) return UnknownKind(name.Mark, path, name.Text, type);
            string inner = map.Kind is null ? path : Join(path, map.Kind);
            return CheckRecord(map, kind, inner, new JsonObject { [Spelling.TypeKey] = name.Text });
        }
        return node switch
        {
            ScalarNode { Kind: ScalarKind.Text } unknown => UnknownKind(unknown.Mark, path, unknown.Text, type),
            MapNode { Entries: [MapEntry only] } => ExplainSingle(only, path, type),
            MapNode { Entries.Count: > 1 } several => ExplainSeveral(several, path, type),
            _ => Misfit(node, type, path),
        };
    }

    private JsonNode? UnknownKind(Mark mark, string path, string name, DocumentType type) => Report(mark, path,
        $"unknown {type.BareNoun} '{DocumentProblem.Shorten(name)}'{DidYouMean.Remedy(name, "names", [.. type.Kinds.Keys])}");

    private JsonNode? ExplainSingle(MapEntry only, string path, DocumentType type)
    {
        if (!type.Kinds.TryGetValue(only.Key, out DocumentType? kind)) return UnknownKind(only.Mark, path, only.Key, type);
        string inner = Join(path, only.Key);
        if (only.Value is MapNode parameters)
            return Report(parameters.Find(Spelling.TypeKey)!.Mark, inner, $"unknown key 'type'; '{only.Key}:' says already what it is.");
        string instead = kind.Members.Count == 0 ? $"it takes no parameters: write '{only.Key}'"
            : $"name its parameters, as in '{only.Key}: {{{kind.Members[0].Name}: …}}'";
        return Report(only.Value.Mark, inner, $"'{only.Key}' has no main parameter that {only.Value.Words} could be; {instead}.");
    }

    private JsonNode? ExplainSeveral(MapNode map, string path, DocumentType type)
    {
        string keys = string.Join(", ", map.Entries.Take(6).Select(entry => $"'{DocumentProblem.Shorten(entry.Key)}'"));
        MapEntry? named = map.Entries.FirstOrDefault(entry => type.Kinds.ContainsKey(entry.Key));
        string remedy = named is null ? $"name it, as in 'type: {type.Kinds.Keys.First()}'"
            : map.Entries.Any(entry => type.Kinds[named.Key].Find(entry.Key) is not null)
                ? $"indent the parameters further than '{named.Key}:'"
            : $"write each {type.BareNoun} for itself";
        return Report(map.Mark, path, $"expected {type.Noun}, but got several keys: {keys}; {remedy}.");
    }

    private JsonObject CheckRecord(MapNode map, DocumentType type, string path, JsonObject json)
    {
        foreach (MapEntry entry in map.Entries)
        {
            if ((json.Count > 0 && entry.Key == Spelling.TypeKey) || problems.Count == MaximumProblems) continue;
            if (type.Find(entry.Key) is not { } member)
                Report(entry.Mark, Join(path, DocumentProblem.Shorten(entry.Key)), UnknownKey(entry.Key, type));
            else if (entry.Value is not ScalarNode { Kind: ScalarKind.Null } || !member.IsNullable)
                json[member.Name] = Check(entry.Value, member.Type, Join(path, member.Name), member.Bounds);
        }
        // A required key that is only misspelled is one mistake, not two.
        string?[] meant = [.. map.Entries.Where(entry => type.Find(entry.Key) is null).Take(MaximumProblems)
            .Select(entry => DidYouMean.To(entry.Key, type.Members.Select(member => member.Name)))];
        foreach (DocumentMember member in type.Members)
        {
            if (map.Find(member.Name) is not null && json.ContainsKey(member.Name)) continue;
            if (member.IsRequired && meant.Contains(member.Name)) continue;
            if (member.IsRequired)
                Report(map.Mark, Join(path, member.Name), $"the key '{member.Name}' is missing; expected {member.Expected}.");
            else if (member.Default is not null) json[member.Name] = member.Default.DeepClone();
        }
        return json;
    }

    /// <summary>The message about a key that a record does not have.</summary>
    internal static string UnknownKey(string key, DocumentType record) =>
        $"unknown key '{DocumentProblem.Shorten(key)}'{DidYouMean.Remedy(key, "keys", [.. record.Members.Select(known => known.Name)])}";

    private JsonArray CheckList(ListNode list, DocumentType type, string path)
    {
        DocumentType element = type.Element;
        JsonArray json = [];
        for (int i = 0; i < list.Items.Count; i++) json.Add(Check(list.Items[i], element, Join(path, $"{i}")));
        return json;
    }

    private JsonNode? CheckWhole(ScalarNode number, DocumentType type, string path, BoundsAttribute? bounds)
    {
        Int128? whole = CoreSchema.ToWhole(number.Text);
        (Int128 least, Int128 greatest) = type.Range;
        if (least == 0 && bounds is null && (whole is null || whole < 0 || whole > greatest)) return Misfit(number, type, path);
        if (whole is null && number.Kind == ScalarKind.Real) return Misfit(number, type, path, bounds);
        if (whole is null || whole < least || whole > greatest)
        {
            Int128 limit = number.Text[0] == '-' ? least : greatest;
            return Report(number.Mark, path, $"expected {type.Expected(bounds)}, but got {number.Words}, which is beyond {limit}.");
        }
        if (bounds is not null && !bounds.Contain((double)whole)) return Misfit(number, type, path, bounds);
        return least < 0 ? JsonValue.Create((long)whole) : JsonValue.Create((ulong)whole);
    }

    private JsonNode? CheckReal(ScalarNode number, DocumentType type, string path, BoundsAttribute? bounds)
    {
        double real = CoreSchema.ToReal(number.Text);
        return double.IsFinite(real) && bounds?.Contain(real) != false ? JsonValue.Create(real) : Misfit(number, type, path, bounds);
    }

    private JsonNode? CheckChoice(ScalarNode word, DocumentType type, string path)
    {
        if (type.Choices.Contains(word.Text)) return word.Text;
        string guess = DidYouMean.To(word.Text, type.Choices) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
        return Report(word.Mark, path, $"expected {type.Expected()}, but got {word.Words}{guess}");
    }

    private JsonNode Keep(DocumentNode node, string path)
    {
        Fragments[path] = node;
        return path;
    }

    /// <summary>Lets the type's own converter judge.</summary>
    private JsonNode? CheckValue(DocumentNode node, DocumentType type, string path)
    {
        try
        {
            if (Plain(node) is { } json && JsonSerializer.Deserialize(json, type.Info) is not null) return json;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException
            or FormatException or OverflowException)
        {
        }
        return Misfit(node, type, path);
    }

    /// <summary>A value as the core schema alone understands it; null for what JSON does not have.</summary>
    private static JsonNode? Plain(DocumentNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text => text.Text,
        ScalarNode { Kind: ScalarKind.Boolean } boolean => CoreSchema.ToBoolean(boolean.Text),
        ScalarNode { Kind: ScalarKind.Whole or ScalarKind.Real } number =>
            CoreSchema.ToWhole(number.Text) is { } whole && whole == (long)whole ? JsonValue.Create((long)whole)
            : CoreSchema.ToReal(number.Text) is double real && double.IsFinite(real) ? JsonValue.Create(real) : null,
        ListNode list => new JsonArray([.. list.Items.Select(Plain)]),
        _ => null,
    };

    /// <summary>Lets every description check itself, the inner ones first; an outer one has its turn when its inner ones are
    /// sound.</summary>
    public bool Validate(DocumentPlace place, object? value)
    {
        bool isSound = true;
        if (value is Spec && place.Node is MapNode map && place.Record is { } record)
            foreach (DocumentMember member in record.Members.Where(member => map.Find(member.Name) is not null))
                isSound &= Validate(place.Child(member.Name), member.Get(value));
        else if (place is { Type.Form: DocumentForm.List, Node: ListNode } && value is IEnumerable items)
            foreach ((int index, object item) in items.Cast<object>().Index())
                isSound &= Validate(place.Child($"{index}"), item);
        if (!isSound || value is not Spec spec) return isSound;
        try
        {
            spec.Validate();
            return true;
        }
        catch (SpecException error)
        {
            foreach (string key in error.Key.Split('.')) place = place.Child(key);
            Report(place.Node.Mark, place.Path, $"{error.Problem}.");
            return false;
        }
    }

    internal static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
