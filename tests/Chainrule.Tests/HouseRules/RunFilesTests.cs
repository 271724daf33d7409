using System.Text.RegularExpressions;

namespace Chainrule.Tests.HouseRules;

/// <summary>A run has one way in: only <c>Run.Open</c> reads the files of a run folder.</summary>
public partial class RunFilesTests
{
    private const string Runs = "src/Chainrule.Lab/Runs", Folder = $"{Runs}/RunFolder.cs", Run = $"{Runs}/Run.cs";

    /// <summary>Other files that may read a file of a run, each with the reason.</summary>
    private static readonly Dictionary<string, string> readers = [];

    /// <summary>Other files that may spell the name of a file of a run, each with the reason.</summary>
    private static readonly Dictionary<string, string> spellers = new()
    {
        ["src/Chainrule.Lab/Reports/ReproductionSection.cs"] = "it tells people which file to train again",
        ["src/Chainrule.Lab/Recipes/RecipeReader.cs"] = "what a recipe without a file is called in messages",
        ["src/Chainrule.Lab/Recipes/RecipeDocument.cs"] = "the place of a recipe that is about to be written",
    };

    [Fact]
    public void The_names_of_the_files_are_spelled_in_one_place() => None(
        SourceFile.Library.Where(file => file.Path != Folder && !spellers.ContainsKey(file.Path)).SelectMany(file => file.Places(Name)),
        $"Only {Folder} spells the names of the files of a run");

    [Fact]
    public void The_files_are_read_in_one_place() => None(
        SourceFile.Library.Where(file => file.Path is not (Folder or Run) && !readers.ContainsKey(file.Path))
            .SelectMany(file => file.Places(file.IsIn(Runs) ? Reading : Member)),
        $"Only {Run} reads the files of a run");

    [Fact]
    public void Every_exception_is_needed() => Assert.Empty(
        readers.Keys.Where(path => !Find(path).SelectMany(file => file.Places(Reading)).Any())
            .Concat(spellers.Keys.Where(path => !Find(path).SelectMany(file => file.Places(Name)).Any())));

    [Theory]
    [InlineData("RunSummary.FromJson(File.ReadAllText(folder.Summary), folder.Summary)")]
    [InlineData("network.LoadWeights(run.Folder.Best)")]
    [InlineData("NetworkFile.Load<T>(\n    folder.Weights)")]
    [InlineData("Checkpoint.Read(folder.Checkpoint, identity, network, state)")]
    [InlineData("RunFolder.Open(path)")]
    public void Reading_is_seen(string code) => Assert.Matches(Reading, code);

    [Theory]
    [InlineData("RunFolder.WriteText(folder.Recipe, text)")]
    [InlineData("if (File.Exists(folder.Checkpoint)) saver.Save();")]
    [InlineData("document.Recipe.Data.Load<T>(context)")]
    public void Writing_is_not_reading(string code) => Assert.DoesNotMatch(Reading, code);

    private static IEnumerable<SourceFile> Find(string path) => SourceFile.Library.Where(file => file.Path == path);

    private static void None(IEnumerable<string> places, string rule)
    {
        string[] all = [.. places];
        Assert.True(all.Length == 0, $"{rule}, but:\n{string.Join('\n', all)}");
    }

    [GeneratedRegex("""
        "(recipe\.yaml|summary\.json|history\.csv|statistics\.csv|weights\.safetensors|best\.safetensors|checkpoint)"
        """)]
    private static partial Regex Name { get; }

    /// <summary>The path of a file of a run, of whatever use.</summary>
    [GeneratedRegex(@"\b[fF]older\.(Recipe|Summary|History|Statistics|Weights|Best|Checkpoint)\b|\bRunFolder\.Open\(")]
    private static partial Regex Member { get; }

    /// <summary>Such a path, handed to a method that reads.</summary>
    [GeneratedRegex(@"\b(Read|Load|From)\w*(<\w+>)?\([^;()]*\b[fF]older\.(Recipe|Summary|History|Statistics|Weights|Best|Checkpoint)\b|"
        + @"\bRunFolder\.Open\(")]
    private static partial Regex Reading { get; }
}
