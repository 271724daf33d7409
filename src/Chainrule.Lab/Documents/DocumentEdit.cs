namespace Chainrule.Lab.Documents;

/// <summary>Changes one value of a canonically spelled document, so that a path such as <c>optimizer.learning_rate</c> holds however the
/// text spells the optimizer.</summary>
internal static class DocumentEdit
{
    /// <summary>A document with one value set anew.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">What it may hold.</param>
    /// <param name="path">The keys that lead to the value.</param>
    /// <param name="value">The value; a null takes the key away, so that its default holds.</param>
    /// <param name="mark">Where the change is written.</param>
    /// <exception cref="DocumentException">The path leads to nowhere.</exception>
    public static MapNode Set(MapNode document, DocumentType type, ReadOnlySpan<string> path, DocumentNode value, Mark mark) =>
        (MapNode)Set(document, type, path, "", value, mark)!;

    private static DocumentNode? Set(
        DocumentNode node, DocumentType type, ReadOnlySpan<string> keys, string path, DocumentNode value, Mark mark)
    {
        if (keys.IsEmpty) return value is ScalarNode { Kind: ScalarKind.Null } ? null : Spelling.Canonical(value, type);
        string key = keys[0], here = DocumentChecker.Join(path, key);
        if (node is ListNode list && type.Form == DocumentForm.List) return SetItem(list, type, keys, path, value, mark);
        if (node is not MapNode map || type.Form is not (DocumentForm.Record or DocumentForm.Kinds))
            throw new DocumentException(mark, here, $"'{path}' is {node.Words} and has no '{DocumentProblem.Shorten(key)}' in it.");
        if (type.Form == DocumentForm.Kinds && key == Spelling.TypeKey && keys.Length == 1)
            return map.With(key, mark, value) with { Kind = null };
        DocumentType record = new DocumentPlace(map, type, path).Record
            ?? throw new DocumentException(map.Mark, path, $"expected {type.Noun}, but its kind is not known.");
        // The kind may appear in the path, as it does in messages: model.3.linear.units.
        if (type.Form == DocumentForm.Kinds && keys.Length > 1 && record.Find(key) is null && type.Kinds.GetValueOrDefault(key) == record)
            return Set(map, type, keys[1..], here, value, mark);
        if (record.Find(key) is not { } member) throw new DocumentException(mark, here, DocumentChecker.UnknownKey(key, record));

        DocumentNode? old = map.Find(key)?.Value;
        if (keys.Length > 1 && old is null or ScalarNode { Kind: ScalarKind.Null }) old = Absent(member, here, mark);
        return map.With(key, mark, Set(old ?? map, member.Type, keys[1..], here, value, mark));
    }

    private static ListNode SetItem(ListNode list, DocumentType type, ReadOnlySpan<string> keys, string path, DocumentNode value, Mark mark)
    {
        string here = DocumentChecker.Join(path, keys[0]);
        if (!int.TryParse(keys[0], out int index) || index < 0 || index >= list.Items.Count)
            throw new DocumentException(mark, here, list.Items.Count == 0 ? $"'{path}' is an empty list."
                : $"'{path}' has the entries 0 to {list.Items.Count - 1}, not '{DocumentProblem.Shorten(keys[0])}'.");
        DocumentNode item = Set(list.Items[index], type.Element, keys[1..], here, value, mark) ?? new ScalarNode(mark, "", ScalarKind.Null);
        return list with { Items = [.. list.Items.Select((old, i) => i == index ? item : old)] };
    }

    /// <summary>A value for a key that the document does not have, so that a part of it can be set.</summary>
    private static DocumentNode Absent(DocumentMember member, string path, Mark mark) => member switch
    {
        { Default: { } standard } => YamlReader.Read(standard.ToJsonString(), mark.Source, "default", hasLines: false),
        { Type.Form: DocumentForm.Record } => new MapNode(mark, []),
        _ => throw new DocumentException(mark, path, $"there is no {member.Name} yet to set a part of; set {path} to {member.Expected}."),
    };
}
