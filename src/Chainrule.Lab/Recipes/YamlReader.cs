using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Chainrule.Lab.Recipes;

/// <summary>YAML text → values with their places. One document, of limited depth and size; aliases are allowed but count with all that
/// they stand for.</summary>
internal sealed class YamlReader
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaximumLength = 1 << 20;

    private const int MaximumDepth = 64, MaximumNodes = 100_000;

    private readonly string source;
    private readonly bool hasLines;
    private readonly Parser parser;
    private readonly Dictionary<string, (RecipeNode Node, int Size)> anchors = [];
    private int nodes;

    private YamlReader(string text, string source, bool hasLines)
    {
        (this.source, this.hasLines) = (source, hasLines);
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">What places in the text are called: the file, or the <c>--set</c> argument.</param>
    /// <param name="hasLines">Whether lines and columns mean something to the one who wrote the text.</param>
    /// <exception cref="RecipeException">The text is no YAML, or more than this reader takes.</exception>
    public static RecipeNode Read(string text, string source, bool hasLines = true)
    {
        if (text.Length > MaximumLength)
            throw new RecipeException(new(source, 0, 0), "", $"the text is {text.Length} characters long; a recipe has at most {MaximumLength}.");
        YamlReader reader = new(text, source, hasLines);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            throw new RecipeException(reader.At(error.Start), "", YamlComplaint.Explain(error.Message), error);
        }
        // The parser reports some malformed escapes and tags by exceptions of its own making.
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            throw new RecipeException(new(source, 0, 0), "", "this is not valid YAML.", error);
        }
    }

    private RecipeNode ReadDocument()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (parser.Current is StreamEnd or null) return new ScalarNode(new(source, hasLines ? 1 : 0, hasLines ? 1 : 0), "", ScalarKind.Null);
        parser.MoveNext();
        RecipeNode root = ReadNode(0);
        parser.MoveNext();
        if (parser.MoveNext() && parser.Current is DocumentStart second)
            throw new RecipeException(At(second.Start), "", "a second document begins here; a recipe is one document.");
        return root;
    }

    /// <summary>Reads the value that the current event begins; afterwards the current event is its last one.</summary>
    private RecipeNode ReadNode(int depth)
    {
        ParsingEvent start = parser.Current!;
        if (depth > MaximumDepth) throw new RecipeException(At(start.Start), "", $"values are nested more than {MaximumDepth} levels deep.");
        int before = nodes;
        Count(1, start);
        if (start is AnchorAlias alias)
        {
            if (!anchors.TryGetValue(alias.Value.Value, out (RecipeNode Node, int Size) anchored))
                throw new RecipeException(At(start.Start), "", $"there is no anchor '&{RecipeProblem.Shorten(alias.Value.Value)}' before this alias.");
            Count(anchored.Size, start);
            return anchored.Node;
        }
        NodeEvent head = (NodeEvent)start;
        RecipeNode node = head switch
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
        ScalarKind kind = scalar.Style == ScalarStyle.Plain ? CoreSchema.Resolve(scalar.Value) : ScalarKind.Text;
        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific) return new(At(scalar.Start), scalar.Value, scalar.Tag.IsEmpty ? kind : ScalarKind.Text);
        if (scalar.Tag.Value == "tag:yaml.org,2002:str") return new(At(scalar.Start), scalar.Value, ScalarKind.Text);
        throw UnknownTag(scalar);
    }

    private ListNode ReadList(NodeEvent head, int depth)
    {
        if (!head.Tag.IsEmpty && !head.Tag.IsNonSpecific && head.Tag.Value != "tag:yaml.org,2002:seq") throw UnknownTag(head);
        List<RecipeNode> items = [];
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
            RecipeNode key = ReadNode(depth + 1);
            if (key is not ScalarNode { Text: string name })
                throw new RecipeException(place, "", $"a key is a single word, but here it is {key.Words}.");
            if (!known.TryAdd(name, place))
                throw new RecipeException(place, "", $"the key '{RecipeProblem.Shorten(name)}' stands twice{(hasLines ? $"; the first one is in line {known[name].Line}" : "")}.");
            parser.MoveNext();
            entries.Add(new(name, place, ReadNode(depth + 1)));
        }
        return new(At(head.Start), entries);
    }

    private RecipeException UnknownTag(NodeEvent node) =>
        new(At(node.Start), "", $"the tag '{RecipeProblem.Shorten(node.Tag.Value)}' means nothing in a recipe; only !!str, !!seq and !!map may be used.");

    private void Count(int more, ParsingEvent at)
    {
        nodes += more;
        if (nodes > MaximumNodes)
            throw new RecipeException(At(at.Start), "", $"the recipe holds more than {MaximumNodes} values, those that aliases stand for included.");
    }

    private Mark At(YamlDotNet.Core.Mark mark) => hasLines ? new(source, (int)mark.Line, (int)mark.Column) : new(source, 0, 0);
}
