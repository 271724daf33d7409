using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;

namespace Chainrule.Lab.Studies;

/// <summary>What a study may hold.</summary>
internal static class StudyVocabulary
{
    /// <summary>The types of studies; made at the first question.</summary>
    public static Vocabulary Words { get; } = new Vocabulary(StudyJson.Default)
        .AddLibrary()
        .AddFamily<Figure>().AddFamily<Claim>()
        .AddFragment<RecipeFragment>("a recipe: the path of its file, or the recipe itself",
            """{"anyOf":[{"type":"string","minLength":1},{"$ref":"#/$defs/recipe"}]}""")
        .AddFragment<ChangesFragment>("paths of the recipe with their values", """{"type":"object"}""")
        .AddFragment<ValuesFragment>("a list of values, or names with changes",
            """{"anyOf":[{"type":"array","minItems":1},{"type":"object"}]}""");

    /// <summary>A study as a whole.</summary>
    public static DocumentType Study { get; } = Words.Of<Study>();
}
