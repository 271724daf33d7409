using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Studies;

/// <summary>The JSON Schema of studies, for editors: it accepts the spellings that <see cref="StudyReader"/> accepts.</summary>
public static class StudySchema
{
    /// <summary>Generates the schema, draft 2020-12, from the records; with the kinds that are registered.</summary>
    public static JsonObject Generate() =>
        DocumentSchema.Generate(StudyVocabulary.Study, "Chainrule study", ("recipe", RecipeVocabulary.Recipe));
}
