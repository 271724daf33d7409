namespace Chainrule.Lab.Documents;

/// <summary>Brings the spellings of a kind to one: <c>relu</c>, <c>linear: 512</c> and <c>linear: {units: 512}</c> become
/// <c>{type: linear, units: 512}</c>. What it does not understand it leaves as it is, for <see cref="DocumentChecker"/> to
/// report.</summary>
internal static class Spelling
{
    public const string TypeKey = "type";

    public static DocumentNode Canonical(DocumentNode node, DocumentType type) => (type.Form, node) switch
    {
        (DocumentForm.Kinds, ScalarNode { Kind: ScalarKind.Text } name) when type.Kinds.ContainsKey(name.Text) =>
            new MapNode(name.Mark, [new(TypeKey, name.Mark, name)], name.Text),
        (DocumentForm.Kinds, MapNode map) => CanonicalKind(map, type),
        (DocumentForm.Record, MapNode map) => map with { Entries = [.. map.Entries.Select(entry => Member(entry, type))] },
        (DocumentForm.List, ListNode list) => list with { Items = [.. list.Items.Select(item => Canonical(item, type.Element))] },
        _ => node,
    };

    private static MapNode CanonicalKind(MapNode map, DocumentType type)
    {
        if (map.Find(TypeKey) is { } typed)
            return typed.Value is ScalarNode { Kind: ScalarKind.Text } name && type.Kinds.TryGetValue(name.Text, out DocumentType? named)
                ? map with { Entries = [.. map.Entries.Select(entry => entry.Key == TypeKey ? entry : Member(entry, named))] }
                : map;
        if (map.Entries is not [MapEntry only] || !type.Kinds.TryGetValue(only.Key, out DocumentType? kind)) return map;

        MapEntry head = new(TypeKey, only.Mark, new ScalarNode(only.Mark, only.Key, ScalarKind.Text));
        return only.Value switch
        {
            ScalarNode { Kind: ScalarKind.Null } => new(only.Mark, [head], only.Key),
            MapNode parameters when parameters.Find(TypeKey) is null =>
                new(only.Mark, [head, .. parameters.Entries.Select(entry => Member(entry, kind))], only.Key),
            ScalarNode or ListNode when kind.Main is { } main =>
                new(only.Mark, [head, new(main.Name, only.Value.Mark, Canonical(only.Value, main.Type))], only.Key),
            _ => map,
        };
    }

    private static MapEntry Member(MapEntry entry, DocumentType record) =>
        record.Find(entry.Key) is { } member ? entry with { Value = Canonical(entry.Value, member.Type) } : entry;
}
