using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Models;

namespace Chainrule.Lab.Runs;

/// <summary>What a run predicts for some samples.</summary>
/// <param name="Columns">The names of the outputs: the classes, or <c>output_0</c> and so on.</param>
/// <param name="Outputs">[samples, columns]: probabilities where the loss was one of classes, plain outputs elsewhere.</param>
/// <param name="Classes">The class that each sample is put into; null for regression.</param>
public sealed record Predictions(IReadOnlyList<string> Columns, double[] Outputs, IReadOnlyList<string>? Classes)
{
    /// <summary>The files of the samples; null where they came in one file together.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>What is odd about the samples, a sentence each; none by default.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The number of samples.</summary>
    public int Count => Outputs.Length / Columns.Count;

    /// <summary>What a model predicts, as a table.</summary>
    internal static Predictions Of(ModelDescription model, int width, IReadOnlyList<ModelPrediction> predictions)
    {
        string[] columns = [.. Enumerable.Range(0, width).Select(i => model.Classes == width ? model.ClassName(i) : $"output_{i}")];
        double[] outputs = [.. predictions.SelectMany(prediction => prediction.Values)];
        return new(columns, outputs, model.Classes == 0 ? null : [.. predictions.Select(prediction => prediction.ClassName ?? "")]);
    }
}

/// <summary>Predicts with the network of a run.</summary>
public static class Predictor
{
    /// <summary>Predicts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="inputs">[samples, …input shape], unscaled as the data source holds them.</param>
    /// <param name="name">What the inputs are called in messages.</param>
    /// <exception cref="DataException">The inputs do not fit the network.</exception>
    public static Predictions Predict(this Run run, NdArray inputs, string name)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(inputs);
        Shape shape = run.Model.InputShape;
        inputs = run.Document.Recipe.Data.Arrange(inputs, shape, name);
        int width = shape.Size, samples = inputs.Length / width;
        bool isOne = inputs.Shape.SequenceEqual(shape.Extents);
        if (samples == 0 || inputs.Length % width != 0 || (!isOne && (inputs.Shape.Length == 0 || inputs.Shape[0] != samples)))
            throw new DataException($"the file holds an array of [{string.Join(", ", inputs.Shape.ToArray())}], "
                + $"but the network takes samples of {shape}: {width} numbers each.", name);
        if (!isOne && Axes.AreMixed(inputs.Shape[1..], shape.Extents))
            throw new DataException($"the file holds an array of [{string.Join(", ", inputs.Shape.ToArray())}], but the network takes "
                + $"samples of {shape}: read as these, rows, columns and channels would be mixed; put the axes of the array into that "
                + "order.", name);
        return run.Model.Predict(inputs, name);
    }

    /// <summary>Predicts the samples of a file: an array of <c>.npy</c>, or a <c>.csv</c> table. Its columns are those that the run was
    /// trained on: by name where it has a header, in any order and with others among them; by place where it has none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file is missing, damaged, or of another kind; or it does not fit the network.</exception>
    public static Predictions PredictFile(this Run run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        switch (Path.GetExtension(path)?.ToUpperInvariant())
        {
            case ".NPY": return run.Predict(Npy.Read(path), path);
            case ".CSV":
                CsvData source = new(path) { Delimiter = (run.Document.Recipe.Data as CsvData)?.Delimiter };
                CsvTable table = CsvTable.Read(source, path, run.Model.Expected, hasTarget: false);
                return run.Predict(table.Inputs, path) with { Warnings = table.Warnings };
            default: throw new DataException("this is no file of samples; expected .npy, .csv or .png.", path);
        }
    }

    /// <summary>Predicts pictures.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">PNG files. Black becomes 0, and white what it is in the data that the run was trained on.</param>
    /// <param name="stretch">Whether pictures of another size are stretched; by default it is as the run's recipe says, and an error where
    /// that says nothing.</param>
    /// <param name="invert">Whether light and dark change places.</param>
    /// <exception cref="DataException">A picture cannot be read, or the network takes no pictures.</exception>
    public static Predictions PredictPictures(this Run run, IReadOnlyList<string> files, bool stretch = false, bool invert = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(files);
        Shape input = run.Model.InputShape;
        if (input.Rank != 3 || input[0] is not (1 or 3))
            throw new DataException($"the network takes samples of {input}, which are no pictures; give it their numbers as .npy or .csv.",
                files[0]);
        DataSource data = run.Document.Recipe.Data;
        Resizing resize = stretch ? Resizing.Stretch : data.OtherSizes;
        ImageReader reader = new(new(input[1], input[2]), input[0], resize) { Remedy = "With --stretch it would be stretched." };
        double white = data.White / byte.MaxValue;
        double[] inputs = Array.ConvertAll(reader.ReadAll(files), pixel => (invert ? byte.MaxValue - pixel : pixel) * white);
        return run.Predict(NdArray.Create(inputs, [files.Count, .. input]), files[0]) with { Files = files };
    }
}
