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
    private const string Parameter = "parameter ";

    /// <summary>The report in one paragraph.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Training diverged in epoch {Epoch} at step {Step}: the {Where} is not finite (loss {Loss:G6}; samples {string.Join(", ", Samples)}, …). {Kept} {Advice}");

    private string Kept => Where.StartsWith(Parameter, StringComparison.Ordinal)
        ? "It was so before this step: the update of the step before was too large, or the weights came so." : "The weights of the step before are kept.";

    /// <summary>Finds the first tensor that is not finite, in the order in which a step computes them; null where all are finite.</summary>
    internal static string? Locate<T>(Network<T> network, Workspace<T> workspace, ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Reductions.AllFinite(inputs)) return "input";
        foreach (Parameter<T> parameter in network.Parameters)
            if (!Reductions.AllFinite<T>(parameter.Value)) return Parameter + parameter.Name;
        for (int layer = 0; layer < network.Layers.Count; layer++)
            if (!Reductions.AllFinite(network.Activation(workspace, layer, inputs))) return $"output of layer {layer}, {network.Spec.Layers[layer]}";
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
