using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Recipes;

/// <summary>Writes recipes in their canonical form: every default written out (but for those of keys that the
/// first versions did not have), every kind as <c>{ type: linear, units: 512 }</c>. Equal
/// recipes give equal text, and reading the text gives the recipe back.</summary>
public static class RecipeWriter
{
    /// <summary>The recipe as YAML.</summary>
    /// <exception cref="ArgumentException">It holds a description of one's own that <see cref="Kinds"/> does not know.</exception>
    public static string ToYaml(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        JsonNode json = JsonSerializer.SerializeToNode(recipe, RecipeVocabulary.Words.InfoOf<Recipe>())!;
        return CanonicalYaml.Write(json.AsObject());
    }
}
