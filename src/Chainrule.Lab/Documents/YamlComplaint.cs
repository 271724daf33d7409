namespace Chainrule.Lab.Documents;

/// <summary>The YAML parser's complaints in words that say what to do.</summary>
internal static class YamlComplaint
{
    private static readonly (string Fragment, string Words)[] known =
    [
        ("tab ", "there is a tab here; YAML is indented with spaces."),
        ("unexpected end of stream", "the text ends inside quotes; the closing quote is missing."),
        ("unexpected document indicator", "the text ends inside quotes; the closing quote is missing."),
        ("wrong indentation", "the quotes that begin here are not closed before the next key."),
        ("invalid mapping", "a ': ' appears where no key can be; check the indentation, or put a text with ': ' in quotes."),
        ("mapping values are not allowed", "a ': ' appears where no key can be; check the indentation, or put a text with ': ' in quotes."),
        ("sequence entries are not allowed", "a '- ' appears where no list can begin; check the indentation."),
        ("expected '-' indicator", "expected another '- ' of the list; check the indentation."),
        ("did not find expected key", "expected a key here; check the indentation, and that a text with special characters is in quotes."),
        ("expected <document", "this line does not continue the line above it; check the indentation."),
        ("expected node content", "a value is missing here, or begins with a character that needs quotes."),
        ("',' or ']'", "a ',' or the closing ']' is missing."),
        ("',' or '}'", "a ',' or the closing '}' is missing."),
        ("expected ':'", "a ':' is missing after a key."),
        ("unknown escape", "a '\\' in double quotes begins no escape that YAML knows; write '\\\\', or use single quotes."),
        ("hexadecimal", "an escape in double quotes is malformed; write '\\\\' for a '\\', or use single quotes."),
        ("unicode", "an escape in double quotes is malformed; write '\\\\' for a '\\', or use single quotes."),
        ("cannot start any token", "no value can begin with this character; put the text in quotes."),
        ("anchor or alias", "a name is missing after '*' or '&'; put a text that begins so in quotes."),
        ("scanning a tag", "a tag is malformed; put a text that begins with '!' in quotes."),
        ("undefined tag", "a tag is malformed; put a text that begins with '!' in quotes."),
        ("block scalar", "the text after '|' or '>' is malformed; it begins on the next line, indented."),
        ("directive", "a line that begins with '%' is malformed; leave it out."),
        ("simple key", "a key is too long or spans several lines."),
    ];

    public static string Explain(string message)
    {
        foreach ((string fragment, string words) in known)
            if (message.Contains(fragment, StringComparison.OrdinalIgnoreCase)) return words;
        return $"this is not valid YAML ({DocumentProblem.Shorten(message)}).";
    }
}
