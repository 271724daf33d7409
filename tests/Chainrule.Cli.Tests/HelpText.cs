namespace Chainrule.Cli.Tests;

/// <summary>A help page as the tool prints it, taken apart; lines that were wrapped are joined again.</summary>
/// <param name="Call">The words that start the command: <c>chainrule data list</c>.</param>
/// <param name="Description">The description at the top.</param>
/// <param name="Usage">The line after <c>Usage:</c>.</param>
/// <param name="Commands">The commands below it.</param>
/// <param name="Rows">Arguments and options, without the option for help itself.</param>
/// <param name="Examples">Commands to type.</param>
internal sealed record HelpText(string Call, string Description, string Usage, IReadOnlyList<(string Term, string Text)> Commands,
    IReadOnlyList<(string Term, string Text)> Rows, IReadOnlyList<string> Examples)
{
    /// <summary>The help of a command and of all commands below it.</summary>
    public static IEnumerable<HelpText> All(Workplace place, params string[] command)
    {
        HelpText page = Parse(string.Join(' ', ["chainrule", .. command]), place.Succeeds([.. command, "--help"]).Results);
        return [page, .. page.Commands.SelectMany(inner => All(place, [.. command, inner.Term.Split(' ')[0]]))];
    }

    private static HelpText Parse(string call, string page)
    {
        string[] lines = page.ReplaceLineEndings("\n").Split('\n');
        string usage = lines.Single(line => line.StartsWith("Usage: ", StringComparison.Ordinal))["Usage: ".Length..];
        Assert.StartsWith(call + " ", usage, StringComparison.Ordinal);
        IEnumerable<(string Term, string)> rows = [.. Section("Arguments:"), .. Section("Options:")];
        return new(call, string.Join(' ', lines.TakeWhile(line => line.Length > 0)), usage, [.. Section("Commands:")],
            [.. rows.Where(row => row.Term != "-h, --help")],
            [.. Lines("Example:").Concat(Lines("Examples:")).Select(line => line.Trim())]);

        IEnumerable<string> Lines(string title) => lines.SkipWhile(line => line != title).Skip(1).TakeWhile(line => line.Length > 0);

        List<(string Term, string Text)> Section(string title)
        {
            List<(string Term, string Text)> all = [];
            foreach (string line in Lines(title))
            {
                if (line[2] == ' ')
                {
                    all[^1] = all[^1] with { Text = $"{all[^1].Text} {line.Trim()}" };
                    continue;
                }
                int end = line.IndexOf("  ", 2, StringComparison.Ordinal);
                all.Add((line[2..end], line[end..].Trim()));
            }
            return all;
        }
    }
}
