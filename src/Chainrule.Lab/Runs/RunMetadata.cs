using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Recipes;
using Chainrule.Models;

namespace Chainrule.Lab.Runs;

/// <summary>What a file of weights says of the run that it belongs to, beside the model: its recipe and the data.</summary>
public sealed class RunMetadata
{
    /// <summary>The keys of the texts.</summary>
    public const string RecipeKey = "chainrule.recipe", DataKey = "chainrule.data_sha256";

    private RunMetadata(IReadOnlyDictionary<string, string> texts, ModelDescription description) =>
        (Texts, Model) = (texts, description);

    /// <summary>All texts of the file.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>How inputs are scaled and called, and what the outputs stand for.</summary>
    public ModelDescription Model { get; }

    /// <summary>What a run adds to the texts of its models.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="dataSha256">The SHA-256 of the data.</param>
    internal static Dictionary<string, string> TextsOf(RecipeDocument document, string dataSha256) =>
        new() { [RecipeKey] = RecipeWriter.ToYaml(document.Recipe), [DataKey] = dataSha256 };

    /// <summary>Reads the metadata of a file of weights.</summary>
    /// <exception cref="DataException">The file is damaged, or describes inputs or classes in a way that makes no sense.</exception>
    internal static RunMetadata Read(string weights)
    {
        IReadOnlyDictionary<string, string> texts = Safetensors.Read(weights).Metadata;
        return new(texts, ModelDescription.FromTexts(texts, weights));
    }
}
