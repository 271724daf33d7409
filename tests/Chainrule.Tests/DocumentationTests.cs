using System.Text.RegularExpressions;

namespace Chainrule.Tests;

/// <summary>What the Markdown files say about files and code is so.</summary>
public partial class DocumentationTests
{
    private static readonly string Root = Repository.Root;

    /// <summary>Every Markdown file but those that builds leave.</summary>
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj" or "runs" or "node_modules" or ".git"))
            .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        foreach (Match link in Link.Matches(WithoutCode(Read(page))))
        {
            string target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) continue;
            string[] parts = target.Split('#', 2);
            string path = parts[0].Length == 0
                ? page : Path.GetRelativePath(Root, Path.Combine(Root, Path.GetDirectoryName(page)!, parts[0]));
            Assert.True(Path.Exists(Path.Combine(Root, path)), $"{page} links to {target}, which is not there");
            if (parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal))
                Assert.True(Anchors(Read(path)).Contains(parts[1]), $"{page} links to {target}, but {path} has no such heading");
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guide.md")]
    [InlineData("docs/adding-a-layer.md")]
    [InlineData("docs/tasks.md")]
    public void Code_stands_word_for_word_in_what_is_compiled(string page)
    {
        string[][] files = [.. ((string[])["src", "tests"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split('/', '\\').Any(folder => folder is "bin" or "obj")).Select(File.ReadAllLines)];
        MatchCollection blocks = Block.Matches(Read(page));
        Assert.NotEmpty(blocks);
        foreach (Match block in blocks)
        {
            string[] lines = block.Groups["code"].Value.TrimEnd().Split('\n');
            Assert.True(files.Any(file => Holds(file, lines)),
                $"This code of {page} is not compiled anywhere:\n{block.Groups["code"].Value}");
        }
    }

    /// <summary>Whether the lines stand in a file one after the other, all moved by the same indentation.</summary>
    private static bool Holds(string[] file, string[] lines)
    {
        for (int start = 0; start + lines.Length <= file.Length; start++)
        {
            int indentation = file[start].Length - lines[0].Length;
            if (indentation < 0 || !file[start].EndsWith(lines[0], StringComparison.Ordinal)) continue;
            string prefix = file[start][..indentation];
            if (prefix.Trim().Length == 0 && lines.Index()
                .All(line => file[start + line.Index] == (line.Item.Length == 0 ? "" : prefix + line.Item))) return true;
        }
        return false;
    }

    /// <summary>The anchors that headings get: lower case, punctuation gone, hyphens for spaces.</summary>
    private static HashSet<string> Anchors(string text) =>
        [.. Heading.Matches(WithoutCode(text, inline: false))
            .Select(heading => Punctuation.Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string WithoutCode(string text, bool inline = true)
    {
        string plain = Fence.Replace(text, "");
        return inline ? InlineCode.Replace(plain, "code") : plain;
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex InlineCode { get; }

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation { get; }
}
