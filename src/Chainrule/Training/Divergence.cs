using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Parameters;

namespace Chainrule.Training;

/// <summary>Where a training first met a number that is infinite or not a number.</summary>
/// <param name="Where">The first such tensor on the way of the computation: <c>output of layer 2, ReLU()</c>, <c>gradient of
/// 0.weight</c>.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The update that was not made, counted from 1.</param>
/// <param name="Samples">The indices in the training part of the batch's first samples, at most ten; none where a generator made
/// them.</param>
/// <param name="Loss">The loss of that batch.</param>
/// <param name="Advice">What to try.</param>
public sealed record Divergence(string Where, int Epoch, long Step, IReadOnlyList<int> Samples, double Loss, string Advice)
{
    /// <summary>What <see cref="Where"/> is in a batch that was not finite to begin with.</summary>
    internal const string Input = "input", Target = "target";

    /// <summary>How <see cref="Where"/> begins where weights are not finite.</summary>
    internal const string Weights = "parameter";

    /// <summary>What to do about such a batch.</summary>
    internal const string AdviceForBatch = "A transform or a generator made that number: let it make finite ones.";

    /// <summary>The updates in the weights that are kept: all before this one, or where that left weights with which the loss is not
    /// finite, those up to the last weights that are known to be good.</summary>
    public long StepsKept { get; init; }

    /// <summary>Whether these are the weights of the best epoch, and not the last good ones.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>Whether these are the weights that the training was resumed with, which already gave no finite loss.</summary>
    public bool KeepsResumed { get; init; }

    /// <summary>Whether the loss takes probabilities and the outputs are none, which no learning rate helps.</summary>
    public bool LacksProbabilities { get; init; }

    /// <summary>Whether a smaller learning rate may help: not in the very first step, nor where the outputs are no probabilities, or the
    /// batch was not finite to begin with.</summary>
    [JsonIgnore]
    public bool BlamesLearningRate => Step > 1 && !LacksProbabilities && Where is not (Input or Target);

    /// <summary>Which weights are kept, in a word or two: the <c>best</c>, the <c>last good</c> or the <c>resumed</c> ones.</summary>
    [JsonIgnore]
    public string Kept => KeepsBest ? "best" : KeepsResumed ? "resumed" : "last good";

    /// <summary>The report in one paragraph.</summary>
    public override string ToString()
    {
        string batch = Samples.Count == 0 ? "" : $"; the batch begins with the samples {string.Join(", ", Samples)}";
        string kept = $"{StepsKept} {(StepsKept == 1 ? "step" : "steps")}, which are the {Kept} ones";
        return string.Create(CultureInfo.InvariantCulture, $"Training diverged in epoch {Epoch} at step {Step}: the {Where} is not finite "
            + $"(loss {Loss:G6}{batch}). The weights after {kept}, are kept. {Advice}");
    }

    /// <summary>Finds the first tensor that is not finite, in the order in which a step computes them; null where all are finite.</summary>
    /// <remarks>The batch runs forward once more, layer by layer, which changes the buffers of batch norms as every training pass
    /// does.</remarks>
    internal static string? Locate<T>(Network<T> network, ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets,
        ReadOnlySpan<T> outputGradient, ulong seed, ulong step, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Reductions<T>.AllFinite(inputs)) return Input;
        if (!Reductions<T>.AllFinite(targets)) return Target;
        foreach (Parameter<T> parameter in network.Parameters)
            if (!Reductions<T>.AllFinite(parameter.Value)) return $"{Weights} {parameter.Name}";
        string? output = null;
        try
        {
            Workspace<T> workspace = network.CreateTraceWorkspace(inputs.Length / network.InputShape.Size);
            network.Trace(workspace, inputs, training: true, seed, step, team, (path, layer, _, values) =>
            {
                bool isOutermost = !path.Contains('.');
                if (output is null && isOutermost && !Reductions<T>.AllFinite(values)) output = $"output of layer {path}, {layer}";
            });
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            // Layers that run in one go need less memory than one after another; then it is left to the gradients to say where.
        }
        if (output is not null) return output;
        if (!Reductions<T>.AllFinite(outputGradient)) return "gradient of the loss with respect to the outputs";
        for (int i = network.Parameters.Count - 1; i >= 0; i--)
            if (!Reductions<T>.AllFinite(network.Parameters[i].Gradient)) return $"gradient of {network.Parameters[i].Name}";
        return null;
    }

    /// <summary>What to try. In the very first step no learning rate had any effect: weights, inputs or targets are too large.</summary>
    /// <param name="where">What is not finite.</param>
    /// <param name="learningRate">The learning rate of the last update; null where there was none.</param>
    /// <param name="largestInput">The largest size of an input of the batch.</param>
    /// <param name="largestTarget">The largest size of a target of the batch.</param>
    /// <param name="hasActivation">Whether there is anything between the linear layers.</param>
    internal static string AdviceFor(
        string where, double? learningRate, double largestInput, double largestTarget, bool hasActivation)
    {
        const double LargeInput = 10, LargeTarget = 1000, Huge = 1e6;
        if (learningRate is null && where.StartsWith(Weights, StringComparison.Ordinal))
            return "It was not finite before the first step: take other initial weights.";
        CultureInfo invariant = CultureInfo.InvariantCulture;
        List<string> advice = [];
        if (learningRate is { } rate)
            advice.Add(string.Create(invariant, $"Try a smaller learning rate than {rate:G4}, or clip the gradient's norm"));
        if (largestInput > LargeInput)
            advice.Add(string.Create(invariant,
                $"scale the inputs (they reach {largestInput:G4}) to 0..1, or to mean 0 and standard deviation 1"));
        if (largestTarget > LargeTarget)
            advice.Add(string.Create(invariant, $"scale the targets (they reach {largestTarget:G4}) to numbers near 1"));
        if (learningRate is not null && !hasActivation) advice.Add("put activations between the linear layers");
        if (learningRate is null && Math.Max(largestInput, largestTarget) < Huge)
            advice.Add("take smaller initial weights, such as HeNormal() or GlorotUniform() give");
        return (learningRate is null ? "No update was made before, so not the learning rate is to blame: " : "")
            + string.Join("; ", advice) + ".";
    }

    /// <summary>What to write where the loss takes probabilities and the outputs are none; null where they are, or it takes
    /// none.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="outputs">[batch, outputs].</param>
    /// <param name="width">The outputs of a sample.</param>
    internal static string? AdviceForOutputs(Loss loss, ReadOnlySpan<double> outputs, int width)
    {
        if (loss.Prediction is not (Prediction.Probability or Prediction.Distribution)) return null;
        // Far beyond what rounding makes of a sum of probabilities.
        const double Margin = 0.01;
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, farthest = 1;
        for (int start = 0; start < outputs.Length; start += width)
        {
            double sum = 0;
            foreach (double value in outputs.Slice(start, width))
                if (double.IsFinite(value)) (lowest, highest, sum) = (Math.Min(lowest, value), Math.Max(highest, value), sum + value);
                else sum = double.NaN;
            if (Math.Abs(sum - 1) > Math.Abs(farthest - 1)) farthest = sum;
        }
        bool isDistribution = loss.Prediction == Prediction.Distribution;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string? got = lowest < -Margin || highest > 1 + Margin
            ? lowest == highest ? string.Create(invariant, $"they are {lowest:G4}")
                : string.Create(invariant, $"they reach from {lowest:G4} to {highest:G4}")
            : isDistribution && Math.Abs(farthest - 1) > Margin
                ? string.Create(invariant, $"those of a sample add up to {farthest:G4}") : null;
        if (got is null) return null;
        string remedy = isDistribution ? "end the network with a softmax, or take CrossEntropy, which takes any outputs"
            : "end the network with a sigmoid, or take BinaryCrossEntropyWithLogits, which takes any outputs";
        return $"{loss} takes probabilities, but the network's outputs are none: {got}. Not the learning rate is to blame: {remedy}.";
    }
}
