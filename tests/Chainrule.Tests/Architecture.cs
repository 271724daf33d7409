using System.Text.RegularExpressions;

namespace Chainrule.Tests;

/// <summary>The source files of all projects, and which namespaces of each other they use, read from the text.</summary>
internal static partial class Architecture
{
    private static readonly string source = Path.Combine(Repository.Root, "src");

    /// <summary>The files as paths below <c>src</c>: <c>Chainrule.Lab/Data/CsvData.cs</c>.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(source, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    /// <summary>The names of the types of each namespace, to tell <c>Layers.Network</c> from a property named Layers.</summary>
    private static readonly Dictionary<string, HashSet<string>> types = Files
        .SelectMany(file => Type.Matches(CodeOf(file)).Select(type => (Namespace: NamespaceOf(file), Name: type.Groups["name"].Value)))
        .GroupBy(type => type.Namespace).ToDictionary(group => group.Key, group => group.Select(type => type.Name).ToHashSet());

    /// <summary>The namespaces that hold types.</summary>
    public static IEnumerable<string> Namespaces => types.Keys.Order(StringComparer.Ordinal);

    /// <summary>The namespace that a file belongs to by its folder: <c>Chainrule.Lab.Data</c>.</summary>
    public static string NamespaceOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/').Replace('/', '.');

    /// <summary>The namespace that a file declares; null where it declares none, as the entry point of a program does.</summary>
    public static string? DeclaredIn(string file) =>
        Namespace.Match(CodeOf(file)) is { Success: true } declared ? declared.Groups["name"].Value : null;

    /// <summary>The code of a file without comments and texts.</summary>
    public static string CodeOf(string file) => CommentsAndTexts.Replace(File.ReadAllText(Path.Combine(source, file)), "");

    /// <summary>The other namespaces that some code of a namespace uses, each with the words that say so: a using line, a qualified name,
    /// or the bare name of a type in a namespace around it.</summary>
    public static IReadOnlyDictionary<string, string> Uses(string code, string home)
    {
        Dictionary<string, string> uses = [];
        code = CommentsAndTexts.Replace(code, "");
        foreach (Match line in Using.Matches(code)) Note(Known(line.Groups["name"].Value), line.Value.Trim());
        code = Directive.Replace(code, "");
        foreach (Match name in Qualified.Matches(code)) Note(Resolve(name.Groups["name"].Value.Split('.'), home), name.Value);
        foreach (string around in Enclosing(home).Skip(1).Where(space => space.Contains('.', StringComparison.Ordinal)))
            if (types.TryGetValue(around, out HashSet<string>? names)
                && Word.Matches(code).FirstOrDefault(word => names.Contains(word.Value)) is { } bare)
                Note(around, bare.Value);
        uses.Remove(home);
        return uses;

        void Note(string? space, string words)
        {
            if (space is not null) uses.TryAdd(space, words);
        }
    }

    /// <summary>The namespaces of a circle in what each may use; empty where there is none.</summary>
    public static IReadOnlyList<string> Circle(IReadOnlyDictionary<string, string[]> allowed)
    {
        List<string> path = [];
        HashSet<string> done = [];
        return allowed.Keys.Select(Visit).FirstOrDefault(circle => circle.Length > 0) ?? [];

        string[] Visit(string room)
        {
            if (path.IndexOf(room) is >= 0 and int start) return [.. path[start..], room];
            if (done.Contains(room)) return [];
            path.Add(room);
            foreach (string next in allowed.GetValueOrDefault(room, []))
                if (Visit(next) is { Length: > 0 } circle) return circle;
            path.RemoveAt(path.Count - 1);
            done.Add(room);
            return [];
        }
    }

    /// <summary>The longest namespace that a full name begins with.</summary>
    private static string? Known(string name) => Enclosing(name).FirstOrDefault(types.ContainsKey);

    /// <summary>The namespace of a type whose name is qualified, fully or from a namespace around its use; null where it is no
    /// type.</summary>
    private static string? Resolve(string[] parts, string home)
    {
        for (int count = 1; count < parts.Length; count++)
        {
            string qualifier = string.Join('.', parts[..count]);
            foreach (string space in Enclosing(home).Select(around => $"{around}.{qualifier}").Append(qualifier))
                if (types.TryGetValue(space, out HashSet<string>? names) && names.Contains(parts[count])) return space;
        }
        return null;
    }

    /// <summary>A name, then all that are around it: <c>A.B.C</c>, <c>A.B</c>, <c>A</c>.</summary>
    private static IEnumerable<string> Enclosing(string name)
    {
        string[] parts = name.Split('.');
        return Enumerable.Range(0, parts.Length).Select(less => string.Join('.', parts[..^less]));
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"{3}.*?"{3}|@"[^"]*"|"(\\.|[^"\\\n])*"|'\\?.'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndTexts { get; }

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?(global::)?(?<name>Chainrule[\w.]*)", RegexOptions.Multiline)]
    private static partial Regex Using { get; }

    [GeneratedRegex(@"^\s*((global\s+)?using|namespace)\s[^;({]*;", RegexOptions.Multiline)]
    private static partial Regex Directive { get; }

    [GeneratedRegex(@"(?<![\w.])(global::)?(?<name>[A-Z]\w*(\.[A-Z]\w*)+)")]
    private static partial Regex Qualified { get; }

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Word { get; }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace { get; }

    [GeneratedRegex("""
        ^((public|internal|file|sealed|static|abstract|partial|readonly|unsafe|ref)\ )*
        ((class|record\ struct|record\ class|record|struct|enum|interface)\ (?<name>\w+) | delegate\ [^;(]*?(?<name>\w+)(<[^>(]*>)?\()
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Type { get; }
}
