namespace Chainrule.Lab.Documents;

/// <summary>A value of a canonically spelled document: its node, its type and its path as written.</summary>
internal readonly record struct DocumentPlace(DocumentNode Node, DocumentType Type, string Path)
{
    /// <summary>The type of the record here, which of the kinds it may be being known; null where there is no record.</summary>
    public DocumentType? Record => Type.Form switch
    {
        DocumentForm.Record => Type,
        DocumentForm.Kinds when (Node as MapNode)?.Find(Spelling.TypeKey)?.Value is ScalarNode name =>
            Type.Kinds.GetValueOrDefault(name.Text),
        _ => null,
    };

    /// <summary>The value under a key or at a place of a list. Where the document does not say it, it is this value.</summary>
    public DocumentPlace Child(string key)
    {
        string path = Path;
        if (Node is MapNode { Kind: { } kind })
        {
            path = DocumentChecker.Join(path, kind);
            if (key == kind) return this;
        }
        path = DocumentChecker.Join(path, key);
        return (Node, Record) switch
        {
            (ListNode list, _) when Type.Form == DocumentForm.List && int.TryParse(key, out int index) && index >= 0
                && index < list.Items.Count => new(list.Items[index], Type.Element, path),
            (MapNode map, { } record) when record.Find(key) is { } member => new(map.Find(key)?.Value ?? Node, member.Type, path),
            _ => this with { Path = path },
        };
    }

    /// <summary>The list inside this record, where that is a main parameter: the layers of a layer.</summary>
    public DocumentPlace List() =>
        Record?.Members.FirstOrDefault(member => member is { IsPositional: true, Type.Form: DocumentForm.List }) is { } list
            ? Child(list.Name) : this;
}
