using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chainrule.Lab.Recipes;

/// <summary>Reads recipes: YAML → values with places → canonical spelling → overrides → checks against the records → <see cref="Recipe"/>.
/// Every mistake is reported with its place, all at once.</summary>
public static class RecipeReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The recipe.</param>
    /// <param name="overrides">Arguments of <c>--set</c>, such as <c>training.epochs=3</c>; the last one wins.</param>
    /// <exception cref="RecipeException">The file cannot be read, or holds mistakes.</exception>
    public static RecipeDocument Read(string path, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(ReadText(path), path, overrides);
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="RecipeException">The file cannot be read.</exception>
    internal static string ReadText(string path)
    {
        try
        {
            // A file that grows while it is read, or has no length, is cut off one byte beyond what is allowed: enough to be refused.
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[YamlReader.MaximumLength + 4];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            int start = bytes.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, length - start);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string problem = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
                DecoderFallbackException => "the file is not UTF-8 text.",
                UnauthorizedAccessException => Directory.Exists(path) ? "this is a folder, not a recipe." : "the file may not be read.",
                _ => $"the file cannot be read: {error.Message}",
            };
            throw new RecipeException(new(path, 0, 0), "", problem, error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The recipe; JSON is YAML, too.</param>
    /// <param name="file">What to call it in messages; its folder is where relative paths start.</param>
    /// <param name="overrides">Arguments of <c>--set</c>, such as <c>training.epochs=3</c>; the last one wins.</param>
    /// <exception cref="RecipeException">The text holds mistakes.</exception>
    public static RecipeDocument Parse(string yaml, string file = "recipe.yaml", IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return Check(RecipeOverrides.Apply(Canonical(YamlReader.Read(yaml, file)), overrides ?? []), file);
    }

    /// <summary>A value in the canonical spelling of recipes.</summary>
    /// <exception cref="RecipeException">It is no mapping.</exception>
    internal static MapNode Canonical(RecipeNode node) => node is MapNode map ? (MapNode)Spelling.Canonical(map, RecipeType.Recipe)
        : throw new RecipeException(node.Mark, "", $"expected a recipe, which is a mapping with the keys name, data, model, loss, optimizer and training, but got {node.Words}.");

    /// <summary>The recipe that a canonically spelled mapping describes.</summary>
    /// <exception cref="RecipeException">It holds mistakes.</exception>
    internal static RecipeDocument Check(MapNode root, string file)
    {
        RecipeChecker checker = new();
        JsonNode? json = checker.Check(root, RecipeType.Recipe, "");
        if (checker.Problems.Count == 0)
        {
            Recipe recipe = Deserialize(json!, root);
            Validate(checker, new(root, RecipeType.Recipe, ""), recipe);
            if (checker.Problems.Count == 0) return new(recipe, root, file);
        }
        throw new RecipeException(checker.Problems);
    }

    private static Recipe Deserialize(JsonNode json, RecipeNode root)
    {
        try
        {
            return json.Deserialize(RecipeMetadata.Of<Recipe>())!;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new RecipeException(root.Mark, "", $"the recipe cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Lets every description check itself, the inner ones first; an outer one has its turn when its inner ones are sound.</summary>
    internal static bool Validate(RecipeChecker checker, RecipePlace place, object? value)
    {
        bool isSound = true;
        if (value is Spec && place.Node is MapNode map && place.Record is { } record)
            foreach (RecipeMember member in record.Members.Where(member => map.Find(member.Name) is not null))
                isSound &= Validate(checker, place.Child(member.Name), member.Get(value));
        else if (value is not string && value is System.Collections.IEnumerable items && place.Node is ListNode)
            foreach ((int index, object item) in items.Cast<object>().Index())
                isSound &= Validate(checker, place.Child($"{index}"), item);
        if (!isSound || value is not Spec spec) return isSound;
        try
        {
            spec.Validate();
            return true;
        }
        catch (SpecException error)
        {
            foreach (string key in error.Key.Split('.')) place = place.Child(key);
            checker.Report(place.Node.Mark, place.Path, $"{error.Problem}.");
            return false;
        }
    }
}
