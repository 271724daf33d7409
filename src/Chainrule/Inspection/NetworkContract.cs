using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Inspection;

/// <summary>The contract of every layer of a network, alone on memory of its own, and of the network, where some run in one go.</summary>
internal sealed class NetworkContract
{
    private readonly Network<double> network;
    private readonly WeightSet<double> before;
    private readonly bool training;
    private readonly int[] sizes;
    private RandomStream random = new(1, RandomPurpose.GradientCheck, 1);

    private NetworkContract(Network<double> network, int batchSize, bool training)
    {
        (this.network, before, this.training) = (network, WeightSet<double>.Of(network), training);
        int smallest = training ? SmallestBatch(network.Root) : 1, other = Math.Max(smallest, batchSize / 2);
        sizes = [batchSize, other == batchSize ? batchSize + 1 : other];
    }

    /// <summary>The first breach, in a sentence that names the layer, those inside others before these; null where there is none.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Inputs for one of the batches.</param>
    /// <param name="training">Whether it runs as in training or as in inference.</param>
    public static string? FirstBreach(Network<double> network, double[] x, bool training)
    {
        NetworkContract contract = new(network, x.Length / network.InputShape.Size, training);
        return contract.Check(network.Root, network.Spec, "", [x, contract.MadeUpBatch(network.InputShape, 1)]).Breach;
    }

    private (string? Breach, double[][] Outputs) Check(CompiledLayer<double> layer, Layer? spec, string path, double[][] inputs)
    {
        (Shape Shape, double[][] Values) last = (layer.InputShape, inputs);
        for (int i = 0; i < layer.Children.Count; i++)
        {
            CompiledLayer<double> child = layer.Children[i];
            // Layers inside another one follow each other, or else all take its input, or parts of it.
            double[][] values = child.InputShape == last.Shape ? last.Values
                : child.InputShape == layer.InputShape ? inputs : [MadeUpBatch(child.InputShape, 0), MadeUpBatch(child.InputShape, 1)];
            (string? breach, double[][] outputs) = Check(child, spec?.Inner.ElementAtOrDefault(i), $"{path}{i}.", values);
            if (breach is not null) return (breach, []);
            last = (child.OutputShape, outputs);
        }
        LayerBatch[] batches = [.. sizes.Select((size, i) => new LayerBatch(size, inputs[i], MadeUpBatch(layer.OutputShape, i)))];
        LayerContract contract = new(layer, new LayerPasses(network, before, layer, path, training, batches), batches);
        string? found = contract.FirstBreach();
        string name = path.Length == 0 ? "the network" : spec is null ? $"layer {path[..^1]}" : $"layer {path[..^1]}, {spec},";
        return (found is null ? null : $"{name} {found}", [.. contract.Fresh.Select(results => results.Y)]);
    }

    private double[] MadeUpBatch(Shape shape, int batch) => MadeUp.Normal(ref random, sizes[batch] * shape.Size);

    private static int SmallestBatch(CompiledLayer<double> layer) =>
        layer.Children.Select(SmallestBatch).Append(layer.SmallestTrainingBatch).Max();
}
