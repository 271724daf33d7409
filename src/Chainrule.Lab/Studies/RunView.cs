using System.Numerics;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Studies;

/// <summary>The network and the data of a run, looked at when a plot or a claim needs them; numbers come out in double precision.</summary>
public abstract class RunView
{
    private readonly Dictionary<bool, double> saturation = [];

    /// <summary>An activation counts as saturated within this distance of its limits.</summary>
    public const double SaturationMargin = 0.01;

    /// <summary>How many samples saturation is measured on.</summary>
    private const int SaturationSamples = 1000;

    /// <summary>The view of a run.</summary>
    /// <param name="document">Its recipe.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="dataDirectory">The folder of published data sets.</param>
    /// <param name="cache">Where loaded data is kept.</param>
    public static RunView Of(RecipeDocument document, RunFolder folder, string dataDirectory, DataCache cache)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Recipe.Precision == Precision.Float32
            ? new RunView<float>(document, folder, dataDirectory, cache) : new RunView<double>(document, folder, dataDirectory, cache);
    }

    /// <summary>The shape of one input.</summary>
    public abstract Shape InputShape { get; }

    /// <summary>The number of classes; 0 for regression.</summary>
    public abstract int Classes { get; }

    /// <summary>The name of a class.</summary>
    public abstract string ClassName(int label);

    /// <summary>The parts that there are: <c>train</c>, <c>validation</c>, <c>test</c>.</summary>
    public abstract IReadOnlyList<string> Parts { get; }

    /// <summary>The part to judge by: the test part, or the validation part where there is none, or the training part.</summary>
    public string JudgedPart => Parts[^1];

    /// <summary>The number of samples of a part.</summary>
    public abstract int Count(string part);

    /// <summary>The labels of a part.</summary>
    public abstract IReadOnlyList<int> Labels(string part);

    /// <summary>Inputs as the network sees them, [indices, input shape].</summary>
    public abstract double[] Inputs(string part, IReadOnlyList<int> indices);

    /// <summary>The outputs for some inputs.</summary>
    public abstract double[] Outputs(double[] inputs);

    /// <summary>The class that each sample of a part is put into; −1 where an output is not a number.</summary>
    public abstract IReadOnlyList<int> Decisions(string part);

    /// <summary>The value above which a single output means class 1.</summary>
    public abstract double Threshold { get; }

    /// <summary>The outputs of every sigmoid and tanh layer for the first samples of the training part, with initial or final weights.</summary>
    public abstract IReadOnlyList<(string Layer, double Low, double[] Values)> Activations(bool initial, int samples);

    /// <summary>The first layer with a weight matrix: [units, inputs].</summary>
    public abstract (int Units, int Inputs, double[] Values) FirstWeights(bool initial);

    /// <summary>The share of the largest class of a part: the accuracy of always saying the same.</summary>
    public double MajorityShare(string part)
    {
        IReadOnlyList<int> labels = Labels(part);
        return labels.GroupBy(label => label).Max(group => group.Count()) / (double)labels.Count;
    }

    /// <summary>The share of the outputs of sigmoid and tanh layers, but for the last layer, that lie within <see cref="SaturationMargin"/> of
    /// their limits; NaN where there are no such layers.</summary>
    public double Saturation(bool initial)
    {
        if (saturation.TryGetValue(initial, out double known)) return known;
        long near = 0, all = 0;
        foreach ((_, double low, double[] values) in Activations(initial, SaturationSamples))
        {
            near += values.LongCount(value => value < low + SaturationMargin || value > 1 - SaturationMargin);
            all += values.Length;
        }
        return saturation[initial] = all == 0 ? double.NaN : (double)near / all;
    }
}

/// <summary>A view in the run's own precision.</summary>
internal sealed class RunView<T>(RecipeDocument document, RunFolder folder, string dataDirectory, DataCache cache) : RunView where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, int[]> decisions = [];
    private DataSplit<T>? data;
    private Network<T>? final;

    private DataSplit<T> Data => data ??= document.Recipe.Data.Load<T>(
        new DataContext { Folder = document.Folder, DataDirectory = dataDirectory, Seed = document.Recipe.Seed, Cache = cache });

    private Network<T> Final => final ??= NetworkFile.Load<T>(folder.Weights);

    public override Shape InputShape => Data.Train.InputShape;

    public override int Classes => Data.Train.Classes;

    public override double Threshold => document.Recipe.Loss.Threshold;

    public override IReadOnlyList<string> Parts => ["train", .. Data.Validation is null ? (string[])[] : ["validation"], .. Data.Test is null ? (string[])[] : ["test"]];

    public override string ClassName(int label) => Data.Train.ClassNames is { } names ? names[label] : label.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override int Count(string part) => Part(part).Count;

    public override IReadOnlyList<int> Labels(string part)
    {
        Dataset<T> samples = Part(part);
        return [.. Enumerable.Range(0, samples.Count).Select(samples.Label)];
    }

    public override double[] Inputs(string part, IReadOnlyList<int> indices) => Array.ConvertAll(Gather(Part(part), [.. indices]), double.CreateTruncating);

    public override double[] Outputs(double[] inputs)
    {
        T[] x = Array.ConvertAll(inputs, T.CreateTruncating), y = new T[x.Length / InputShape.Size * Final.OutputShape.Size];
        Final.Predict(x, y);
        return Array.ConvertAll(y, double.CreateTruncating);
    }

    public override IReadOnlyList<int> Decisions(string part)
    {
        if (!decisions.TryGetValue(part, out int[]? known)) decisions[part] = known = Decide(part);
        return known;
    }

    public override IReadOnlyList<(string Layer, double Low, double[] Values)> Activations(bool initial, int samples)
    {
        Network<T> network = initial ? Runner.Build<T>(document, InputShape) : Final;
        T[] x = Gather(Data.Train, [.. Enumerable.Range(0, Math.Min(samples, Data.Train.Count))]);
        Workspace<T> workspace = network.CreateWorkspace(x.Length / InputShape.Size);
        network.Forward(workspace, x, training: false, seed: 0, step: 0, Team.Single);
        List<(string, double, double[])> outputs = [];
        for (int i = 0; i < network.Layers.Count - 1; i++)
            if (network.Spec.Layers[i] is Sigmoid or Tanh)
                outputs.Add(($"layer {i}, {network.Spec.Layers[i]}", network.Spec.Layers[i] is Tanh ? -1 : 0,
                    Array.ConvertAll(network.Activation(workspace, i, x).ToArray(), double.CreateTruncating)));
        return outputs;
    }

    public override (int Units, int Inputs, double[] Values) FirstWeights(bool initial)
    {
        Parameter<T>? weight = (initial ? Runner.Build<T>(document, InputShape) : Final).Parameters.FirstOrDefault(parameter => parameter.Shape.Rank > 1);
        return weight is null ? (0, 0, []) : (weight.Shape[0], weight.Shape.Size / weight.Shape[0], Array.ConvertAll(weight.Value.ToArray(), double.CreateTruncating));
    }

    private int[] Decide(string part)
    {
        const int Piece = 256;
        Dataset<T> samples = Part(part);
        int[] decided = new int[samples.Count];
        int width = Final.OutputShape.Size;
        T[] y = new T[Piece * width];
        for (int start = 0; start < decided.Length; start += Piece)
        {
            int count = Math.Min(Piece, decided.Length - start);
            Final.Predict(Gather(samples, [.. Enumerable.Range(start, count)]), y.AsSpan(0, count * width));
            for (int i = 0; i < count; i++) decided[start + i] = Decision.Of<T>(y.AsSpan(i * width, width), Threshold);
        }
        return decided;
    }

    private Dataset<T> Part(string name) => (name switch { "train" => Data.Train, "validation" => Data.Validation, _ => Data.Test })
        ?? throw new DataException($"'{Data.Train.Name}' has no {name} part.");

    private T[] Gather(Dataset<T> samples, int[] indices)
    {
        T[] x = new T[indices.Length * InputShape.Size];
        samples.GatherInputs(indices, x);
        return x;
    }
}
