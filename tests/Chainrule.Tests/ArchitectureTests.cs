using System.Xml.Linq;

namespace Chainrule.Tests;

/// <summary>Arrows only point down: what each room, a namespace of any project, may know of the others.</summary>
public class ArchitectureTests
{
    private static readonly string[] kernels =
        ["Kernels", "Kernels.Vectors", "Kernels.Threads", "Kernels.Products", "Kernels.Functions", "Kernels.Rows", "Kernels.Images"];

    private static readonly string[] descriptions = ["Initializers", "Parameters", "Layers", "Losses", "Optimizers", "Schedules", "Data"];

    private static readonly string[] library = [.. kernels, .. descriptions, "Interchange", "Training", "Inspection", "Models"];

    private static readonly string[] lab =
        ["Lab.Documents", "Lab.Plots", "Lab.Pages", "Lab.Data", "Lab.Recipes", "Lab.Runs", "Lab.Doctor", "Lab.Reports"];

    private static readonly string[] studies = ["Lab.Studies.Results", "Lab.Studies.Claims", "Lab.Studies.Figures", "Lab.Studies"];

    /// <summary>What a room may use beside itself and the files at the top of the library, which use nothing. Names leave out
    /// "Chainrule.".</summary>
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        [""] = [],
        // The library: kernels say how fast, the others say what.
        ["Kernels.Vectors"] = [],
        ["Kernels.Threads"] = [],
        ["Kernels"] = ["Kernels.Vectors", "Kernels.Threads"],
        ["Kernels.Products"] = ["Kernels", "Kernels.Vectors", "Kernels.Threads"],
        ["Kernels.Functions"] = ["Kernels", "Kernels.Vectors", "Kernels.Threads", "Kernels.Products"],
        ["Kernels.Rows"] = ["Kernels", "Kernels.Vectors", "Kernels.Threads", "Kernels.Products", "Kernels.Functions"],
        ["Kernels.Images"] = ["Kernels", "Kernels.Vectors", "Kernels.Threads", "Kernels.Products", "Kernels.Functions", "Kernels.Rows"],
        ["Initializers"] = kernels,
        ["Parameters"] = kernels,
        ["Data"] = kernels,
        ["Losses"] = kernels,
        ["Schedules"] = kernels,
        ["Optimizers"] = [.. kernels, "Parameters"],
        ["Layers"] = [.. kernels, "Initializers", "Parameters"],
        ["Interchange"] = [.. kernels, "Initializers", "Parameters", "Layers", "Data"],
        ["Training"] = [.. kernels, .. descriptions, "Interchange"],
        ["Inspection"] = [.. kernels, .. descriptions.Where(room => room != "Data")],
        ["Models"] = [.. kernels, .. descriptions, "Interchange", "Training"],
        ["Onnx"] = ["Layers", "Losses", "Parameters", "Data", "Models"],
        // The lab: documents, pictures and pages know nothing of experiments; a run knows nothing of who asked for it.
        ["Lab.Documents"] = [],
        ["Lab.Plots"] = ["Data"],
        ["Lab.Pages"] = ["Data", "Lab.Plots"],
        ["Lab.Data"] = ["Data", "Layers", "Lab.Documents"],
        ["Lab.Recipes"] = [.. library, "Lab.Documents", "Lab.Data"],
        ["Lab.Runs"] = [.. library, "Lab.Documents", "Lab.Data", "Lab.Recipes"],
        ["Lab.Doctor"] = [.. library, "Lab.Documents", "Lab.Plots", "Lab.Pages", "Lab.Data", "Lab.Recipes", "Lab.Runs"],
        ["Lab.Reports"] = [.. library, "Lab.Documents", "Lab.Plots", "Lab.Pages", "Lab.Data", "Lab.Recipes", "Lab.Runs", "Lab.Doctor"],
        ["Lab.Studies.Results"] = [.. library, .. lab],
        ["Lab.Studies.Claims"] = [.. library, .. lab, "Lab.Studies.Results"],
        ["Lab.Studies.Figures"] = [.. library, .. lab, "Lab.Studies.Results"],
        ["Lab.Studies"] = [.. library, .. lab, "Lab.Studies.Results", "Lab.Studies.Claims", "Lab.Studies.Figures"],
        ["Lab.Studies.Report"] = [.. library, .. lab, .. studies],
        ["Cli.Terminal"] = [.. library, .. lab, .. studies],
        ["Cli.Commands"] = [.. library, "Onnx", .. lab, .. studies, "Lab.Studies.Report", "Cli.Terminal"],
        ["Cli"] = [.. library, "Onnx", .. lab, .. studies, "Lab.Studies.Report", "Cli.Terminal", "Cli.Commands"],
    };

    public static TheoryData<string> Files => [.. Architecture.Files];

    [Theory, MemberData(nameof(Files))]
    public void A_file_uses_only_what_lies_below_it(string file)
    {
        string home = Architecture.NamespaceOf(file), room = RoomOf(home);
        Assert.True(allowed.ContainsKey(room), $"src/{file} is in the room '{room}', which is missing in the table of this test.");
        string[] upward = [.. Architecture.Uses(Architecture.CodeOf(file), home)
            .Where(use => RoomOf(use.Key) is string used && used != room && used.Length > 0 && !allowed[room].Contains(used))
            .Select(use => $"{RoomOf(use.Key)} ({use.Value})")];
        Assert.True(upward.Length == 0,
            $"src/{file} uses {string.Join(", ", upward)}, which {(room.Length == 0 ? "the top" : room)} may not by this test's table.");
    }

    [Theory, MemberData(nameof(Files))]
    public void The_namespace_of_a_file_is_its_folder(string file) =>
        Assert.Equal(Architecture.NamespaceOf(file), Architecture.DeclaredIn(file) ?? Architecture.NamespaceOf(file));

    [Fact]
    public void Every_room_has_its_place_in_the_table_and_the_table_has_no_others() =>
        Assert.Equal(
            allowed.Keys.Order(StringComparer.Ordinal), Architecture.Namespaces.Select(RoomOf).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_names_rooms_that_there_are() =>
        Assert.Empty(allowed.Values.SelectMany(rooms => rooms).Except(allowed.Keys));

    [Fact]
    public void What_the_table_allows_has_no_circle() => Assert.Empty(Architecture.Circle(allowed));

    [Theory]
    [InlineData("a:b b:c c:", "")]
    [InlineData("a:b,c b:d c:d d:", "")]
    [InlineData("a:a", "a a")]
    [InlineData("a:b b:c c:b", "b c b")]
    [InlineData("a:b b:c c:d d:a", "a b c d a")]
    public void Circles_are_found(string table, string circle) => Assert.Equal(circle, string.Join(' ', Architecture.Circle(
        table.Split(' ').Select(row => row.Split(':'))
            .ToDictionary(row => row[0], row => row[1].Split(',', StringSplitOptions.RemoveEmptyEntries)))));

    [Theory]
    [InlineData("Data", "using Chainrule.Training;", "Training")]
    [InlineData("Data", "using static Chainrule.Layers.Network;", "Layers")]
    [InlineData("Data", "using Net = Chainrule.Layers.Network;", "Layers")]
    [InlineData("Data", "Network<T> n = Layers.Network.Build<T>(s, l);", "Layers")]
    [InlineData("Data", "var t = new Chainrule.Training.TrainingOptions();", "Training")]
    [InlineData("Data", "var t = new global::Chainrule.Training.TrainingOptions();", "Training")]
    [InlineData("Data", "/// <see cref=\"Training.Trainer{T}\"/>", null)]
    [InlineData("Data", "int n = Layers.Count; // Losses.Loss", null)]
    [InlineData("Data", "string s = \"Training.Trainer\";", null)]
    [InlineData("Lab.Data", "using Chainrule.Lab.Recipes;", "Lab.Recipes")]
    [InlineData("Lab.Data", "Recipes.RecipeReader.Read(path);", "Lab.Recipes")]
    [InlineData("Lab.Runs", "Data.DataSource source;", "Lab.Data")]
    [InlineData("Lab.Runs", "Chainrule.Data.Dataset data;", "Data")]
    [InlineData("Lab.Runs", "Layers.Layer layer;", "Layers")]
    [InlineData("Lab.Studies.Claims", "Study study;", "Lab.Studies")]
    [InlineData("Lab.Studies.Claims", "Claim study = this.Study;", null)]
    [InlineData("Onnx", "using var file = Chainrule.Lab.Recipes.RecipeReader.Read(path);", "Lab.Recipes")]
    public void Forbidden_uses_are_seen(string home, string line, string? used) =>
        Assert.Equal(used is null ? [] : [$"Chainrule.{used}"], Architecture.Uses(line, $"Chainrule.{home}").Keys);

    [Theory]
    [InlineData("src/Chainrule/Chainrule.csproj", new string[0])]
    [InlineData("src/Chainrule.Lab/Chainrule.Lab.csproj", new[] { "Chainrule" })]
    [InlineData("src/Chainrule.Onnx/Chainrule.Onnx.csproj", new[] { "Chainrule" })]
    [InlineData("src/Chainrule.Cli/Chainrule.Cli.csproj", new[] { "Chainrule", "Chainrule.Lab", "Chainrule.Onnx" })]
    public void A_project_refers_only_to_those_below_it(string project, string[] below) => Assert.Empty(
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Except(below));

    [Fact]
    public void The_library_needs_one_package() =>
        Assert.Equal(["System.Numerics.Tensors"], References("src/Chainrule/Chainrule.csproj", "PackageReference"));

    /// <summary>The room of a namespace, as the table calls it.</summary>
    private static string RoomOf(string space) => space == "Chainrule" ? "" : space["Chainrule.".Length..];

    /// <summary>What a project needs when it runs; tools of the build are private.</summary>
    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(kind)
            .Where(element => element.Attribute("PrivateAssets")?.Value != "all").Select(element => element.Attribute("Include")!.Value);
}
