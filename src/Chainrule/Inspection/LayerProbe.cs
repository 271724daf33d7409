using System.Numerics;
using System.Numerics.Tensors;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Parameters;

namespace Chainrule.Inspection;

/// <summary>Measures a network in the middle of a training: how its layers answer to some samples that stay the same (the probe), and what
/// a step does to its parameters. Outputs are measured as at inference, without dropout, so that they do not depend on the batch; the
/// network does not change.</summary>
/// <remarks>The probe and the copy of the weights are allocated at once; a measurement allocates little more than its results.</remarks>
public sealed class LayerProbe<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> network;
    private readonly Loss loss;
    private readonly T[] inputs, targets;
    private readonly WeightSet<T> before;
    private readonly Workspace<T> workspace;

    /// <param name="network">The network.</param>
    /// <param name="loss">What it is trained to minimise.</param>
    /// <param name="inputs">The probe, [samples, input shape].</param>
    /// <param name="targets">Its targets, [samples, outputs].</param>
    /// <exception cref="ShapeException">The lengths do not suit the network.</exception>
    public LayerProbe(Network<T> network, Loss loss, T[] inputs, T[] targets)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        (this.network, this.loss, this.inputs, this.targets) = (network, loss, inputs, targets);
        Samples = inputs.Length / network.InputShape.Size;
        if (Samples == 0 || Samples * network.InputShape.Size != inputs.Length || Samples * network.OutputShape.Size != targets.Length)
            throw new ShapeException($"The network takes samples of {network.InputShape} and gives {network.OutputShape}, but the probe "
                + $"has {inputs.Length} input and {targets.Length} target elements.");
        workspace = network.CreateTraceWorkspace(Samples);
        before = new WeightSet<T>(network);
    }

    /// <summary>The samples of the probe.</summary>
    public int Samples { get; }

    /// <summary>Measures loss, outputs, gradients and weights; to be called when the gradients of the step are there and the weights are
    /// still those that gave them.</summary>
    public void BeforeUpdate(long step, Team team, ICollection<Measurement> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        List<Measurement> ofLayers = [];
        Span<T> outputs = network.Trace(workspace, inputs, training: false, seed: 0, step: 0, team, (path, layer, shape, output) =>
        {
            // A layer comes before those inside it, whose outputs are there first.
            int inner = ofLayers.FindIndex(row => row.Of.StartsWith($"{path}.", StringComparison.Ordinal));
            ofLayers.InsertRange(inner < 0 ? ofLayers.Count : inner, Measure(step, path, layer, shape, output));
        });
        results.Add(new(step, "", Statistic.Loss, loss.Evaluate<T>(outputs, targets, [], Samples)));
        foreach (Measurement row in ofLayers) results.Add(row);
        foreach (Parameter<T> parameter in network.Parameters)
        {
            results.Add(new(step, parameter.Name, Statistic.GradientNorm, Reductions<T>.Norm(parameter.Gradient)));
            results.Add(new(step, parameter.Name, Statistic.WeightNorm, Reductions<T>.Norm(parameter.Value)));
        }
        before.Capture(network);
    }

    /// <summary>Measures the updates; to be called after the step that <see cref="BeforeUpdate"/> was called in.</summary>
    public void AfterUpdate(long step, ICollection<Measurement> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (Parameter<T> parameter in network.Parameters)
        {
            Span<T> change = before.WeightMemory.Span.Slice(parameter.Offset, parameter.Shape.Size);
            double weight = Reductions<T>.Norm(change);
            TensorPrimitives.Subtract(parameter.Value, change, change);
            if (weight > 0) results.Add(new(step, parameter.Name, Statistic.UpdateRatio, Reductions<T>.Norm(change) / weight));
        }
    }

    private static List<Measurement> Measure(long step, string path, Layer layer, Shape shape, ReadOnlySpan<T> output)
    {
        (double mean, double spread) = MeanAndSpread(output);
        List<Measurement> results = [new(step, path, Statistic.ActivationMean, mean), new(step, path, Statistic.ActivationSpread, spread)];
        if (layer.CanDie) results.Add(new(step, path, Statistic.DeadUnits, DeadUnits(output, shape)));
        if (layer.Range is { } range)
            results.Add(new(step, path, Statistic.Saturation, (double)SaturatedOutputs.Count(output, range) / output.Length));
        return results;
    }

    private static unsafe (double Mean, double Spread) MeanAndSpread(ReadOnlySpan<T> values)
    {
        fixed (T* x = values)
        {
            double mean = Moments<T>.Sum(x, values.Length) / values.Length;
            (double sum, double squares) = Moments<T>.Deviations(x, values.Length, T.CreateTruncating(mean));
            double rest = sum / values.Length;
            return (mean, Math.Sqrt(Math.Max(0, squares / values.Length - rest * rest)));
        }
    }

    private static double DeadUnits(ReadOnlySpan<T> output, Shape shape)
    {
        // Of a convolution a whole channel: at the rim of a picture many places are 0 for good reason.
        int units = shape.Rank == 3 ? shape[0] : shape.Size, places = shape.Size / units;
        bool[] isAlive = new bool[units];
        for (int start = 0; start < output.Length; start += shape.Size)
            for (int unit = 0; unit < units; unit++)
                if (!isAlive[unit] && output.Slice(start + unit * places, places).ContainsAnyExcept(T.Zero)) isAlive[unit] = true;
        return (double)isAlive.Count(alive => !alive) / units;
    }
}
