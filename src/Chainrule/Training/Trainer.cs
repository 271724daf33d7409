using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;

namespace Chainrule.Training;

/// <summary>Trains a network: forward, loss, backward, update, batch after batch.</summary>
/// <remarks>The same network, data, options and seed give the same bits on any number of threads.</remarks>
/// <param name="network">The network; its weights and buffers change.</param>
/// <param name="loss">What is minimised.</param>
/// <param name="optimizer">How.</param>
/// <param name="schedule">How the learning rate changes; constant by default.</param>
public sealed class Trainer<T>(Network<T> network, Loss loss, Optimizer optimizer, Schedule? schedule = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    public Network<T> Network { get; } = network;

    /// <summary>What is minimised.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>How it is minimised.</summary>
    public Optimizer Optimizer { get; } = optimizer;

    /// <summary>How the learning rate changes.</summary>
    public Schedule Schedule { get; } = schedule ?? new Constant();

    /// <summary>The metrics to follow beside the loss.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Keys the order of the samples and the dropout masks; the network's seed by default.</summary>
    public ulong Seed { get; init; } = network.Seed;

    /// <summary>The number of threads; 0, the default, is one per processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Sees some of the steps; nobody by default.</summary>
    public StepObserver<T>? Observer { get; set; }

    /// <summary>How long a step that is under way may still take when the training is cancelled; then it is given up.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The state before the first step, for <see cref="Fit"/>.</summary>
    public TrainingState<T> Start() => new(Network, Optimizer, Metrics.Count);

    /// <summary>Trains.</summary>
    /// <param name="data">The training part and, where wanted, a validation part. The test part is not looked at.</param>
    /// <param name="options">How long, in which batches, and when to stop.</param>
    /// <param name="state">Where to go on; by default, at the beginning. It changes along, and holds the best weights at the end.</param>
    /// <param name="progress">Gets a report several times a second, and after every epoch.</param>
    /// <param name="checkpoint">Is called between two steps whenever a checkpoint is due, and at the end; state and network are consistent
    /// then. Where the training ends within an epoch, the last one comes before that epoch is closed, so that a longer training can go on
    /// from it; where it diverges, there is none at the end.</param>
    /// <param name="cancellation">Stops the training after the step under way; the history then says so. A step that takes longer than half
    /// a second from then on is given up.</param>
    /// <exception cref="SpecException">A value is out of its bounds, or the batch is larger than the training part.</exception>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="ArgumentException">The state is that of another network or schedule.</exception>
    public History Fit(DataSplit<T> data, TrainingOptions options, TrainingState<T>? state = null,
        IProgress<TrainingProgress>? progress = null, Action? checkpoint = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Require(data, options);
        using Team team = new(Threads);
        TrainingSession<T> session = new(this, data, options, state ?? Start(), progress, checkpoint, team);
        return session.Run(cancellation);
    }

    /// <summary>The loss and the metrics on some samples, in inference mode.</summary>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Scores Evaluate(Dataset<T> data, CancellationToken cancellation = default) => Evaluate(data, observer: null, cancellation);

    /// <summary>The loss and the metrics on some samples, in inference mode, with all outputs shown to an observer.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="observer">Sees all outputs, in the order of the samples.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Scores Evaluate(Dataset<T> data, OutputsObserver<T>? observer, CancellationToken cancellation = default)
    {
        Require(data);
        using Team team = new(Threads) { Cancellation = cancellation };
        return new Evaluator<T>(Network, Loss, Metrics, team).Evaluate(data, observer, cancellation)
            ?? throw new OperationCanceledException(cancellation);
    }

    /// <summary>Checks that everything fits together, without training: descriptions, shapes, outputs and the size of a batch.</summary>
    /// <exception cref="SpecException">A value is out of its bounds, or the batch is larger than the training part.</exception>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="ShapeException">The loss does not suit the network's outputs.</exception>
    public void Require(DataSplit<T> data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        foreach (Spec spec in (IEnumerable<Spec>)[options, Loss, Optimizer, Schedule, .. Metrics]) spec.Validate();
        foreach (Dataset<T>? part in (ReadOnlySpan<Dataset<T>?>)[data.Train, data.Validation, data.Test])
            if (part is not null) Require(part);
        if (Loss.ComparesClasses && Network.OutputShape.Size == 1)
            throw new ShapeException($"{Loss} compares classes and needs an output for each, but the network has one output. Let the last "
                + "layer have as many outputs as there are classes, or take a binary loss.");
        int count = data.Train.Count, batchSize = options.BatchSize.Of(count);
        if (batchSize > count)
            throw new SpecException(options, "batch_size",
                $"is {batchSize}, but the training part of '{data.Train.Name}' holds {count} samples; write all, or at most {count}");
        int last = count % batchSize;
        if (last > 0 && (options.Steps ?? long.MaxValue) > count / batchSize) Require(last);
        Require(batchSize);
        try
        {
            _ = Network.WorkspaceLength(batchSize);
        }
        catch (OverflowException)
        {
            throw new SpecException(options, "batch_size",
                $"is {batchSize}, and the activations of so many samples do not fit into memory; take a smaller batch");
        }
    }

    /// <summary>Checks that every layer can be trained on a batch of this size.</summary>
    private void Require(int batchSize)
    {
        Check(Network.Layers, Network.Spec.Layers, []);

        void Check(IReadOnlyList<CompiledLayer<T>> compiled, IReadOnlyList<Layer> layers, int[] outer)
        {
            for (int i = 0; i < compiled.Count; i++)
            {
                int[] path = [.. outer, i];
                if (compiled[i].SmallestTrainingBatch > batchSize)
                    throw new ShapeException($"layer {string.Join('.', path)}, {layers[i]}, learns from batches of at least "
                        + $"{compiled[i].SmallestTrainingBatch} samples, but there is a batch of {batchSize}. Take another batch_size, "
                        + "which leaves no such rest at the end of an epoch.", path);
                Check(compiled[i].Children, layers[i].Inner, path);
            }
        }
    }

    private void Require(Dataset<T> data)
    {
        if (data.InputShape != Network.InputShape)
            throw new DataException($"'{data.Name}' holds inputs of {data.InputShape}, but the network takes {Network.InputShape}.");
        data.RequireOutputs(Network.OutputShape.Size);
    }
}
