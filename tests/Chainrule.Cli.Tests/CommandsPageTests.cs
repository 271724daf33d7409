using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Chainrule.Tests;

namespace Chainrule.Cli.Tests;

/// <summary>docs/commands.md shows every command, argument, option and example as the tool's own help does, and no others.</summary>
public sealed partial class CommandsPageTests : IDisposable
{
    private static readonly string page =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "commands.md")).ReplaceLineEndings("\n");

    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void Every_command_has_its_section_with_all_of_its_options()
    {
        foreach (HelpText help in HelpText.All(place).Where(help => help.Commands.Count == 0))
            Assert.True(page.Contains(Section(help), StringComparison.Ordinal), $"docs/commands.md does not hold\n{Section(help)}");
    }

    [Fact]
    public void The_list_of_commands_is_that_of_the_tool()
    {
        HelpText[] commands = [.. HelpText.All(place).Where(help => help.Commands.Count == 0)];
        Assert.Equal(commands.Select(help => help.Call), Heading.Matches(page).Select(match => match.Groups["call"].Value));
        Assert.Equal(commands.Select(ListRow), ListRows.Matches(page).Select(match => match.Value));
    }

    [Fact]
    public void No_option_is_described_that_no_command_has()
    {
        HashSet<string> known = [.. HelpText.All(place).SelectMany(help => help.Rows).Select(row => row.Term.Split(' ')[0]), "--help"];
        Assert.Empty(LongOption.Matches(OtherProgram.Replace(page, "")).Select(match => match.Value).Except(known));
    }

    [Fact]
    public void Every_exit_status_is_explained()
    {
        Type statuses = Assembly.Load("Chainrule.Cli").GetType("Chainrule.Cli.Terminal.ExitCode", throwOnError: true)!;
        IEnumerable<int> expected = statuses.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (int)field.GetRawConstantValue()!).Order();
        Assert.Equal(expected, StatusRow.Matches(page)
            .Select(match => int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture)));
    }

    private static string ListRow(HelpText help)
    {
        string usage = help.Usage["chainrule ".Length..].Replace(" [options]", "", StringComparison.Ordinal);
        return $"| [`{usage}`](#{help.Call.Replace(' ', '-')}) | {help.Description} |";
    }

    private static string Section(HelpText help)
    {
        IEnumerable<string> rows = help.Rows.Select(row => $"| `{row.Term}` | {row.Text} |");
        string table = help.Rows.Count == 0 ? "" : $"| | |\n|---|---|\n{string.Join('\n', rows)}\n\n";
        return $"## {help.Call}\n\n{table}```sh\n{string.Join('\n', help.Examples)}\n```\n";
    }

    [GeneratedRegex(@"^## (?<call>chainrule .+)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"^\| \[`.+$", RegexOptions.Multiline)]
    private static partial Regex ListRows { get; }

    [GeneratedRegex(@"(?<=[\s`])--[a-z][a-z-]*")]
    private static partial Regex LongOption { get; }

    [GeneratedRegex(@"`dotnet [^`]+`")]
    private static partial Regex OtherProgram { get; }

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex StatusRow { get; }
}
