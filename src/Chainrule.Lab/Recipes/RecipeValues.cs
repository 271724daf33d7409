using System.Text.Json.Nodes;
using Chainrule.Lab.Data;
using Chainrule.Lab.Studies;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Recipes;

/// <summary>The types that have a JSON form of their own: what is expected of them in words, and as a JSON Schema.</summary>
internal static class RecipeValues
{
    private static readonly Dictionary<Type, (string Words, string Schema)> forms = new()
    {
        [typeof(BatchSize)] = ("a whole number of at least 1, or 'all'",
            """{"anyOf":[{"type":"integer","minimum":1},{"const":"all"}]}"""),
        [typeof(CheckpointInterval)] = ("a whole number of epochs from 1, or seconds such as 30s",
            """{"anyOf":[{"type":"integer","minimum":1},{"type":"string","pattern":"^[0-9]+(\\.[0-9]+)?s$"}]}"""),
        [typeof(Column)] = ("the name of a column, or its number from 0",
            """{"anyOf":[{"type":"string","minLength":1},{"type":"integer","minimum":0}]}"""),
        [typeof(Size2d)] = ("a whole number of at least 1, or two of them as [height, width]",
            """{"anyOf":[{"type":"integer","minimum":1},{"type":"array","items":{"type":"integer","minimum":1},"minItems":2,"maxItems":2}]}"""),
        [typeof(Padding)] = ("valid, same, or a whole number of at least 0",
            """{"anyOf":[{"enum":["valid","same"]},{"type":"integer","minimum":0}]}"""),
        [typeof(RecipeFragment)] = ("a recipe: the path of its file, or the recipe itself", """{"anyOf":[{"type":"string","minLength":1},{"$ref":"#/$defs/recipe"}]}"""),
        [typeof(ChangesFragment)] = ("paths of the recipe with their values", """{"type":"object"}"""),
        [typeof(ValuesFragment)] = ("a list of values, or names with changes", """{"anyOf":[{"type":"array","minItems":1},{"type":"object"}]}"""),
    };

    public static string Expected(Type type) => Of(type).Words;

    public static JsonNode Schema(Type type) => JsonNode.Parse(Of(type).Schema)!;

    private static (string Words, string Schema) Of(Type type) =>
        forms.TryGetValue(type, out (string, string) form) ? form : throw new InvalidOperationException($"{nameof(RecipeValues)} does not know {type}.");
}
