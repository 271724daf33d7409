using System.Globalization;
using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>Where a training first met a number that is infinite or not a number.</summary>
/// <param name="Where">The first such tensor on the way of the computation: <c>output of layer 2, ReLU()</c>, <c>gradient of 0.weight</c>.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The update that was not made, counted from 0.</param>
/// <param name="Samples">The indices in the training part of the batch's first samples, at most ten.</param>
/// <param name="Loss">The loss of that batch.</param>
/// <param name="Advice">What to try.</param>
public sealed record Divergence(string Where, int Epoch, long Step, IReadOnlyList<int> Samples, double Loss, string Advice)
{
    /// <summary>The updates in the weights that are kept: all before this one, or where that left weights with which the loss is not finite,
    /// those up to the last weights that are known to be good.</summary>
    public long StepsKept { get; init; }

    /// <summary>The report in one paragraph.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Training diverged in epoch {Epoch} at step {Step}: the {Where} is not finite (loss {Loss:G6}; the batch begins with the samples {string.Join(", ", Samples)}). The weights after {StepsKept} {(StepsKept == 1 ? "step" : "steps")}, which are the last good ones, are kept. {Advice}");

    /// <summary>Finds the first tensor that is not finite, in the order in which a step computes them; null where all are finite.</summary>
    internal static string? Locate<T>(Network<T> network, Workspace<T> workspace, ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Reductions.AllFinite(inputs)) return "input";
        foreach (Parameter<T> parameter in network.Parameters)
            if (!Reductions.AllFinite<T>(parameter.Value)) return $"parameter {parameter.Name}";
        long samples = inputs.Length / network.InputShape.Size;
        for (int layer = 0; layer < network.Layers.Count; layer++)
            // An output that would have to be computed again, and is larger than all that is kept, is left to the layer after it.
            if (network.IsHidden(layer) && samples * network.Layers[layer].OutputShape.Size > Math.Max(workspace.Length, 1 << 20)) continue;
            else if (!Reductions.AllFinite(network.Activation(workspace, layer, inputs))) return $"output of layer {layer}, {network.Spec.Layers[layer]}";
        if (!Reductions.AllFinite(outputGradient)) return "gradient of the loss with respect to the outputs";
        for (int i = network.Parameters.Count - 1; i >= 0; i--)
            if (!Reductions.AllFinite<T>(network.Parameters[i].Gradient)) return $"gradient of {network.Parameters[i].Name}";
        return null;
    }

    internal static string AdviceFor(double learningRate, double largestInput, bool hasActivation)
    {
        List<string> advice = [string.Create(CultureInfo.InvariantCulture, $"Try a smaller learning rate than {learningRate:G4}, or training.clip_norm")];
        if (largestInput > 10) advice.Add(string.Create(CultureInfo.InvariantCulture, $"scale the inputs (they reach {largestInput:G4}; data: scale: unit or standardize)"));
        if (!hasActivation) advice.Add("put activations between the linear layers");
        return string.Join("; ", advice) + ".";
    }

}
