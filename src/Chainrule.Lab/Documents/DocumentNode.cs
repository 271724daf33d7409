namespace Chainrule.Lab.Documents;

/// <summary>A place in a document: its file, or the <c>--set</c> argument (line 0).</summary>
internal readonly record struct Mark(string Source, int Line, int Column);

/// <summary>A value of a YAML document with its place.</summary>
internal abstract record DocumentNode(Mark Mark)
{
    /// <summary>The value in words, for messages.</summary>
    public abstract string Words { get; }
}

/// <summary>A single value.</summary>
/// <param name="Mark">Its place.</param>
/// <param name="Text">Its text, quotes and escapes resolved.</param>
/// <param name="Kind">What the YAML core schema takes it for.</param>
internal sealed record ScalarNode(Mark Mark, string Text, ScalarKind Kind) : DocumentNode(Mark)
{
    public override string Words => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Text => $"'{DocumentProblem.Shorten(Text)}'",
        _ => DocumentProblem.Shorten(Text),
    };
}

/// <summary>A list.</summary>
internal sealed record ListNode(Mark Mark, IReadOnlyList<DocumentNode> Items) : DocumentNode(Mark)
{
    public override string Words => Items.Count == 0 ? "an empty list" : "a list";
}

/// <summary>Keys with values.</summary>
/// <param name="Mark">Its place.</param>
/// <param name="Entries">The keys in the order of the document; no key appears twice.</param>
/// <param name="Kind">The kind that is named before the keys, as in <c>linear: {units: 3}</c>, once the spelling is canonical.</param>
internal sealed record MapNode(Mark Mark, IReadOnlyList<MapEntry> Entries, string? Kind = null) : DocumentNode(Mark)
{
    public override string Words => Entries.Count == 0 ? "an empty mapping" : "a mapping";

    public MapEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The same with one key set anew, or taken away where <paramref name="value"/> is null.</summary>
    public MapNode With(string key, Mark mark, DocumentNode? value)
    {
        List<MapEntry> entries = [.. Entries];
        int index = entries.FindIndex(entry => entry.Key == key);
        if (index >= 0) entries.RemoveAt(index);
        if (value is not null) entries.Insert(index >= 0 ? index : entries.Count, new(key, mark, value));
        return this with { Entries = entries };
    }
}

/// <summary>A key and its value.</summary>
internal sealed record MapEntry(string Key, Mark Mark, DocumentNode Value);
