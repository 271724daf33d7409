using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Models;

/// <summary>A network with all that is needed to use it: the scaling of inputs, the names of columns and classes, and what the outputs
/// stand for. It takes features as the data holds them.</summary>
/// <remarks>Predicting changes nothing and is safe from many threads at once. The network is not copied: a model of one that is trained
/// further predicts with its present weights.</remarks>
/// <example><code>new Model&lt;float&gt;(network, new CrossEntropy(), data.Train).Save("flowers.safetensors");
/// ModelPrediction prediction = Model.Load("flowers.safetensors").Predict(5.1f, 3.5f, 1.4f, 0.2f);</code></example>
public sealed partial class Model<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int features, outputs;

    /// <summary>A model of a trained network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">What it was trained with: it says what the outputs stand for.</param>
    /// <param name="data">What it was trained on, scaled as then: it says the scaling, and the names of columns and classes.</param>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    public Model(Network<T> network, Loss loss, Dataset<T> data) : this(network, Describe(loss, data))
    {
    }

    /// <summary>A model of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="description">How inputs are scaled and called, and what the outputs stand for.</param>
    /// <exception cref="ArgumentException">The description does not fit the network.</exception>
    public Model(Network<T> network, ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(description);
        (Network, Description) = (network, description);
        (features, outputs) = (network.InputShape.Size, network.OutputShape.Size);
        if (description.Misfit(features, outputs) is { } problem)
            throw new ArgumentException($"The description does not fit the network: {problem}.", nameof(description));
    }

    /// <summary>The network.</summary>
    public Network<T> Network { get; }

    /// <summary>How inputs are scaled and called, and what the outputs stand for.</summary>
    public ModelDescription Description { get; }

    /// <summary>Further texts that the file holds, such as the recipe of a run; none by default.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Predicts one sample.</summary>
    /// <param name="features">The features, as the data holds them: [input shape].</param>
    /// <exception cref="ArgumentException">They are more or fewer than the network takes, or one is not finite.</exception>
    public ModelPrediction Predict(params ReadOnlySpan<T> features)
    {
        double[] values = new double[outputs];
        return Prediction(Predict(features, values), values);
    }

    /// <summary>Predicts one sample without taking memory.</summary>
    /// <param name="features">The features, as the data holds them: [input shape].</param>
    /// <param name="values">Receives the outputs, as <see cref="ModelPrediction.Values"/> holds them; what is left over stays.</param>
    /// <returns>The class; −1 for regression, and where an output is not a number.</returns>
    /// <exception cref="ArgumentException">The features are more or fewer than the network takes, or one is not finite; or there is too
    /// little room for the outputs.</exception>
    public int Predict(ReadOnlySpan<T> features, Span<double> values)
    {
        if (features.Length != this.features)
            throw new ArgumentException($"The model takes {this.features} features{Columns}, but got {features.Length}.", nameof(features));
        if (values.Length < outputs)
            throw new ArgumentException($"The model gives {outputs} values, but there is room for {values.Length}.", nameof(values));
        T[] memory = ArrayPool<T>.Shared.Rent(this.features + outputs);
        Scale(features, memory, nameof(features));
        Run(memory, 1, values);
        ArrayPool<T>.Shared.Return(memory);
        return Read(values[..outputs]);
    }

    /// <summary>Saves the model in one file: weights, layers, scaling, names, what outputs stand for, and a test that
    /// <see cref="Model.Load{T}"/> puts it to.</summary>
    /// <remarks>It is a safetensors file, whose weights PyTorch reads, too.</remarks>
    /// <param name="path">The file; written beside and renamed, so it is whole or not there.</param>
    /// <exception cref="NotSupportedException">A layer is one of your own, and <see cref="Kinds"/> does not know it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        Dictionary<string, string> texts = new(Texts);
        foreach ((string key, string text) in Description.ToTexts()) texts[key] = text;
        texts[ModelDescription.HashKey] = ModelDescription.Hash(texts);
        SelfTests.Add(Network, texts);
        Network.Save(path, texts);
    }

    /// <summary>What the model takes, what it is made of and what it gives.</summary>
    public override string ToString()
    {
        string scaled = Description.InputScale is null ? "" : ", scaled";
        string target = Description.Schema?.Target?.Name is { Length: > 0 } name ? $" of {name}" : "";
        string gives = Description.Classes > 0
            ? $"{Description.Classes} classes{target}{(Description.ClassNames is { } names ? $" ({Short(names)})" : "")}"
                + (Description.GivesProbabilities ? " with probabilities" : "")
            : $"{outputs} {(outputs == 1 ? "value" : "values")}{target}";
        string parameters = Network.Weights.Length.ToString("N0", CultureInfo.InvariantCulture);
        return $"Model of {features} features{Columns}{scaled} → {string.Join(", ", Network.Spec.Layers)} → {gives}; "
            + $"{parameters} parameters, {typeof(T).Name}";
    }

    private string Columns => Description.ColumnNames is { } names ? $" ({Short(names)})" : "";

    private static string Short(IReadOnlyList<string> names) =>
        names.Count <= 10 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(9))}, …, {names[^1]}";

    private static ModelDescription Describe(Loss loss, Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ModelDescription described = new()
        {
            InputScale = data.Scale,
            ColumnNames = data.ColumnNames,
            Schema = data.Schema,
            Classes = data.Classes,
            ClassNames = data.ClassNames,
        };
        return described.ReadBy(loss);
    }

    private ModelPrediction Prediction(int decision, double[] values)
    {
        double probability = decision < 0 || !Description.GivesProbabilities ? double.NaN
            : outputs > 1 ? values[decision]
            : decision == 1 ? values[0] : 1 - values[0];
        return new()
        {
            ClassIndex = decision,
            ClassName = decision < 0 ? null : Description.ClassName(decision),
            Probability = probability,
            Values = values,
        };
    }

    /// <summary>The outputs for scaled samples, which are followed by room for them.</summary>
    private void Run(T[] memory, int samples, Span<double> values)
    {
        Span<T> y = memory.AsSpan(samples * features, samples * outputs);
        Network.Predict(memory.AsSpan(0, samples * features), y);
        TensorPrimitives.ConvertTruncating<T, double>(y, values);
    }

    /// <summary>The class that the outputs of a sample stand for, which then go through the output function.</summary>
    private int Read(Span<double> row)
    {
        int decision = Description.Classes > 0 ? Decision.Of<double>(row, Description.Threshold) : -1;
        Description.OutputFunction.Apply<double>(row, row);
        return decision;
    }

    /// <summary>Scales a sample as its data set would, in double precision and rounded once.</summary>
    private void Scale(ReadOnlySpan<T> sample, Span<T> x, string argument)
    {
        x = x[..features];
        if (Description.InputScale is { } scale) scale.Apply(sample, x);
        else sample.CopyTo(x);
        if (!TensorPrimitives.IsFiniteAll<T>(x))
            throw NotFinite(x, Array.ConvertAll(sample.ToArray(), double.CreateTruncating), argument, index: null);
    }

    /// <summary>What is said of a sample that is not finite once it is scaled.</summary>
    private ArgumentException NotFinite(ReadOnlySpan<T> x, double[] stored, string argument, int? index)
    {
        // What was not finite to begin with is not to be blamed on the scaling.
        int bad = Array.FindIndex(stored, value => !T.IsFinite(T.CreateTruncating(value)));
        string was = string.Create(CultureInfo.InvariantCulture, $"{(bad < 0 ? double.NaN : stored[bad])}; expected a finite number");
        if (bad < 0)
        {
            for (bad = 0; T.IsFinite(x[bad]);) bad++;
            was = string.Create(CultureInfo.InvariantCulture, $"{x[bad]} once it is scaled; expected a number");
        }
        string column = Description.ColumnNames is { } names ? $" ('{names[bad]}')" : "";
        string sample = index is null ? "" : $" of sample {index}";
        return new ArgumentException($"Feature {bad}{column}{sample} is {was} that {typeof(T).Name} can hold.", argument);
    }
}
