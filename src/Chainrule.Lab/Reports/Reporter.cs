using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>Gathers what the report of a run shows. It looks at the outputs of the one pass that measures a part, the test part where there is
/// one, else the validation part, else the training part; nothing is predicted twice but the plane of two inputs.</summary>
internal sealed class Reporter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SurfaceCells = 120, MostPoints = 600, MostWeights = 64, MostKinds = 12;

    // Whoever cancels does not want to wait; this many operations for each cell take a few tenths of a second.
    private const long MostWhenCancelled = 100_000;

    private readonly Recipe recipe;
    private readonly DataSplit<T> data;
    private readonly Network<T> network;
    private readonly Dataset<T> examined;
    private readonly Examiner<T> examiner;
    private bool hasSeen;

    public Reporter(Recipe recipe, DataSplit<T> data, Network<T> network)
    {
        (this.recipe, this.data, this.network) = (recipe, data, network);
        examined = data.Test ?? data.Validation ?? data.Train;
        examiner = new(data.Test is not null ? "test" : data.Validation is not null ? "validation" : "training", examined, recipe.Loss, network.OutputShape.Size);
    }

    /// <summary>What is to be shown the outputs for a part; null where nobody needs them.</summary>
    public OutputsObserver<T>? ObserverOf(Dataset<T> part) => !ReferenceEquals(part, examined) ? null : (first, outputs) =>
    {
        hasSeen = true;
        examiner.See(first, outputs);
    };

    /// <summary>The report. The network must hold the weights that were measured.</summary>
    public RunReport Report(string recipeText, RunSummary summary, IReadOnlyList<EpochRecord> epochs) => new()
    {
        Recipe = recipe,
        RecipeText = recipeText,
        Summary = summary,
        Epochs = [.. epochs],
        Network = NetworkSummary.Of(network),
        Examination = hasSeen ? examiner.Result() : null,
        Surface = network.InputShape is { Rank: 1, Size: 2 } && (summary.Status != TrainingStatus.Cancelled || network.Operations < MostWhenCancelled) ? Surface() : null,
        FirstWeights = FirstWeights(),
    };

    private ScatterPlot Surface()
    {
        int shown = Math.Min(MostPoints, data.Train.Count);
        int[] indices = [.. Enumerable.Range(0, shown).Select(i => (int)((long)i * data.Train.Count / shown))];
        float[][] points = [.. indices.Select(index => Examiner<T>.Stored(data.Train, index))];
        (double minX, double maxX) = Range(points.Select(point => (double)point[0]));
        (double minY, double maxY) = Range(points.Select(point => (double)point[1]));
        T[] inputs = new T[2 * SurfaceCells * SurfaceCells];
        double[] place = new double[2];
        for (int i = 0; i < inputs.Length / 2; i++)
        {
            place[0] = minX + (i % SurfaceCells + 0.5) / SurfaceCells * (maxX - minX);
            place[1] = minY + (i / SurfaceCells + 0.5) / SurfaceCells * (maxY - minY);
            data.Train.Scale?.Apply(place);
            (inputs[2 * i], inputs[2 * i + 1]) = (T.CreateTruncating(place[0]), T.CreateTruncating(place[1]));
        }
        int width = network.OutputShape.Size;
        T[] outputs = new T[inputs.Length / 2 * width];
        network.Predict(inputs, outputs);
        bool isClassified = data.Train.Classes > 0, isTwo = isClassified && width <= 2 && recipe.Loss.Prediction != Prediction.Score;
        double[] values = new double[inputs.Length / 2];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<T> row = outputs.AsSpan(i * width, width);
            values[i] = !isClassified ? double.CreateTruncating(row[0]) : isTwo ? ShareOfSecond(row) : Decision.Of(row, recipe.Loss.Threshold);
        }
        return new()
        {
            Title = isClassified ? isTwo ? "Probability of the second class" : "Regions of the classes" : width == 1 ? "Predicted value" : "First predicted value",
            Subtitle = $"{SurfaceCells}×{SurfaceCells} cells; {(isClassified ? "" : "the points show where ")}{(shown < data.Train.Count ? $"{Numerals.Count(shown)} of {Numerals.Count(data.Train.Count)} " : "")}training samples{(isClassified ? data.Train.Classes <= MostKinds ? " by their true class" : "" : " lie")}",
            X = new Axis { Label = "first input" },
            Y = new Axis { Label = "second input" },
            Surface = new(minX, maxX, minY, maxY, SurfaceCells, SurfaceCells, values) { Classes = isClassified && !isTwo },
            Series = isClassified && data.Train.Classes <= MostKinds
                ? [.. Enumerable.Range(0, data.Train.Classes).Select(label => Points(data.Train.ClassNames?[label] ?? $"class {label}", points.Where((_, i) => data.Train.Label(indices[i]) == label)))]
                : [Points("training samples", points)],
        };

        static ScatterSeries Points(string name, IEnumerable<float[]> points) => new(name, [.. points.Select(point => (double)point[0])], [.. points.Select(point => (double)point[1])]);
    }

    private double ShareOfSecond(ReadOnlySpan<T> row)
    {
        double value = double.CreateTruncating(row[^1]);
        if (row.Length == 2 && recipe.Loss.Prediction == Prediction.Logits) value = 1 / (1 + Math.Exp(double.CreateTruncating(row[0]) - value));
        else if (recipe.Loss is BinaryCrossEntropyWithLogits) value = 1 / (1 + Math.Exp(-value));
        else if (row.Length == 2) value = (value - double.CreateTruncating(row[0]) + 1) / 2;
        return Math.Clamp(value, 0, 1);
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty(0).Min(), high = finite.DefaultIfEmpty(1).Max(), room = high > low ? (high - low) * 0.08 : Math.Max(1, Math.Abs(low) / 2);
        return (low - room, high + room);
    }

    private ImageGrid? FirstWeights()
    {
        Shape input = network.InputShape;
        if (!(input.Rank is 2 or 3 && input[^1] > 1 && input[^2] > 1)) return null;
        int layer = 0;
        while (layer < network.Spec.Layers.Count && network.Spec.Layers[layer] is Flatten or Dropout or Identity) layer++;
        if (layer == network.Spec.Layers.Count || network.Spec.Layers[layer] is not (Linear or Conv2d)) return null;
        Parameter<T> weight = network.Parameters.First(parameter => parameter.Name == $"{layer}.weight");
        bool isConvolution = weight.Shape.Rank == 4;
        int height = isConvolution ? weight.Shape[2] : input[^2], width = isConvolution ? weight.Shape[3] : input[^1];
        int units = weight.Shape[0], channels = weight.Shape.Size / units / (height * width);
        // The three planes of a unit that looks at colours are one picture.
        int planes = channels == 3 && input.Rank == 3 && input[0] == 3 ? 3 : 1, size = planes * height * width;
        int pictures = units * channels / planes, shown = Math.Min(pictures, MostWeights);
        float[] values = [.. weight.Value[..(shown * size)].ToArray().Select(float.CreateTruncating)];
        double most = values.Where(float.IsFinite).Select(value => Math.Abs((double)value)).DefaultIfEmpty(0).Max();
        return new()
        {
            Title = $"Weights of layer {layer}, {network.Spec.Layers[layer]}",
            Subtitle = $"{(shown < pictures ? $"{shown} of {Numerals.Count(pictures)}; " : "")}grey is 0, black is {Numerals.Value(-most, 3)}, {(planes == 3 ? "full red, green and blue are" : "white is")} {Numerals.Value(most, 3)}",
            Columns = 16,
            Tiles = [.. Enumerable.Range(0, shown).Select(i => new ImageTile(width, height, values[(i * size)..((i + 1) * size)],
                pictures == units ? $"{i}" : $"{i / channels}, {i % channels}") { Min = -most, Max = most > 0 ? most : 1 })],
        };
    }
}
