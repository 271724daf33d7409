using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>Recipes for the tests.</summary>
internal static class Samples
{
    /// <summary>A recipe with the shortest spellings.</summary>
    public const string Small = """
        name: small
        data: xor
        model:
          - linear: 4
          - relu
          - linear: 1
          - sigmoid
        loss: binary_cross_entropy
        optimizer: {sgd: 0.1}
        training: {epochs: 5}
        """;

    /// <summary>The folder of the recipes that come with Chainrule.</summary>
    public static string Folder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Chainrule.slnx"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder!, "recipes");
        }
    }

    /// <summary>The recipes that come with Chainrule.</summary>
    public static IReadOnlyList<string> Files => [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)];

    public static Recipe Parse(string yaml, params string[] overrides) => RecipeReader.Parse(yaml, "r.yaml", overrides).Recipe;

    /// <summary>The mistakes of a recipe as the tool prints them.</summary>
    public static string[] Problems(string yaml, params string[] overrides) =>
        [.. Assert.Throws<DocumentException>(() => RecipeReader.Parse(yaml, "r.yaml", overrides))
            .Problems.Select(problem => problem.ToString())];
}
