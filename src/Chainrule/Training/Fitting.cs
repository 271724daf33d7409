using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Training;

public sealed partial class Trainer<T>
{
    /// <summary>Whether network, data and options fit together.</summary>
    private static class Fitting
    {
        /// <summary>Checks the descriptions, and data that is there.</summary>
        /// <param name="trainer">The trainer.</param>
        /// <param name="options">How it trains.</param>
        /// <param name="train">The samples to learn from; null where a generator makes them.</param>
        /// <param name="measured">The samples that are only measured, in which some classes may not occur.</param>
        public static void Require(
            Trainer<T> trainer, TrainingOptions options, Dataset<T>? train, params ReadOnlySpan<Dataset<T>?> measured)
        {
            foreach (Spec spec in (IEnumerable<Spec>)[options, trainer.Loss, trainer.Optimizer, trainer.Schedule, .. trainer.Metrics])
                spec.Validate();
            foreach (Dataset<T>? part in (ReadOnlySpan<Dataset<T>?>)[train, .. measured])
            {
                if (part is null) continue;
                Require(trainer, part, isTraining: ReferenceEquals(part, train));
                trainer.RequireClasses(part);
            }
            if (trainer.Loss.ComparesClasses && trainer.Network.OutputShape.Size == 1)
                throw new ShapeException($"{trainer.Loss} compares classes and needs an output for each, but the network has one output. "
                    + "Let the last layer have as many outputs as there are classes, or take a binary loss.");
        }

        /// <summary>Checks that samples suit the network and the loss.</summary>
        public static void Require(Trainer<T> trainer, Dataset<T> data, bool isTraining)
        {
            Network<T> network = trainer.Network;
            if (data.InputShape != network.InputShape)
                throw new DataException($"'{data.Name}' holds inputs of {data.InputShape}, but the network takes {network.InputShape}.");
            if (new TargetCheck(trainer.Loss, network.OutputShape.Size, data).Find(isTraining) is { } misfit)
                throw new DataException(misfit.ToString());
        }

        /// <summary>The limits of all target values; null where the targets are classes.</summary>
        public static (double Low, double High)? TargetLimits(DataSplit<T>? data)
        {
            if (data is null || data.Train.Classes > 0) return null;
            (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (Dataset<T>? part in (ReadOnlySpan<Dataset<T>?>)[data.Train, data.Validation, data.Test])
                foreach (T value in part is null ? [] : Targets(part))
                    (low, high) = (Math.Min(low, double.CreateTruncating(value)), Math.Max(high, double.CreateTruncating(value)));
            return (low, high);
        }

        /// <summary>The target values, sample by sample.</summary>
        public static IEnumerable<T> Targets(Dataset<T> data)
        {
            T[] row = new T[data.TargetShape.Size];
            for (int i = 0; i < data.Count; i++)
            {
                data.GatherTargets([i], row, row.Length);
                foreach (T value in row) yield return value;
            }
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
