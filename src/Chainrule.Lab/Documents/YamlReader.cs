using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Chainrule.Lab.Documents;

/// <summary>YAML text → values with their places. One document, of limited depth and size; an alias is allowed but counts with all that it
/// repeats.</summary>
internal sealed class YamlReader
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaximumLength = 1 << 20;

    private const int MaximumDepth = 64, MaximumNodes = 100_000;

    private static readonly SearchValues<char> controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Except(['\t', '\n', '\r']), '\u007F', '\uFFFE', '\uFFFF']);

    private readonly string source, noun;
    private readonly bool hasLines;
    private readonly Parser parser;
    private readonly Dictionary<string, (DocumentNode Node, int Size)> anchors = [];
    private int nodes;

    private YamlReader(string text, string source, string noun, bool hasLines)
    {
        (this.source, this.noun, this.hasLines) = (source, noun, hasLines);
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">What places in the text are called: the file, or the <c>--set</c> argument.</param>
    /// <param name="noun">What the text is, for messages: <c>recipe</c>, <c>study</c>.</param>
    /// <param name="hasLines">Whether lines and columns mean something to the one who wrote the text.</param>
    /// <exception cref="DocumentException">The text is no YAML, or more than this reader takes.</exception>
    public static DocumentNode Read(string text, string source, string noun, bool hasLines = true)
    {
        if (text.Length > MaximumLength)
            throw new DocumentException(
                new(source, 0, 0), "", $"the text is {text.Length} characters long; a {noun} has at most {MaximumLength}.");
        YamlReader reader = new(text, source, noun, hasLines);
        reader.RequireText(text);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            throw new DocumentException(reader.At(error.Start, text, error.Message), "", YamlComplaint.Explain(error.Message), error);
        }
        // The parser answers some unclosed brackets and malformed tags with exceptions of no particular kind.
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or OverflowException
            or IndexOutOfRangeException or NullReferenceException or InvalidCastException)
        {
            Mark last = reader.parser.Current is { } current ? reader.At(current.Start) : new(source, 0, 0);
            throw new DocumentException(last, "",
                "from here on this is not valid YAML; look for a bracket, a brace or a quote that is not closed.", error);
        }
    }

    /// <summary>Refuses control characters, which no editor shows.</summary>
    private void RequireText(string text)
    {
        int at = text.AsSpan().IndexOfAny(controls);
        if (at < 0) return;
        int line = 1 + text.AsSpan(0, at).Count('\n'), column = at - text.LastIndexOf('\n', at);
        throw new DocumentException(hasLines ? new(source, line, column) : new(source, 0, 0), "",
            $"the control character U+{(int)text[at]:X4} appears here; a {noun} is plain text.");
    }

    private DocumentNode ReadDocument()
    {
        parser.MoveNext();
        parser.MoveNext();
        int first = hasLines ? 1 : 0;
        if (parser.Current is StreamEnd or null) return new ScalarNode(new(source, first, first), "", ScalarKind.Null);
        parser.MoveNext();
        DocumentNode root = ReadNode(0);
        parser.MoveNext();
        if (parser.MoveNext() && parser.Current is DocumentStart second)
            throw new DocumentException(At(second.Start), "", $"a second document begins here; a {noun} is one document.");
        return root;
    }

    /// <summary>Reads the value that the current event begins; afterwards the current event is its last one.</summary>
    private DocumentNode ReadNode(int depth)
    {
        ParsingEvent start = parser.Current!;
        if (depth > MaximumDepth)
            throw new DocumentException(At(start.Start), "", $"values are nested more than {MaximumDepth} levels deep.");
        int before = nodes;
        Count(1, start);
        if (start is AnchorAlias alias)
        {
            if (!anchors.TryGetValue(alias.Value.Value, out (DocumentNode Node, int Size) anchored))
                throw new DocumentException(At(start.Start), "",
                    $"there is no anchor '&{DocumentProblem.Shorten(alias.Value.Value)}' before this alias.");
            Count(anchored.Size, start);
            return anchored.Node;
        }
        NodeEvent head = (NodeEvent)start;
        DocumentNode node = head switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(head, depth),
            _ => ReadMap(head, depth),
        };
        if (!head.Anchor.IsEmpty) anchors[head.Anchor.Value] = (node, nodes - before);
        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        // An escape such as \0 may name what no text holds.
        int control = scalar.Value.AsSpan().IndexOfAny(controls);
        if (control >= 0)
            throw new DocumentException(At(scalar.Start), "",
                $"the control character U+{(int)scalar.Value[control]:X4} is in this text; a {noun} is plain text.");
        ScalarKind kind = scalar.Style == ScalarStyle.Plain ? CoreSchema.Resolve(scalar.Value) : ScalarKind.Text;
        if (scalar.Tag.IsEmpty) return new(At(scalar.Start), scalar.Value, kind);
        if (scalar.Tag.IsNonSpecific || scalar.Tag.Value == "tag:yaml.org,2002:str")
            return new(At(scalar.Start), scalar.Value, ScalarKind.Text);
        throw UnknownTag(scalar);
    }

    private ListNode ReadList(NodeEvent head, int depth)
    {
        if (!head.Tag.IsEmpty && !head.Tag.IsNonSpecific && head.Tag.Value != "tag:yaml.org,2002:seq") throw UnknownTag(head);
        List<DocumentNode> items = [];
        while (parser.MoveNext() && parser.Current is not SequenceEnd) items.Add(ReadNode(depth + 1));
        return new(At(head.Start), items);
    }

    private MapNode ReadMap(NodeEvent head, int depth)
    {
        if (!head.Tag.IsEmpty && !head.Tag.IsNonSpecific && head.Tag.Value != "tag:yaml.org,2002:map") throw UnknownTag(head);
        List<MapEntry> entries = [];
        Dictionary<string, Mark> known = [];
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            Mark place = At(parser.Current!.Start);
            DocumentNode key = ReadNode(depth + 1);
            if (key is not ScalarNode { Text: string name })
                throw new DocumentException(place, "", $"a key is a single word, but here it is {key.Words}.");
            if (!known.TryAdd(name, place))
                throw new DocumentException(place, "",
                    $"the key '{DocumentProblem.Shorten(name)}' appears twice"
                    + $"{(hasLines ? $"; the first one is in line {known[name].Line}" : "")}.");
            parser.MoveNext();
            entries.Add(new(name, place, ReadNode(depth + 1)));
        }
        return new(At(head.Start), entries);
    }

    private DocumentException UnknownTag(NodeEvent node) =>
        new(At(node.Start), "",
            $"the tag '{DocumentProblem.Shorten(node.Tag.Value)}' means nothing in a {noun}; only !!str, !!seq and !!map may be used.");

    private void Count(int more, ParsingEvent at)
    {
        nodes += more;
        if (nodes > MaximumNodes)
            throw new DocumentException(At(at.Start), "",
                $"the {noun} holds more than {MaximumNodes} values, those that aliases repeat included.");
    }

    /// <summary>Where a complaint applies. Of tabs the parser says where the value around them begins; the tab itself is further
    /// down.</summary>
    private Mark At(YamlDotNet.Core.Mark mark, string text, string complaint)
    {
        if (!complaint.Contains("tab ", StringComparison.Ordinal)) return At(mark);
        string[] lines = text.Split('\n');
        for (int line = Math.Max(0, (int)mark.Line - 1); line < lines.Length && hasLines; line++)
        {
            int tab = lines[line].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(lines[line][..tab])) return new(source, line + 1, tab + 1);
        }
        return At(mark);
    }

    private Mark At(YamlDotNet.Core.Mark mark) => hasLines ? new(source, (int)mark.Line, (int)mark.Column) : new(source, 0, 0);
}
