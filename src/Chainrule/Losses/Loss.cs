using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>The description of a loss. A loss is one file: a record derived from this one with its formula, and its line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MeanSquaredError), "mean_squared_error")]
[JsonDerivedType(typeof(SumSquaredError), "sum_squared_error")]
[JsonDerivedType(typeof(MeanAbsoluteError), "mean_absolute_error")]
[JsonDerivedType(typeof(Huber), "huber")]
[JsonDerivedType(typeof(BinaryCrossEntropy), "binary_cross_entropy")]
[JsonDerivedType(typeof(BinaryCrossEntropyWithLogits), "binary_cross_entropy_with_logits")]
[JsonDerivedType(typeof(CrossEntropy), "cross_entropy")]
[JsonDerivedType(typeof(CategoricalCrossEntropy), "categorical_cross_entropy")]
[JsonDerivedType(typeof(Hinge), "hinge")]
public abstract record Loss : Spec
{
    /// <summary>Reads a loss as it prints: <c>Huber(0.5)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no loss; the message says where, and what is expected there.</exception>
    public static Loss Parse(string text) => Parse(text, LossJson.Default.Loss);

    /// <summary>Whether the losses of the samples are averaged (the default) or summed over the batch.</summary>
    [Description("Whether the losses of the samples are averaged or summed over the batch.")]
    public Reduction Reduction { get; init; } = Reduction.Mean;

    /// <summary>What the loss takes its predictions for.</summary>
    [JsonIgnore]
    public virtual Prediction Prediction => Prediction.Value;

    /// <summary>The target values that the loss takes; all numbers by default. Targets that it does not take are refused before the first
    /// step, with their row.</summary>
    [JsonIgnore]
    public virtual TargetDomain Targets => TargetDomain.Any;

    /// <summary>What turns the network's outputs into probabilities; none where they are probabilities already, or nothing like
    /// it.</summary>
    [JsonIgnore]
    public virtual OutputFunction OutputFunction => OutputFunction.None;

    /// <summary>Whether the outputs, once they went through <see cref="OutputFunction"/>, are probabilities.</summary>
    [JsonIgnore]
    public bool GivesProbabilities => OutputFunction != OutputFunction.None
        || Prediction is Prediction.Probability or Prediction.Distribution;

    /// <summary>Whether the outputs of a sample are compared with each other, one for every class.</summary>
    [JsonIgnore]
    public bool ComparesClasses => Prediction is Prediction.Logits or Prediction.Distribution;

    /// <summary>A single output above this means class 1, where the targets are two classes: 0.5, or 0 for losses that take
    /// scores.</summary>
    [JsonIgnore]
    public virtual double Threshold => 0.5;

    /// <summary>The loss of one sample and, where <paramref name="gradient"/> is not empty, its gradient with respect to the
    /// prediction.</summary>
    /// <param name="prediction">The network's output, [outputs].</param>
    /// <param name="target">What it should have been, [outputs]; for classes a row of probabilities, usually one-hot.</param>
    /// <param name="gradient">∂loss/∂prediction, [outputs]; overwritten, or empty.</param>
    public abstract T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The loss of a batch and its gradient: the mean or the sum of <see cref="Sample"/> over the samples.</summary>
    /// <param name="prediction">[batch, outputs].</param>
    /// <param name="target">[batch, outputs]; a loss never broadcasts.</param>
    /// <param name="gradient">[batch, outputs], overwritten; or empty.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <returns>The loss, summed in one fixed order, long sums in double precision.</returns>
    /// <exception cref="ShapeException">The lengths differ, or are no multiple of the batch size.</exception>
    public double Evaluate<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, int batchSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (prediction.Length != target.Length || batchSize < 1 || prediction.Length % batchSize != 0
            || (!gradient.IsEmpty && gradient.Length != prediction.Length))
            throw new ShapeException($"{this} got {prediction.Length} predictions, {target.Length} targets and room for {gradient.Length} "
                + $"gradients for a batch of {batchSize}; predictions and targets must have the same shape. "
                + "A loss never broadcasts: reshape the targets.");
        if (Reduction == Reduction.Sum) return Sum(prediction, target, gradient, batchSize, scale: 1);
        return Sum(prediction, target, gradient, batchSize, 1.0 / batchSize) / batchSize;
    }

    /// <summary>The sum of <see cref="Sample"/> over a batch; gradient = scale·∂loss/∂prediction. A loss that can take the whole batch at
    /// once does so here.</summary>
    /// <param name="prediction">[batch, outputs].</param>
    /// <param name="target">[batch, outputs].</param>
    /// <param name="gradient">[batch, outputs], overwritten; or empty.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <param name="scale">What the gradients of the samples are multiplied by: 1 / batchSize where the loss is their mean.</param>
    protected virtual double Sum<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, int batchSize,
        double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int outputs = prediction.Length / batchSize;
        double sum = 0;
        for (int start = 0; start < prediction.Length; start += outputs)
            sum += Numbers.Wide(Sample(prediction.Slice(start, outputs), target.Slice(start, outputs),
                gradient.IsEmpty ? gradient : gradient.Slice(start, outputs)));
        T factor = Numbers.Narrow<T>(scale);
        foreach (ref T element in gradient) element *= factor;
        return sum;
    }
}

/// <summary>How the losses of the samples become the loss of a batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Reduction>))]
public enum Reduction
{
    /// <summary>Their mean.</summary>
    [JsonStringEnumMemberName("mean")] Mean,
    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("sum")] Sum,
}

/// <summary>What a loss takes the network's outputs for.</summary>
public enum Prediction
{
    /// <summary>Any numbers.</summary>
    Value,
    /// <summary>Each a probability in [0, 1], such as a sigmoid gives.</summary>
    Probability,
    /// <summary>The probabilities of the classes, which add up to 1, such as a softmax gives.</summary>
    Distribution,
    /// <summary>Scores of two classes: positive for class 1.</summary>
    Score,
    /// <summary>Unnormalised log-probabilities of the classes.</summary>
    Logits,
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Loss))]
internal sealed partial class LossJson : JsonSerializerContext;
