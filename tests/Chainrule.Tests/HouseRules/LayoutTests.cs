using System.Text.RegularExpressions;

namespace Chainrule.Tests.HouseRules;

/// <summary>The size of lines and files, and the words in them.</summary>
public partial class LayoutTests
{
    private const int Columns = 140, Rows = 250, Constraints = 150;

    /// <summary>Files that are longer, each with the reason.</summary>
    private static readonly Dictionary<string, string> longFiles = [];

    [Fact]
    public void Lines_end_at_140_columns()
    {
        Assert.True(SourceFile.All.Count > 400, $"Only {SourceFile.All.Count} files were found.");
        None(SourceFile.All.SelectMany(LongLines), $"Lines of more than {Columns} columns");
    }

    [Fact]
    public void Source_files_end_at_250_lines()
    {
        IEnumerable<SourceFile> sources = SourceFile.All.Where(file => file.IsKind(".cs"));
        None(sources.Where(file => file.Lines.Length > Rows && !longFiles.ContainsKey(file.Path))
            .Select(file => $"{file.Path}:{Rows + 1}: {file.Lines.Length} lines"), $"Files of more than {Rows} lines");
        Assert.Empty(longFiles.Keys.Except(sources.Where(file => file.Lines.Length > Rows).Select(file => file.Path)));
    }

    [Fact]
    public void The_constraint_on_numbers_is_repeated_150_times_at_most()
    {
        (string Path, int Count)[] found =
            [.. SourceFile.Library.Select(file => (file.Path, Constraint.Count(file.Code))).Where(file => file.Item2 > 0)];
        Assert.NotEmpty(found);
        int count = found.Sum(file => file.Count);
        Assert.True(count <= Constraints, $"{count} constraints to IBinaryFloatingPointIeee754, {Constraints} are allowed:\n"
            + string.Join('\n', found.OrderByDescending(file => file.Count).Select(file => $"{file.Path}: {file.Count}")));
    }

    [Fact]
    public void Nothing_names_the_machine_or_the_tools_it_was_written_with() =>
        None(SourceFile.All.Where(file => file.Path != ".ci/run").SelectMany(file => file.Lines.Index()
            .Where(line => Unmentionable.IsMatch(line.Item))
            .Select(line => $"{file.Path}:{line.Index + 1}: {Unmentionable.Match(line.Item).Value}")), "Words that do not belong here");

    [Theory]
    [InlineData("```\nLONG\n```", false)]
    [InlineData("| LONG |", false)]
    [InlineData("## LONG", false)]
    [InlineData("![LONG](a.svg)", false)]
    [InlineData("- [x](https://example.org/LINK)", false)]
    [InlineData("LONG", true)]
    [InlineData("- LONG", true)]
    [InlineData("LONG [x](a.md)", true)]
    [InlineData("see [x](https://example.org/LINK)", true)]
    public void Markdown_may_be_wide_only_where_it_cannot_be_broken(string text, bool isLong)
    {
        string page = text.Replace("LONG", string.Join(' ', Enumerable.Repeat("word", 40)), StringComparison.Ordinal)
            .Replace("LINK", new string('x', Columns), StringComparison.Ordinal);
        Assert.Equal(isLong, Breakable(page.Split('\n')).Any(line => Width(line.Text) > Columns));
    }

    private static IEnumerable<string> LongLines(SourceFile file) =>
        (file.IsKind(".md") ? Breakable(file.Lines) : file.Lines.Index().Select(line => (line.Index, line.Item)))
            .Where(line => Width(line.Item2) > Columns).Select(line => $"{file.Path}:{line.Index + 1}: {Width(line.Item2)} columns");

    private static int Width(string line) => line.EnumerateRunes().Count();

    /// <summary>The lines of Markdown that can be broken: no code, tables or headings, no images, and no link that is alone in its
    /// line.</summary>
    private static IEnumerable<(int Index, string Text)> Breakable(string[] lines)
    {
        bool isCode = false;
        foreach ((int index, string line) in lines.Index())
        {
            string text = line.TrimStart();
            bool isFence = text.StartsWith("```", StringComparison.Ordinal);
            if (isFence) isCode = !isCode;
            if (isCode || isFence || text.StartsWith('|') || text.StartsWith('#') || Alone.IsMatch(text)) continue;
            yield return (index, line);
        }
    }

    private static void None(IEnumerable<string> places, string what)
    {
        string[] all = [.. places];
        Assert.True(all.Length == 0, $"{what}, {all.Length}:\n{string.Join('\n', all)}");
    }

    [GeneratedRegex(@"where \w+ : [^{;]*?\bIBinaryFloatingPointIeee754<")]
    private static partial Regex Constraint { get; }

    /// <summary>An image, or a link without a word before or after it.</summary>
    [GeneratedRegex(@"^(!\[.*\]\([^)]*\)|([-*] )?(\[[^\]]*\]\(\S+\)|<?https?://\S+))[.,;:]?$")]
    private static partial Regex Alone { get; }

    /// <summary>Folders of a machine, unfinished work, and numbers of issues. No pattern matches itself.</summary>
    [GeneratedRegex(@"/wor[k]/|/roo[t]/|\bTOD[O]\b|\bFIXM[E]\b|(?<=\b(issue|fixes|closes) )#\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Unmentionable { get; }
}
