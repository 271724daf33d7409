using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Recipes;

/// <summary>The JSON Schema of recipes, for editors: it accepts the spellings that <see cref="RecipeReader"/> accepts.</summary>
public static class RecipeSchema
{
    /// <summary>Generates the schema, draft 2020-12, from the records; with the kinds that are registered.</summary>
    public static JsonObject Generate() => DocumentSchema.Generate(RecipeVocabulary.Recipe, "Chainrule recipe");
}
