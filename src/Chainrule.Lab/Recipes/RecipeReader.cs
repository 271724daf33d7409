using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Recipes;

/// <summary>Reads recipes: YAML → values with places → canonical spelling → overrides → checks against the records → <see cref="Recipe"/>.
/// Every mistake is reported with its place, all at once.</summary>
public static class RecipeReader
{
    /// <summary>What messages call such a document.</summary>
    internal const string Noun = "recipe";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The recipe.</param>
    /// <param name="overrides">Arguments of <c>--set</c>, such as <c>training.epochs=3</c>; the last one wins.</param>
    /// <exception cref="DocumentException">The file cannot be read, or holds mistakes.</exception>
    public static RecipeDocument Read(string path, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(DocumentFile.ReadText(path, Noun), path, overrides);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The recipe; JSON is YAML, too.</param>
    /// <param name="file">What to call it in messages; its folder is where relative paths start.</param>
    /// <param name="overrides">Arguments of <c>--set</c>, such as <c>training.epochs=3</c>; the last one wins.</param>
    /// <exception cref="DocumentException">The text holds mistakes.</exception>
    public static RecipeDocument Parse(string yaml, string file = "recipe.yaml", IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return Check(RecipeOverrides.Apply(Canonical(YamlReader.Read(yaml, file, Noun)), overrides ?? []), file);
    }

    /// <summary>A value in the canonical spelling of recipes.</summary>
    /// <exception cref="DocumentException">It is no mapping.</exception>
    internal static MapNode Canonical(DocumentNode node) => node is MapNode map ? (MapNode)Spelling.Canonical(map, RecipeVocabulary.Recipe)
        : throw new DocumentException(node.Mark, "", "expected a recipe, which is a mapping with the keys name, data, model, loss, "
            + $"optimizer and training, but got {node.Words}.");

    /// <summary>The recipe that a canonically spelled mapping describes.</summary>
    /// <exception cref="DocumentException">It holds mistakes.</exception>
    internal static RecipeDocument Check(MapNode root, string file)
    {
        DocumentChecker checker = new();
        JsonNode? json = checker.Check(root, RecipeVocabulary.Recipe, "");
        if (checker.Problems.Count == 0)
        {
            Recipe recipe = Deserialize(json!, root);
            checker.Validate(new(root, RecipeVocabulary.Recipe, ""), recipe);
            if (checker.Problems.Count == 0) return new(recipe, root, file);
        }
        throw new DocumentException(checker.Problems);
    }

    private static Recipe Deserialize(JsonNode json, DocumentNode root)
    {
        try
        {
            return json.Deserialize(RecipeVocabulary.Words.InfoOf<Recipe>())!;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new DocumentException(root.Mark, "", $"the recipe cannot be used: {error.Message}", error);
        }
    }
}
