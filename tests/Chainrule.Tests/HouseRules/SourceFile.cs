using System.Text.RegularExpressions;

namespace Chainrule.Tests.HouseRules;

/// <summary>A file of the repository that people edit, by its path from the repository's folder.</summary>
internal sealed partial record SourceFile(string Path)
{
    private static readonly string[] built = ["bin", "obj", "runs", "node_modules", ".git", "TestResults", "__pycache__"];

    /// <summary>Files that programs write.</summary>
    private static readonly string[] generated =
        ["docs/lab/", "bench/results/", "tests/golden/v", "tests/oracles/data/", "tests/oracles/node/package-lock.json"];

    private static readonly string[] extensions =
        [".cs", ".csproj", ".props", ".slnx", ".yaml", ".yml", ".py", ".sh", ".css", ".js", ".mjs", ".json", ".md"];

    /// <summary>All files in languages that people write.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Find()];

    /// <summary>The C# files of the libraries and the tool.</summary>
    public static IEnumerable<SourceFile> Library => All.Where(file => file.IsIn("src") && file.IsKind(".cs"));

    public string Text { get; } = File.ReadAllText(System.IO.Path.Combine(Repository.Root, Path)).ReplaceLineEndings("\n");

    public string[] Lines => Text.TrimEnd('\n').Split('\n');

    /// <summary>C# without its comments, with the same lines.</summary>
    public string Code => Comment.Replace(Text, match => match.Value[0] == '/' ? "" : match.Value);

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public bool IsKind(string extension) => Path.EndsWith(extension, StringComparison.Ordinal);

    /// <summary>The matches of a pattern in the code, as <c>file:line: text</c>.</summary>
    public IEnumerable<string> Places(Regex pattern) =>
        pattern.Matches(Code).Select(match => $"{Path}:{1 + Code.AsSpan(0, match.Index).Count('\n')}: {match.Value.Trim()}");

    private static IEnumerable<SourceFile> Find() =>
        Directory.EnumerateFiles(Repository.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(built.Contains))
            .Where(path => !generated.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
            .Where(path => extensions.Contains(System.IO.Path.GetExtension(path)) || path.StartsWith(".ci/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => new SourceFile(path));

    /// <summary>Comments, and the texts and characters in which a comment cannot begin.</summary>
    [GeneratedRegex("""//[^\n]*|"{3}.*?"{3}|@"[^"]*"|"(\\.|[^"\\\n])*"|'\\?.'""", RegexOptions.Singleline)]
    private static partial Regex Comment { get; }
}
