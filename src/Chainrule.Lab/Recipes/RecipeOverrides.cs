using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Recipes;

/// <summary>The arguments of <c>--set</c>: <c>training.epochs=3</c>, <c>model.1.units=32</c>, <c>optimizer={adam: 0.01}</c>. They change
/// the canonically spelled recipe, so <c>optimizer.learning_rate=0.01</c> holds however the recipe spells the optimizer.</summary>
internal static class RecipeOverrides
{
    /// <summary>Applies the arguments in turn.</summary>
    /// <exception cref="DocumentException">One leads to nowhere, or its value is no YAML.</exception>
    public static MapNode Apply(MapNode recipe, IReadOnlyList<string> overrides)
    {
        foreach (string argument in overrides)
        {
            Mark mark = new($"--set {DocumentProblem.Shorten(argument)}", 0, 0);
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new DocumentException(mark, "", "expected path=value, such as training.epochs=3.");
            DocumentNode value = YamlReader.Read(argument[(equals + 1)..], mark.Source, RecipeReader.Noun, hasLines: false);
            recipe = Apply(recipe, argument[..equals].Trim(), value, mark);
        }
        return recipe;
    }

    /// <summary>Sets one value that a document of its own holds.</summary>
    /// <exception cref="DocumentException">The path leads to nowhere.</exception>
    public static MapNode Apply(MapNode recipe, string path, DocumentNode value, Mark mark) =>
        DocumentEdit.Set(recipe, RecipeVocabulary.Recipe, path.Split('.'), value, mark);
}
