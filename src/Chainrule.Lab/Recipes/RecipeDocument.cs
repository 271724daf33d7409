namespace Chainrule.Lab.Recipes;

/// <summary>A recipe with the text that it was read from, so that later errors can say where their cause stands.</summary>
public sealed class RecipeDocument
{
    private readonly RecipeNode root;

    internal RecipeDocument(Recipe recipe, RecipeNode root, string file) => (Recipe, this.root, File) = (recipe, root, file);

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
    public RecipeException At(ShapeException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        RecipePlace place = new(root, RecipeType.Recipe, "");
        if (error.Path.Count == 0) place = place.Child("loss");
        else
        {
            place = place.Child("model");
            for (int i = 0; i < error.Path.Count; i++) place = (i == 0 ? place : place.List()).Child($"{error.Path[i]}");
        }
        return new RecipeException(place.Node.Mark, place.Path, error.Message, error);
    }

    /// <summary>Any other error whose cause is the value at a path such as <c>training.batch_size</c>, as a mistake of the recipe.</summary>
    public RecipeException At(string path, string message, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        RecipePlace place = new(root, RecipeType.Recipe, "");
        foreach (string key in path.Split('.')) place = place.Child(key);
        return new RecipeException(place.Node.Mark, place.Path, message, cause);
    }
}

/// <summary>A value of a canonically spelled recipe: its node, its type and its path as written.</summary>
internal readonly record struct RecipePlace(RecipeNode Node, RecipeType Type, string Path)
{
    /// <summary>The type of the record here, which of the kinds it may be being known; null where there is no record.</summary>
    public RecipeType? Record => Type.Form == RecipeForm.Record ? Type
        : Type.Form == RecipeForm.Kinds && (Node as MapNode)?.Find(Spelling.TypeKey)?.Value is ScalarNode name ? Type.Kinds.GetValueOrDefault(name.Text)
        : null;

    /// <summary>The value under a key or at a place of a list. Where the recipe does not say it, this value stands for it.</summary>
    public RecipePlace Child(string key)
    {
        string path = Path;
        if (Node is MapNode { Kind: { } kind })
        {
            path = RecipeChecker.Join(path, kind);
            if (key == kind) return this;
        }
        path = RecipeChecker.Join(path, key);
        return (Node, Record) switch
        {
            (ListNode list, _) when int.TryParse(key, out int index) && index >= 0 && index < list.Items.Count => new(list.Items[index], Type.Element, path),
            (MapNode map, { } record) when record.Find(key) is { } member => new(map.Find(key)?.Value ?? Node, member.Type, path),
            _ => this with { Path = path },
        };
    }

    /// <summary>The list of layers inside this layer.</summary>
    public RecipePlace List() => Record?.Main is { Type.Form: RecipeForm.List } main ? Child(main.Name) : this;
}
