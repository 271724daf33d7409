using System.Numerics;
using System.Numerics.Tensors;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>Measures a network in the middle of a training: how its layers answer to some samples that stay the same (the probe), and what a step does to
/// its parameters. Outputs are measured as at inference, without dropout, so that they do not depend on the batch; the network does not change.</summary>
/// <remarks>The probe and the copy of the weights are allocated at once; a measurement allocates little more than its results.</remarks>
public sealed class LayerProbe<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How near to a limit of its range, as a share of that range, an output counts as saturated. There the slope of a sigmoid or hyperbolic
    /// tangent is below 8 % of its greatest: 0.02·0.98 of ¼.</summary>
    public const double SaturatedMargin = 0.02;

    private readonly Network<T> network;
    private readonly Loss loss;
    private readonly T[] inputs, targets, before;
    private readonly Workspace<T> workspace;
    private readonly Dictionary<string, Layer> layers;

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
            throw new ShapeException($"The network takes samples of {network.InputShape} and gives {network.OutputShape}, but the probe has {inputs.Length} input and {targets.Length} target elements.");
        workspace = network.CreateWorkspace(Samples);
        before = new T[network.Weights.Length];
        layers = NetworkSummary.Of(network).Layers.ToDictionary(row => row.Path, row => row.Layer);
    }

    /// <summary>The samples of the probe.</summary>
    public int Samples { get; }

    /// <summary>Measures loss, outputs, gradients and weights; to be called when the gradients of the step are there and the weights are still those that
    /// gave them.</summary>
    public void BeforeUpdate(long step, Team team, ICollection<Measurement> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Span<T> outputs = network.Forward(workspace, inputs, training: false, seed: 0, step: 0, team);
        results.Add(new(step, "", Statistic.Loss, loss.Evaluate<T>(outputs, targets, [], Samples)));
        network.VisitOutputs(workspace, inputs, (path, layer, output) => Measure(step, path, layer, output, results));
        foreach (Parameter<T> parameter in network.Parameters)
        {
            results.Add(new(step, parameter.Name, Statistic.GradientNorm, Reductions.Norm<T>(parameter.Gradient)));
            results.Add(new(step, parameter.Name, Statistic.WeightNorm, Reductions.Norm<T>(parameter.Value)));
        }
        network.Weights.CopyTo(before);
    }

    /// <summary>Measures the updates; to be called after the step that <see cref="BeforeUpdate"/> was called in.</summary>
    public void AfterUpdate(long step, ICollection<Measurement> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (Parameter<T> parameter in network.Parameters)
        {
            Span<T> change = before.AsSpan(parameter.Offset, parameter.Shape.Size);
            double weight = Reductions.Norm<T>(change);
            TensorPrimitives.Subtract(parameter.Value, change, change);
            if (weight > 0) results.Add(new(step, parameter.Name, Statistic.UpdateRatio, Reductions.Norm<T>(change) / weight));
        }
    }

    private void Measure(long step, string path, CompiledLayer<T> layer, ReadOnlySpan<T> output, ICollection<Measurement> results)
    {
        (double mean, double spread) = MeanAndSpread(output);
        results.Add(new(step, path, Statistic.ActivationMean, mean));
        results.Add(new(step, path, Statistic.ActivationSpread, spread));
        if (layers[path] is ReLU) results.Add(new(step, path, Statistic.DeadUnits, DeadUnits(output, layer.OutputShape)));
        if (LimitsOf(layers[path]) is var (low, high)) results.Add(new(step, path, Statistic.Saturation, Saturation(output, low, high)));
    }

    private static (double Low, double High)? LimitsOf(Layer layer) => layer switch
    {
        Sigmoid or Softmax => (0, 1),
        Tanh or Softsign => (-1, 1),
        _ => null,
    };

    private static unsafe (double Mean, double Spread) MeanAndSpread(ReadOnlySpan<T> values)
    {
        fixed (T* x = values)
        {
            double mean = Moments.Sum(x, values.Length) / values.Length;
            (double sum, double squares) = Moments.Deviations(x, values.Length, T.CreateTruncating(mean));
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

    private static double Saturation(ReadOnlySpan<T> output, double low, double high)
    {
        double margin = SaturatedMargin * (high - low);
        T lowest = T.CreateTruncating(low + margin), highest = T.CreateTruncating(high - margin);
        int saturated = 0;
        foreach (T value in output)
            if (value < lowest || value > highest) saturated++;
        return (double)saturated / output.Length;
    }
}
