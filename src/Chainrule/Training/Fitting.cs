using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Training;

public sealed partial class Trainer<T>
{
    /// <summary>Whether network, data and options fit together.</summary>
    private static class Fitting
    {
        /// <summary>Checks the descriptions, and data that is there.</summary>
        public static void Require(Trainer<T> trainer, TrainingOptions options, params ReadOnlySpan<Dataset<T>?> data)
        {
            foreach (Spec spec in (IEnumerable<Spec>)[options, trainer.Loss, trainer.Optimizer, trainer.Schedule, .. trainer.Metrics])
                spec.Validate();
            foreach (Dataset<T>? part in data)
                if (part is not null) Require(trainer.Network, part);
            if (trainer.Loss.ComparesClasses && trainer.Network.OutputShape.Size == 1)
                throw new ShapeException($"{trainer.Loss} compares classes and needs an output for each, but the network has one output. "
                    + "Let the last layer have as many outputs as there are classes, or take a binary loss.");
        }

        /// <summary>Checks that samples suit a network.</summary>
        public static void Require(Network<T> network, Dataset<T> data)
        {
            if (data.InputShape != network.InputShape)
                throw new DataException($"'{data.Name}' holds inputs of {data.InputShape}, but the network takes {network.InputShape}.");
            data.RequireOutputs(network.OutputShape.Size);
        }

        /// <summary>Checks that every layer can be trained on batches of these sizes, the last of which is the largest.</summary>
        public static void Require(Trainer<T> trainer, TrainingOptions options, params ReadOnlySpan<int> batchSizes)
        {
            Network<T> network = trainer.Network;
            foreach (int size in batchSizes) Check(network.Layers, network.Spec.Layers, [], size);
            try
            {
                _ = network.WorkspaceLength(batchSizes[^1]);
            }
            catch (OverflowException)
            {
                throw new SpecException(options, "batch_size",
                    $"is {batchSizes[^1]}, and the activations of so many samples do not fit into memory; take a smaller batch");
            }
        }

        private static void Check(IReadOnlyList<CompiledLayer<T>> compiled, IReadOnlyList<Layer> layers, int[] outer, int batchSize)
        {
            for (int i = 0; i < compiled.Count; i++)
            {
                int[] path = [.. outer, i];
                if (compiled[i].SmallestTrainingBatch > batchSize)
                    throw new ShapeException($"layer {string.Join('.', path)}, {layers[i]}, learns from batches of at least "
                        + $"{compiled[i].SmallestTrainingBatch} samples, but there is a batch of {batchSize}. Take another batch size, "
                        + "which leaves no such rest at the end of an epoch, or leave the last batch out.", path);
                Check(compiled[i].Children, layers[i].Inner, path, batchSize);
            }
        }
    }
}
