namespace Chainrule.Lab.Recipes;

/// <summary>The YAML parser's complaints in words that say what to do.</summary>
internal static class YamlComplaint
{
    private static readonly (string Fragment, string Words)[] known =
    [
        ("found unexpected ':' while scanning", "a ':' stands where none can be; put the text in quotes."),
        ("mapping values are not allowed", "a ':' stands where no key can be; check the indentation, or put a text with ': ' in quotes."),
        ("Mapping values are not allowed", "a ':' stands where no key can be; check the indentation, or put a text with ': ' in quotes."),
        ("'-' ", "a '-' stands where no list can begin; check the indentation."),
        ("block sequence entries are not allowed", "a '-' stands where no list can begin; check the indentation."),
        ("did not find expected '-'", "expected another '- ' of the list; check the indentation."),
        ("did not find expected key", "expected a key here; check the indentation of this line."),
        ("did not find expected <document start>", "the recipe ended before this line; check the indentation."),
        ("',' or ']'", "a ',' or the closing ']' is missing."),
        ("',' or '}'", "a ',' or the closing '}' is missing."),
        ("tab", "a tab stands here; YAML is indented with spaces."),
        ("could not find expected ':'", "a ':' is missing after a key."),
        ("unexpected end of stream", "the text ends inside quotes; the closing quote is missing."),
        ("unexpected document indicator", "the text ends inside quotes; the closing quote is missing."),
        ("unknown escape", "a '\\' in double quotes begins no escape that YAML knows; write '\\\\', or use single quotes."),
        ("escape", "an escape in double quotes is malformed; write '\\\\' for a '\\', or use single quotes."),
        ("cannot start any token", "no value can begin with this character; put the text in quotes."),
        ("alias", "an alias '*name' is malformed; put a text that begins with '*' in quotes."),
        ("anchor", "an anchor '&name' is malformed; put a text that begins with '&' in quotes."),
        ("tag", "a tag is malformed; put a text that begins with '!' in quotes."),
        ("block scalar", "the text after '|' or '>' is malformed; check its indentation."),
        ("directive", "a line that begins with '%' means nothing in a recipe."),
        ("simple key", "a key is too long or spans several lines."),
    ];

    public static string Explain(string message)
    {
        foreach ((string fragment, string words) in known)
            if (message.Contains(fragment, StringComparison.OrdinalIgnoreCase)) return words;
        return $"this is not valid YAML ({RecipeProblem.Shorten(message)}).";
    }
}
