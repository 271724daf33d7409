using System.Globalization;
using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Training;

/// <summary>Where a training first met a number that is infinite or not a number.</summary>
/// <param name="Where">The first such tensor on the way of the computation: <c>output of layer 2, ReLU()</c>, <c>gradient of
/// 0.weight</c>.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The update that was not made, counted from 0.</param>
/// <param name="Samples">The indices in the training part of the batch's first samples, at most ten.</param>
/// <param name="Loss">The loss of that batch.</param>
/// <param name="Advice">What to try.</param>
public sealed record Divergence(string Where, int Epoch, long Step, IReadOnlyList<int> Samples, double Loss, string Advice)
{
    /// <summary>The updates in the weights that are kept: all before this one, or where that left weights with which the loss is not
    /// finite, those up to the last weights that are known to be good.</summary>
    public long StepsKept { get; init; }

    /// <summary>The report in one paragraph.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Training diverged in epoch {Epoch} at step {Step}: the {Where} is not finite (loss {Loss:G6}; the batch begins with the samples "
        + $"{string.Join(", ", Samples)}). The weights after {StepsKept} {(StepsKept == 1 ? "step" : "steps")}, which are the last good "
        + $"ones, are kept. {Advice}");

    /// <summary>Finds the first tensor that is not finite, in the order in which a step computes them; null where all are finite.</summary>
    /// <remarks>The batch runs forward once more, layer by layer, which changes the buffers of batch norms as every training pass
    /// does.</remarks>
    internal static string? Locate<T>(Network<T> network, ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputGradient, ulong seed, ulong step,
        Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Reductions<T>.AllFinite(inputs)) return "input";
        foreach (Parameter<T> parameter in network.Parameters)
            if (!Reductions<T>.AllFinite(parameter.Value)) return $"parameter {parameter.Name}";
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

    /// <summary>What to try.</summary>
    internal static string AdviceFor(double learningRate, double largestInput, bool hasActivation)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        List<string> advice = [string.Create(invariant, $"Try a smaller learning rate than {learningRate:G4}, or training.clip_norm")];
        if (largestInput > 10)
            advice.Add(string.Create(invariant, $"scale the inputs (they reach {largestInput:G4}; data: scale: unit or standardize)"));
        if (!hasActivation) advice.Add("put activations between the linear layers");
        return string.Join("; ", advice) + ".";
    }
}
