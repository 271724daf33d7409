using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;

namespace Chainrule.Training;

/// <summary>Where the batches of a training come from. A batch is a function of seed, epoch and step alone.</summary>
/// <param name="batchSize">The samples of a full batch.</param>
/// <param name="batches">The batches of an epoch.</param>
internal abstract class BatchSource<T>(int batchSize, int batches) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int BatchSize => batchSize;

    public int Batches => batches;

    /// <summary>Makes an epoch's batches known.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public virtual void Begin(int epoch)
    {
    }

    /// <summary>The indices of a batch's samples in the training part; none where they are not from one.</summary>
    public virtual ReadOnlyMemory<int> Indices(int batch) => ReadOnlyMemory<int>.Empty;

    /// <summary>The samples of a batch.</summary>
    public virtual int SizeOf(int batch) => batchSize;

    /// <summary>Writes a batch.</summary>
    public abstract void Fill(int batch, long step, Memory<T> inputs, Span<T> targets, Team team);

    /// <summary>The samples of a data set, batch after batch.</summary>
    public sealed class OfData(Trainer<T> trainer, Dataset<T> data, TrainingOptions options)
        : BatchSource<T>(options.BatchSizeFor(data.Count), options.BatchesFor(data.Count))
    {
        private readonly int[] order = new int[data.Count];

        public override void Begin(int epoch)
        {
            if (options.Shuffle) Order.Fill(order, trainer.Seed, (ulong)epoch);
            else Order.FillInSequence(order);
        }

        public override ReadOnlyMemory<int> Indices(int batch) => order.AsMemory(batch * BatchSize, SizeOf(batch));

        public override int SizeOf(int batch) => Math.Min(BatchSize, order.Length - batch * BatchSize);

        public override void Fill(int batch, long step, Memory<T> inputs, Span<T> targets, Team team)
        {
            data.GatherInputs(team, Indices(batch), inputs);
            data.GatherTargets(Indices(batch).Span, targets, trainer.Network.OutputShape.Size);
        }
    }

    /// <summary>What a function makes, without an end.</summary>
    public sealed class OfGenerator(Trainer<T> trainer, BatchGenerator<T> generator, int batchSize)
        : BatchSource<T>(batchSize, generator.StepsPerEpoch)
    {
        public override void Fill(int batch, long step, Memory<T> inputs, Span<T> targets, Team team)
        {
            inputs.Span.Clear();
            targets.Clear();
            RandomStream random = new(trainer.Seed, RandomPurpose.Batch, (ulong)step);
            generator.Fill(new(inputs.Span, targets, [], (trainer.Network.InputShape, BatchSize, step), ref random));
        }
    }
}
