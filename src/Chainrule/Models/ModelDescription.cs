using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Losses;

namespace Chainrule.Models;

/// <summary>What surrounds a network in use: how inputs are scaled and what they are called, and what the outputs stand for.</summary>
public sealed record ModelDescription
{
    /// <summary>The keys of the texts in which a file of weights says it.</summary>
    public const string Key = "chainrule.model", ScaleKey = "chainrule.input_scale", ColumnsKey = "chainrule.columns",
        ClassesKey = "chainrule.classes", SchemaKey = "chainrule.schema";

    /// <summary>The key of the SHA-256 of these texts.</summary>
    internal const string HashKey = "chainrule.model_sha256";

    /// <summary>How inputs are scaled before they reach the network; null where they are not.</summary>
    public FeatureScale? InputScale { get; init; }

    /// <summary>What the features are called, in their order; null where they have no names.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>The columns of the table that the network was trained on; null where that was no table, or is not known.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>The number of classes; 0 for regression.</summary>
    public int Classes { get; init; }

    /// <summary>The names of the classes in the order of their numbers; null where they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What turns the network's outputs into what is predicted.</summary>
    public OutputFunction OutputFunction { get; init; }

    /// <summary>Whether the outputs are probabilities then.</summary>
    public bool GivesProbabilities { get; init; }

    /// <summary>A single output of the network above this means class 1, where there are two classes.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The same description with the outputs read as a loss takes them.</summary>
    /// <param name="loss">What the network was trained with.</param>
    public ModelDescription ReadBy(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return this with
        {
            OutputFunction = loss.OutputFunction,
            GivesProbabilities = loss.GivesProbabilities,
            Threshold = loss.Threshold,
        };
    }

    /// <summary>The name of a class, or its number where it has none.</summary>
    public string ClassName(int index) =>
        ClassNames is { } names && index < names.Count ? names[index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The texts for a file, by their keys.</summary>
    public Dictionary<string, string> ToTexts()
    {
        Dictionary<string, string> texts = new()
        {
            [Key] = JsonSerializer.Serialize(Outputs, ModelJson.Default.ModelOutputs),
        };
        if (InputScale is not null) texts[ScaleKey] = JsonSerializer.Serialize(InputScale, ModelJson.Default.FeatureScale);
        if (ColumnNames is not null) texts[ColumnsKey] = JsonSerializer.Serialize([.. ColumnNames], ModelJson.Default.StringArray);
        if (ClassNames is not null) texts[ClassesKey] = JsonSerializer.Serialize([.. ClassNames], ModelJson.Default.StringArray);
        if (Schema is not null) texts[SchemaKey] = Schema.ToJson();
        return texts;
    }

    /// <summary>Reads the texts of a file. Where they do not say what the outputs stand for, as in files of networks alone and of earlier
    /// versions, <see cref="Classes"/> counts the names of classes and the outputs are values.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="file">What the file is called in messages.</param>
    /// <exception cref="DataException">A text is damaged, or says what makes no sense.</exception>
    public static ModelDescription FromTexts(IReadOnlyDictionary<string, string> texts, string file)
    {
        ArgumentNullException.ThrowIfNull(texts);
        try
        {
            FeatureScale? scale = texts.TryGetValue(ScaleKey, out string? text)
                ? JsonSerializer.Deserialize(text, ModelJson.Default.FeatureScale) : null;
            string[]? columns = texts.TryGetValue(ColumnsKey, out text)
                ? JsonSerializer.Deserialize(text, ModelJson.Default.StringArray) : null;
            string[]? classes = texts.TryGetValue(ClassesKey, out text)
                ? JsonSerializer.Deserialize(text, ModelJson.Default.StringArray) : null;
            ModelOutputs? outputs = texts.TryGetValue(Key, out text)
                ? JsonSerializer.Deserialize(text, ModelJson.Default.ModelOutputs) : null;
            TableSchema? schema = texts.TryGetValue(SchemaKey, out text) ? TableSchema.FromJson(text) : null;
            if (schema?.Problem is { } problem)
                throw new DataException($"the file describes a table that makes no sense: {problem}.", file);
            if (scale is not null && !IsSound(scale))
                throw new DataException("the file describes a scaling of inputs that makes no sense.", file);
            if (classes?.Contains(null!) == true) throw new DataException("the file names classes that have no name.", file);
            if (columns?.Contains(null!) == true) throw new DataException("the file names columns that have no name.", file);
            if (outputs is not null && !outputs.IsSound)
                throw new DataException("the file describes outputs in a way that makes no sense.", file);
            outputs ??= new(classes?.Length ?? 0, OutputFunction.None, Probabilities: false, Threshold: 0.5);
            return new()
            {
                InputScale = scale,
                ColumnNames = columns,
                Schema = schema,
                Classes = outputs.Classes,
                ClassNames = classes,
                OutputFunction = outputs.Function,
                GivesProbabilities = outputs.Probabilities,
                Threshold = outputs.Threshold,
            };
        }
        catch (JsonException e)
        {
            throw new DataException($"the file describes inputs or classes in a way that cannot be read: {e.Message}", file, cause: e);
        }
    }

    /// <summary>Why the description does not fit a network; null where it does.</summary>
    /// <param name="features">The features of one input.</param>
    /// <param name="outputs">The outputs for one input.</param>
    internal string? Misfit(int features, int outputs)
    {
        if (InputScale is { } unsound && !IsSound(unsound))
            return "the scaling makes no sense: expected as many shifts as divisors, all finite, and no divisor of 0";
        if (ColumnNames?.Contains(null!) == true) return "a column name is null";
        if (ClassNames?.Contains(null!) == true) return "a class name is null";
        if (!Outputs.IsSound)
            return $"{Classes} classes, the output function {OutputFunction} and a threshold of {Threshold} make no sense together; "
                + "expected at least 0 classes, a function that there is, and a finite threshold";
        if (InputScale is { IsGlobal: false } scale && scale.Shift.Length != features)
            return $"the scaling is one of {scale.Shift.Length} features, but the network takes {features}";
        if (ColumnNames is { } columns && columns.Count != features)
            return $"there are {columns.Count} column names, but the network takes {features} features";
        if (Schema?.Problem is { } problem) return $"the schema makes no sense: {problem}";
        if (Schema is { } schema && schema.Inputs.Count != features)
            return $"the schema has {schema.Inputs.Count} input columns, but the network takes {features} features";
        if (Schema is { IsNamed: true } table && ColumnNames?.SequenceEqual(table.InputNames!) == false)
            return "the column names are not those of the schema";
        if (ClassNames is { } names && names.Count != Classes) return $"there are {names.Count} class names for {Classes} classes";
        return Classes > outputs && !(Classes == 2 && outputs == 1)
            ? $"there are {Classes} classes, but the network has {outputs} outputs" : null;
    }

    private ModelOutputs Outputs => new(Classes, OutputFunction, GivesProbabilities, Threshold);

    /// <summary>The SHA-256 of the texts that describe a model, in hexadecimal: of each that is there its key and itself, in the order
    /// of the keys, each with a line feed after it.</summary>
    internal static string Hash(IReadOnlyDictionary<string, string> texts)
    {
        StringBuilder all = new();
        foreach (string key in (string[])[ClassesKey, ColumnsKey, ScaleKey, Key, SchemaKey])
            if (texts.TryGetValue(key, out string? text)) all.Append(key).Append('\n').Append(text).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }

    private static bool IsSound(FeatureScale scale) =>
        scale is { Shift: not null, Divisor: not null } && scale.Shift.Length == scale.Divisor.Length && !scale.Divisor.Contains(0)
        && scale.Shift.Concat(scale.Divisor).All(double.IsFinite);
}

/// <summary>What the outputs of a network stand for, as files say it.</summary>
internal sealed record ModelOutputs(
    [property: JsonPropertyName("classes")] int Classes,
    [property: JsonPropertyName("output_function")] OutputFunction Function,
    [property: JsonPropertyName("probabilities")] bool Probabilities,
    [property: JsonPropertyName("threshold")] double Threshold)
{
    [JsonIgnore]
    public bool IsSound => Classes >= 0 && Enum.IsDefined(Function) && double.IsFinite(Threshold);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FeatureScale))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ModelOutputs))]
internal sealed partial class ModelJson : JsonSerializerContext;
