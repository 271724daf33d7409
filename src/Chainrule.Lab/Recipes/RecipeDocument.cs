using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Recipes;

/// <summary>A recipe with the text that it was read from, so that later errors can say where their cause is.</summary>
public sealed class RecipeDocument
{
    private readonly DocumentNode root;

    internal RecipeDocument(Recipe recipe, DocumentNode root, string file) => (Recipe, this.root, File) = (recipe, root, file);

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>The file, as it was named to the reader.</summary>
    public string File { get; }

    /// <summary>The folder that the recipe's relative paths start from.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(File)) ?? ".";

    /// <summary>The same recipe with another seed.</summary>
    internal RecipeDocument WithSeed(ulong seed) => new(Recipe with { Seed = seed }, root, File);

    /// <summary>The same recipe with its relative paths starting from another folder.</summary>
    internal RecipeDocument In(string folder) => new(Recipe, root, Path.Combine(folder, "recipe.yaml"));

    /// <summary>A layer that does not suit its input, as a mistake of the recipe.</summary>
    public DocumentException At(ShapeException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        DocumentPlace place = new(root, RecipeVocabulary.Recipe, "");
        if (error.Path.Count == 0) place = place.Child("loss");
        else
        {
            place = place.Child("model");
            for (int i = 0; i < error.Path.Count; i++) place = (i == 0 ? place : place.List()).Child($"{error.Path[i]}");
        }
        return new DocumentException(place.Node.Mark, place.Path, error.Message, error);
    }

    /// <summary>Any other error whose cause is the value at a path such as <c>training.batch_size</c>, as a mistake of the
    /// recipe.</summary>
    public DocumentException At(string path, string message, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        DocumentPlace place = new(root, RecipeVocabulary.Recipe, "");
        foreach (string key in path.Split('.')) place = place.Child(key);
        return new DocumentException(place.Node.Mark, place.Path, message, cause);
    }
}
