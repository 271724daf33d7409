using System.Globalization;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;

namespace Chainrule.Lab.Runs;

/// <summary>The network of a run with the data of its recipe, for whoever asks about them: plots, claims, reports, predictions. Network and
/// data are loaded when they are first asked for. Numbers are in double precision, whatever precision the network computes in.</summary>
public abstract class RunModel
{
    private readonly Dictionary<bool, double> saturation = [];

    /// <summary>How many samples saturation is measured on.</summary>
    private const int SaturationSamples = 1000;

    /// <summary>The recipe.</summary>
    public abstract Recipe Recipe { get; }

    /// <summary>The network in numbers.</summary>
    public abstract NetworkSummary Network { get; }

    /// <summary>The parameters with their shapes, in the order of the layers.</summary>
    public abstract IReadOnlyList<(string Name, Shape Shape)> Parameters { get; }

    /// <summary>The values of a parameter.</summary>
    /// <param name="parameter">Its name, such as <c>0.weight</c>.</param>
    /// <param name="initial">Whether those before the first step are asked for, instead of the final ones.</param>
    public abstract double[] Values(string parameter, bool initial = false);

    /// <summary>How inputs are scaled before they reach the network; null where they are not.</summary>
    public abstract FeatureScale? InputScale { get; }

    /// <summary>The number of classes of the data; 0 for regression.</summary>
    public abstract int Classes { get; }

    /// <summary>The names of the classes; null where they have none.</summary>
    public abstract IReadOnlyList<string>? ClassNames { get; }

    /// <summary>The parts of the data that there are: <c>train</c>, <c>validation</c>, <c>test</c>.</summary>
    public abstract IReadOnlyList<string> Parts { get; }

    /// <summary>The number of samples of a part.</summary>
    public abstract int Count(string part);

    /// <summary>The labels of a part.</summary>
    public abstract IReadOnlyList<int> Labels(string part);

    /// <summary>Inputs as the network takes them, scaled: [indices, input shape].</summary>
    public abstract double[] Inputs(string part, IReadOnlyList<int> indices);

    /// <summary>An input as the data source holds it, unscaled.</summary>
    public abstract double[] Stored(string part, int index);

    /// <summary>The outputs for some inputs, which are scaled: [samples, outputs].</summary>
    public abstract double[] Outputs(double[] inputs);

    /// <summary>What other data must be like to be measured or predicted.</summary>
    public abstract ExpectedData Expected { get; }

    /// <summary>What the model predicts for samples as the data source holds them.</summary>
    /// <param name="inputs">[samples, input shape], unscaled and in the type of the file.</param>
    /// <param name="name">What the inputs are called in messages.</param>
    /// <exception cref="DataException">An input is not finite, or more than the network's precision can hold.</exception>
    public abstract Predictions Predict(NdArray inputs, string name);

    /// <summary>The class that each sample of a part is put into; −1 where an output is not a number.</summary>
    public abstract IReadOnlyList<int> Decisions(string part);

    /// <summary>The outputs of every layer but the last that saturates, for the first samples of the training part.</summary>
    /// <param name="initial">Whether with the weights before the first step, instead of the final ones.</param>
    /// <param name="samples">The most samples.</param>
    public abstract IReadOnlyList<LayerOutputs> Activations(bool initial, int samples);

    /// <summary>The loss and the metrics on the parts of the data, by the name of the part.</summary>
    /// <param name="other">Another recipe, whose data is measured in place of this run's; its inputs are scaled as this run's are.</param>
    /// <param name="threads">The number of threads; 0 is one per processor.</param>
    /// <param name="takesUnknownClasses">Whether samples of classes that this run does not know count as wrong decisions, instead of being
    /// an error. The loss and all metrics but the accuracy are those of the other samples.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    /// <exception cref="DataException">The data is missing or damaged, or does not suit the network.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Evaluate(
        RecipeDocument? other, int threads, bool takesUnknownClasses = false, CancellationToken cancellation = default);

    /// <summary>What looks wrong with the data and with how the network ends, a sentence or two each.</summary>
    /// <param name="other">Another recipe, whose data is looked at in place of this run's.</param>
    /// <param name="withData">Whether the data is looked at; otherwise nothing is loaded for it.</param>
    /// <exception cref="DataException">The data is missing or damaged.</exception>
    public abstract IReadOnlyList<string> Warnings(RecipeDocument? other = null, bool withData = true);

    /// <summary>The shape of one input sample.</summary>
    public virtual Shape InputShape => Network.InputShape;

    /// <summary>The number of outputs of one sample.</summary>
    public virtual int Width => Network.Layers.Where(layer => !layer.Path.Contains('.', StringComparison.Ordinal)).Last().OutputShape.Size;

    /// <summary>The value above which a single output means class 1.</summary>
    public double Threshold => Recipe.Loss.Threshold;

    /// <summary>The part to judge by: the test part, or the validation part where there is none, or the training part.</summary>
    public string JudgedPart => Parts[^1];

    /// <summary>The name of a class, or its number where it has none.</summary>
    public string ClassName(int label) =>
        ClassNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first parameter that is a matrix or a bank of filters: [units, inputs]; no units where there is none.</summary>
    public (int Units, int Inputs, double[] Values) FirstWeights(bool initial)
    {
        (string name, Shape shape) = Parameters.FirstOrDefault(parameter => parameter.Shape.Rank > 1);
        return name is null ? (0, 0, []) : (shape[0], shape.Size / shape[0], Values(name, initial));
    }

    /// <summary>The share of the largest class of a part: the accuracy of always predicting the same class.</summary>
    public double MajorityShare(string part)
    {
        IReadOnlyList<int> labels = Labels(part);
        return labels.GroupBy(label => label).Max(group => group.Count()) / (double)labels.Count;
    }

    /// <summary>The share of the outputs of <see cref="Activations"/> that are saturated; NaN where no layer saturates.</summary>
    public double Saturation(bool initial)
    {
        if (saturation.TryGetValue(initial, out double known)) return known;
        double near = 0, all = 0;
        foreach (LayerOutputs layer in Activations(initial, SaturationSamples))
        {
            near += SaturatedOutputs.Count<double>(layer.Values, layer.Range);
            all += layer.Values.Length;
        }
        return saturation[initial] = all == 0 ? double.NaN : near / all;
    }
}

/// <summary>Outputs of a layer that saturates.</summary>
/// <param name="Layer">The layer, as messages name it.</param>
/// <param name="Range">The limits of its outputs.</param>
/// <param name="Values">The outputs of some samples.</param>
public sealed record LayerOutputs(string Layer, (double Low, double High) Range, double[] Values);
