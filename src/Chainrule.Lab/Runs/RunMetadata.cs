using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Runs;

/// <summary>What a file of weights says of the run that it belongs to: its recipe, the data, how inputs are scaled and what the classes are
/// called.</summary>
public sealed class RunMetadata
{
    /// <summary>The keys of the texts.</summary>
    public const string RecipeKey = "chainrule.recipe", DataKey = "chainrule.data_sha256", ScaleKey = "chainrule.input_scale",
        ClassesKey = "chainrule.classes";

    private RunMetadata(IReadOnlyDictionary<string, string> texts, FeatureScale? inputScale, IReadOnlyList<string>? classes) =>
        (Texts, InputScale, Classes) = (texts, inputScale, classes);

    /// <summary>All texts of the file.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>How inputs are scaled before they reach the network; null where they are not.</summary>
    public FeatureScale? InputScale { get; }

    /// <summary>The names of the classes in the order of the outputs; null where there are none.</summary>
    public IReadOnlyList<string>? Classes { get; }

    /// <summary>The metadata of a run.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="scale">How inputs are scaled; null where they are not.</param>
    /// <param name="classes">The names of the classes; null where there are none.</param>
    /// <param name="dataSha256">The SHA-256 of the data.</param>
    internal static RunMetadata Of(RecipeDocument document, FeatureScale? scale, IReadOnlyList<string>? classes, string dataSha256)
    {
        Dictionary<string, string> texts = new() { [RecipeKey] = RecipeWriter.ToYaml(document.Recipe), [DataKey] = dataSha256 };
        if (scale is not null) texts[ScaleKey] = JsonSerializer.Serialize(scale, RunMetadataJson.Default.FeatureScale);
        if (classes is not null) texts[ClassesKey] = JsonSerializer.Serialize([.. classes], RunMetadataJson.Default.StringArray);
        return new(texts, scale, classes);
    }

    /// <summary>Reads the metadata of a file of weights.</summary>
    /// <exception cref="DataException">The file is damaged, or describes inputs or classes in a way that makes no sense.</exception>
    internal static RunMetadata Read(string weights)
    {
        IReadOnlyDictionary<string, string> texts = Safetensors.Read(weights).Metadata;
        FeatureScale? scale = null;
        string[]? classes = null;
        try
        {
            if (texts.TryGetValue(ScaleKey, out string? text))
                scale = JsonSerializer.Deserialize(text, RunMetadataJson.Default.FeatureScale);
            if (texts.TryGetValue(ClassesKey, out text)) classes = JsonSerializer.Deserialize(text, RunMetadataJson.Default.StringArray);
        }
        catch (JsonException e)
        {
            throw new DataException($"the file describes inputs or classes in a way that cannot be read: {e.Message}", weights, cause: e);
        }
        if (scale is not null && !IsSound(scale))
            throw new DataException("the file describes a scaling of inputs that makes no sense.", weights);
        if (classes?.Contains(null!) == true) throw new DataException("the file names classes that have no name.", weights);
        return new(texts, scale, classes);
    }

    private static bool IsSound(FeatureScale scale) =>
        scale is { Shift: not null, Divisor: not null } && scale.Shift.Length == scale.Divisor.Length && !scale.Divisor.Contains(0)
        && scale.Shift.Concat(scale.Divisor).All(double.IsFinite);
}

[JsonSerializable(typeof(FeatureScale))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RunMetadataJson : JsonSerializerContext;
