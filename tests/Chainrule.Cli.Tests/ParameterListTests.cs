using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Chainrule.Tests;

namespace Chainrule.Cli.Tests;

/// <summary>No parameter list of the libraries and the tool is longer than eight. It is here, since the tool refers to all of
/// them.</summary>
public class ParameterListTests
{
    private const int Most = 8;

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Members with longer lists, each with the reason.</summary>
    private static readonly Dictionary<string, string> longLists = [];

    [Fact]
    public void No_parameter_list_is_longer_than_eight()
    {
        MethodBase[] members = [.. ((string[])["Chainrule", "Chainrule.Lab", "Chainrule.Onnx", "Chainrule.Cli"])
            .SelectMany(name => Assembly.Load(name).GetTypes()).SelectMany(Members)];
        Assert.True(members.Length > 2000, $"Only {members.Length} members were found.");
        MethodBase[] wide = [.. members.Where(member => member.GetParameters().Length > Most)];
        string[] places = [.. wide.Where(member => !longLists.ContainsKey(Name(member))).Select(Describe)];
        Assert.True(places.Length == 0, $"Parameter lists longer than {Most}, {places.Length}:\n{string.Join('\n', places)}");
        Assert.Empty(longLists.Keys.Except(wide.Select(Name)));
    }

    /// <summary>Methods and constructors that somebody wrote: a delegate's call counts, what the compiler adds does not.</summary>
    private static IEnumerable<MethodBase> Members(Type type)
    {
        if (IsWrittenByCompiler(type) || type.IsSubclassOf(typeof(JsonSerializerContext))) return [];
        if (type.IsSubclassOf(typeof(Delegate))) return [type.GetMethod("Invoke")!];
        return [.. type.GetConstructors(Declared), .. type.GetMethods(Declared).Where(method => !IsWrittenByCompiler(method))];
    }

    private static bool IsWrittenByCompiler(MemberInfo member) =>
        member.Name.StartsWith('<') || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (member.DeclaringType is { } outer && IsWrittenByCompiler(outer));

    private static string Name(MethodBase member) => $"{member.DeclaringType!.FullName}.{member.Name}";

    private static string Describe(MethodBase member) => $"{Place(member)}: {Name(member)}({member.GetParameters().Length})";

    /// <summary>The line of the source that looks like the declaration.</summary>
    private static string Place(MethodBase member)
    {
        Type outer = member.DeclaringType!;
        while (outer.DeclaringType is { } around) outer = around;
        string owner = member.DeclaringType!.Name.Split('`')[0];
        string name = member.IsConstructor || member.Name == "Invoke" ? owner : member.Name;
        Regex declaration = new($@"^\s*(public|internal|private|protected|static)\b.*\b{name}(<[^()]*>)?\(");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            if (!Declares(text, outer.Name.Split('`')[0]) || !Declares(text, owner)) continue;
            int line = Array.FindIndex(text.Split('\n'), declaration.IsMatch);
            if (line >= 0) return $"{Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')}:{line + 1}";
        }
        return "src";

        static bool Declares(string text, string type) =>
            Regex.IsMatch(text, $@"\b(class|record|struct|interface|delegate)\b[^\n]*\b{type}\b");
    }
}
