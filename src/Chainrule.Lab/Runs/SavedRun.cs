using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

[JsonSerializable(typeof(FeatureScale))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SavedRunJson : JsonSerializerContext;

/// <summary>What a run predicts for some samples.</summary>
/// <param name="Columns">The names of the outputs: the classes, or <c>output_0</c> and so on.</param>
/// <param name="Outputs">[samples, columns]: probabilities where the loss was one of classes, plain outputs elsewhere.</param>
/// <param name="Classes">The class that each sample is put into; null for regression.</param>
public sealed record Predictions(IReadOnlyList<string> Columns, double[] Outputs, IReadOnlyList<string>? Classes)
{
    /// <summary>The files that the samples are; null where they stood in one file together.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>The number of samples.</summary>
    public int Count => Outputs.Length / Columns.Count;
}

/// <summary>A run that has been trained.</summary>
public sealed class SavedRun
{
    /// <summary>The keys of what a run's weights say of themselves.</summary>
    public const string RecipeKey = "chainrule.recipe", DataKey = "chainrule.data_sha256", ScaleKey = "chainrule.input_scale", ClassesKey = "chainrule.classes";

    private readonly string weights;
    private readonly FeatureScale? scale;
    private readonly string[]? classes;

    private SavedRun(RunFolder folder, RecipeDocument document, bool best)
    {
        (Folder, Document, weights) = (folder, document, best ? folder.Best : folder.Weights);
        if (best && !File.Exists(weights))
            throw new RunFolderException($"The run {folder.Path} has no best weights: nothing was validated while it was trained. Its final weights are there without --best.");
        IReadOnlyDictionary<string, string> metadata = Metadata = Safetensors.Read(weights).Metadata;
        try
        {
            if (metadata.TryGetValue(ScaleKey, out string? text)) scale = JsonSerializer.Deserialize(text, SavedRunJson.Default.FeatureScale);
            if (metadata.TryGetValue(ClassesKey, out text)) classes = JsonSerializer.Deserialize(text, SavedRunJson.Default.StringArray);
        }
        catch (JsonException e)
        {
            throw new DataException($"the file describes inputs or classes in a way that cannot be read: {e.Message}", weights, cause: e);
        }
        if (scale is not null && (scale.Shift is null || scale.Divisor is null || scale.Shift.Length != scale.Divisor.Length || scale.Divisor.Contains(0)
            || !scale.Shift.Concat(scale.Divisor).All(double.IsFinite)))
            throw new DataException("the file describes a scaling of inputs that makes no sense.", weights);
        if (classes?.Contains(null!) == true) throw new DataException("the file names classes that have no name.", weights);
    }

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Its recipe.</summary>
    public RecipeDocument Document { get; }

    /// <summary>What its weights say of themselves.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a run folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="best">Whether to take the weights that were best by validation instead of the final ones.</param>
    /// <exception cref="RunFolderException">It holds no run, or no best weights.</exception>
    /// <exception cref="RecipeException">Its recipe cannot be read.</exception>
    public static SavedRun Open(string path, bool best = false)
    {
        RunFolder folder = RunFolder.Open(path);
        return new SavedRun(folder, RecipeReader.Read(folder.Recipe), best);
    }

    /// <summary>How inputs were scaled before they reached the network; null where they were not.</summary>
    public FeatureScale? InputScale => scale;

    /// <summary>The names of the classes; null where there are none.</summary>
    public IReadOnlyList<string>? Classes => classes;

    /// <summary>The network with its final weights, or the best ones where the run was opened for those.</summary>
    /// <remarks>The file carries a test of itself, and the network must pass it.</remarks>
    /// <exception cref="DataException">The weights are damaged, or are not those that were saved.</exception>
    public Network<T> Network<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = NetworkFile.Load<T>(weights);
        SelfTest.Verify(network, Metadata, isExact: Document.Recipe.Precision == Precision.Float32 == (typeof(T) == typeof(float)), weights);
        return network;
    }

    /// <summary>What a file of a network of this run says of itself, with the proof of that very network.</summary>
    public IReadOnlyDictionary<string, string> MetadataFor<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T> => SelfTest.Added(Metadata, network);

    /// <summary>Measures the run on the parts of a data source, by default its own.</summary>
    /// <param name="data">A recipe whose data to take; null for the run's own.</param>
    /// <param name="dataDirectory">The folder of published data sets.</param>
    /// <param name="threads">The number of threads; 0 is one per processor.</param>
    /// <returns>The scores of each part that there is, by name: <c>train</c>, <c>validation</c>, <c>test</c>.</returns>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="DataException">The data or the weights are missing or damaged, or do not fit together.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Evaluate(
        RecipeDocument? data, string dataDirectory, int threads, CancellationToken cancellation = default) =>
        Document.Recipe.Precision == Precision.Float32
            ? Evaluate<float>(data, dataDirectory, threads, cancellation) : Evaluate<double>(data, dataDirectory, threads, cancellation);

    /// <summary>Predicts.</summary>
    /// <param name="inputs">[samples, …input shape], unscaled as the data source holds them.</param>
    /// <param name="name">What the inputs are called in messages.</param>
    /// <exception cref="DataException">The inputs do not fit the network.</exception>
    public Predictions Predict(NdArray inputs, string name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Document.Recipe.Precision == Precision.Float32 ? Predict<float>(inputs, name) : Predict<double>(inputs, name);
    }

    /// <summary>Predicts pictures.</summary>
    /// <param name="files">PNG files. Black becomes 0, and white what it is in the data that the run was trained on.</param>
    /// <param name="stretch">Whether pictures of another size are stretched; otherwise it is as the run's recipe says, and an error where that says nothing.</param>
    /// <param name="invert">Whether light and dark change places.</param>
    /// <exception cref="DataException">A picture cannot be read, or the network takes no pictures.</exception>
    public Predictions PredictPictures(IReadOnlyList<string> files, bool stretch = false, bool invert = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        Shape input = Document.Recipe.Precision == Precision.Float32 ? Network<float>().InputShape : Network<double>().InputShape;
        if (input.Rank != 3 || input[0] is not (1 or 3))
            throw new DataException($"the network takes samples of {input}, which are no pictures; give it their numbers as .npy or .csv.", files[0]);
        Resizing resize = stretch ? Resizing.Stretch : (Document.Recipe.Data as ImagesData)?.Resize ?? Resizing.Reject;
        ImageReader reader = new(new(input[1], input[2]), input[0], resize) { Remedy = "With --stretch it would be stretched." };
        double white = Document.Recipe.Data.White / byte.MaxValue;
        double[] inputs = Array.ConvertAll(reader.ReadAll(files), pixel => (invert ? byte.MaxValue - pixel : pixel) * white);
        return Predict(NdArray.Create(inputs, [files.Count, .. input]), files[0]) with { Files = files };
    }

    private Dictionary<string, IReadOnlyDictionary<string, double>> Evaluate<T>(RecipeDocument? other, string dataDirectory, int threads, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Recipe recipe = Document.Recipe;
        RecipeDocument source = other ?? Document;
        DataContext context = new() { Folder = source.Folder, DataDirectory = dataDirectory, Seed = source.Recipe.Seed };
        DataSplit<T> data = source.Recipe.Data.Load<T>(context);
        if (other is not null) data = Rescaled(data);
        Trainer<T> trainer = new(Network<T>(), recipe.Loss, recipe.Optimizer) { Metrics = recipe.Metrics, Threads = threads };
        IReadOnlyList<string> metrics = [.. recipe.Metrics.Select(metric => metric.Name)];
        Dictionary<string, IReadOnlyDictionary<string, double>> scores = [];
        foreach ((string part, Dataset<T>? samples) in ((string, Dataset<T>?)[])[("train", data.Train), ("validation", data.Validation), ("test", data.Test)])
            if (samples is not null) scores[part] = Runner.Named(trainer.Evaluate(samples, cancellation), metrics);
        return scores;

        // Other data is scaled as the training data of this run was, not by what it would call for itself.
        DataSplit<T> Rescaled(DataSplit<T> split) => new(split.Train.Scaled(scale), split.Validation?.Scaled(scale), split.Test?.Scaled(scale));
    }

    private Predictions Predict<T>(NdArray inputs, string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network<T>();
        int width = network.InputShape.Size, samples = inputs.Length / width;
        bool isOne = inputs.Shape.SequenceEqual(network.InputShape.Extents);
        if (samples == 0 || inputs.Length % width != 0 || (!isOne && (inputs.Shape.Length == 0 || inputs.Shape[0] != samples)))
            throw new DataException($"the file holds an array of [{string.Join(", ", inputs.Shape.ToArray())}], but the network takes samples of {network.InputShape}: {width} numbers each.", name);
        if (scale is { Shift.Length: > 1 } && scale.Shift.Length != width)
            throw new DataException($"the weights come with a scaling of {scale.Shift.Length} features, but the network takes {width}.", weights);
        T[] x = new T[inputs.Length];
        double[] values = inputs.ToDoubles();
        for (int i = 0; i < x.Length; i++)
            if (!double.IsFinite(values[i])) throw new DataException(FormattableString.Invariant($"sample {i / width} holds {values[i]} as element {i % width}; expected finite numbers."), name);
        for (int sample = 0; sample < samples; sample++) scale?.Apply(values.AsSpan(sample * width, width));
        for (int i = 0; i < x.Length; i++)
            if (!T.IsFinite(x[i] = T.CreateTruncating(values[i])))
                throw new DataException(FormattableString.Invariant($"element {i % width} of sample {i / width} is {values[i]} once it is scaled, which is more than {typeof(T).Name} can hold."), name);
        T[] y = new T[samples * network.OutputShape.Size];
        network.Predict(x, y);
        return Read([.. y.Select(double.CreateTruncating)], network.OutputShape.Size);
    }

    /// <summary>Turns outputs into what their loss takes them for.</summary>
    private Predictions Read(double[] outputs, int width)
    {
        Loss loss = Document.Recipe.Loss;
        bool hasClasses = classes is not null || loss.Prediction is Prediction.Logits or Prediction.Distribution;
        if (!hasClasses) return new([.. Enumerable.Range(0, width).Select(i => $"output_{i}")], outputs, null);
        string[] names = classes ?? [.. Enumerable.Range(0, width == 1 ? 2 : width).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        string[] decided = new string[outputs.Length / width];
        for (int sample = 0; sample < decided.Length; sample++)
        {
            Span<double> row = outputs.AsSpan(sample * width, width);
            int decision = Decision.Of<double>(row, loss.Threshold);
            decided[sample] = decision >= 0 && decision < names.Length ? names[decision] : decision < 0 ? "" : $"{decision}";
            if (loss.Prediction == Prediction.Logits) ToProbabilities(row);
            if (loss is BinaryCrossEntropyWithLogits)
                foreach (ref double value in row) value = 1 / (1 + Math.Exp(-value));
        }
        return new(width == names.Length ? names : [.. Enumerable.Range(0, width).Select(i => $"output_{i}")], outputs, decided);
    }

    private static void ToProbabilities(Span<double> logits)
    {
        double maximum = double.NegativeInfinity, sum = 0;
        foreach (double logit in logits) maximum = Math.Max(maximum, logit);
        foreach (ref double value in logits) sum += value = Math.Exp(value - maximum);
        foreach (ref double value in logits) value /= sum;
    }
}
