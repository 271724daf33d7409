using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chainrule.Layers;

namespace Chainrule.Tests;

/// <summary>Arrows only point down: what each folder of the library may know of, and each project of the others.</summary>
public partial class ArchitectureTests
{
    private static readonly string Library = Path.Combine(Repository.Root, "src", "Chainrule");

    /// <summary>What a folder may use beside itself and the files at the top. A folder that is not listed may use nothing.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernels"] = [],
        ["Initializers"] = ["Kernels"],
        ["Layers"] = ["Initializers", "Kernels"],
        ["Losses"] = ["Kernels"],
        ["Optimizers"] = ["Kernels"],
        ["Data"] = ["Kernels"],
        ["Training"] = ["Layers", "Losses", "Optimizers", "Data", "Kernels"],
        ["Inspection"] = ["Layers", "Losses", "Optimizers", "Initializers", "Kernels"],
        ["Interchange"] = ["Layers", "Data", "Initializers", "Kernels"],
    };

    /// <summary>The types of the library by the last part of their namespace, to tell <c>Layers.Network</c> from a property named Layers.</summary>
    private static readonly ILookup<string, string> Types = typeof(Layer).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Chainrule.", StringComparison.Ordinal) == true && !type.IsNested)
        .ToLookup(type => type.Namespace!["Chainrule.".Length..], type => type.Name.Split('`')[0]);

    public static TheoryData<string> Files => [.. Directory.GetFiles(Library, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Library, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void A_file_uses_only_what_lies_below_it(string file)
    {
        string folder = FolderOf(file);
        string[] allowed = folder.Length == 0 ? [] : [folder, .. Allowed.GetValueOrDefault(folder) ?? []];
        string[] upward = [.. Used(File.ReadAllText(Path.Combine(Library, file))).Except(allowed)];
        Assert.True(upward.Length == 0, $"{file} uses {string.Join(", ", upward)}; {(folder.Length == 0 ? "the top" : folder)} may use {string.Join(", ", allowed)}.");
    }

    [Theory, MemberData(nameof(Files))]
    public void The_namespace_of_a_file_is_its_folder(string file)
    {
        string expected = FolderOf(file) is { Length: > 0 } folder ? $"Chainrule.{folder.Replace('/', '.')}" : "Chainrule";
        Match declared = Namespace.Match(File.ReadAllText(Path.Combine(Library, file)));
        Assert.Equal(expected, declared.Groups["name"].Value);
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order() => Assert.Equal(
        Allowed.Keys.Order(), Directory.GetDirectories(Library).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Theory]
    [InlineData("using Chainrule.Training;", "Training")]
    [InlineData("using static Chainrule.Layers.Network;", "Layers")]
    [InlineData("using Net = Chainrule.Layers.Network;", "Layers")]
    [InlineData("Network<T> n = Layers.Network.Build<T>(s, l);", "Layers")]
    [InlineData("var t = new Chainrule.Training.TrainingOptions();", "Training")]
    [InlineData("/// <see cref=\"Training.Trainer{T}\"/>", null)]
    [InlineData("int n = Layers.Count; // Losses.Loss", null)]
    [InlineData("string s = \"Training.Trainer\";", null)]
    public void Forbidden_uses_are_seen(string line, string? folder) => Assert.Equal(folder is null ? [] : [folder], Used(line));

    [Theory]
    [InlineData("src/Chainrule/Chainrule.csproj", new string[0])]
    [InlineData("src/Chainrule.Lab/Chainrule.Lab.csproj", new[] { "Chainrule" })]
    [InlineData("src/Chainrule.Onnx/Chainrule.Onnx.csproj", new[] { "Chainrule" })]
    [InlineData("src/Chainrule.Cli/Chainrule.Cli.csproj", new[] { "Chainrule", "Chainrule.Lab", "Chainrule.Onnx" })]
    public void A_project_refers_only_to_those_below_it(string project, string[] allowed) => Assert.Empty(
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Except(allowed));

    [Fact]
    public void The_library_needs_one_package() => Assert.Equal(["System.Numerics.Tensors"], References("src/Chainrule/Chainrule.csproj", "PackageReference"));

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(kind).Select(element => element.Attribute("Include")!.Value);

    /// <summary>The folders of the library that some code uses, by a using line or by a qualified name.</summary>
    private static IEnumerable<string> Used(string code)
    {
        code = CommentsAndTexts.Replace(code, "");
        return Using.Matches(code).Select(match => match.Groups["folder"].Value)
            .Concat(Qualified.Matches(code).Where(match => Types[match.Groups["folder"].Value].Contains(match.Groups["type"].Value)).Select(match => match.Groups["folder"].Value))
            .Distinct();
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"{3}.*?"{3}|@"[^"]*"|"(\\.|[^"\\\n])*"|'\\?.'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndTexts { get; }

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?Chainrule\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using { get; }

    [GeneratedRegex(@"\b(?<folder>[A-Z]\w*)\.(?=(?<type>[A-Z]\w*))")]
    private static partial Regex Qualified { get; }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace { get; }
}
