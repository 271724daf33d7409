using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
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
/// <exception cref="ArgumentNullException">Network, loss or optimizer is null.</exception>
public sealed partial class Trainer<T>(Network<T> network, Loss loss, Optimizer optimizer, Schedule? schedule = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    public Network<T> Network { get; } = network ?? throw new ArgumentNullException(nameof(network));

    /// <summary>What is minimised.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>How it is minimised.</summary>
    public Optimizer Optimizer { get; } = optimizer ?? throw new ArgumentNullException(nameof(optimizer));

    /// <summary>How the learning rate changes.</summary>
    public Schedule Schedule { get; } = schedule ?? new Constant();

    /// <summary>The metrics to follow beside the loss.</summary>
    /// <exception cref="ArgumentException">One is null, or two have the same name.</exception>
    public IReadOnlyList<Metric> Metrics
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Contains(null)) throw new ArgumentException("A metric in the list is null.", nameof(value));
            if (value.Select(metric => metric.Name).Prepend("loss").CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key is
                { } twice)
                throw new ArgumentException($"Two scores would be called '{twice}'; each needs a name of its own.", nameof(value));
            field = value;
        }
    } = [];

    /// <summary>Keys the order of the samples, the dropout masks, and the random numbers of transforms and generators; the network's seed
    /// by default.</summary>
    public ulong Seed { get; init; } = network.Seed;

    /// <summary>The number of threads; 0, the default, is one per processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Those who follow the training, in the order in which they are called; nobody by default. A training takes the list as it is
    /// when it begins.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public IList<Callback<T>> Callbacks { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = [];

    /// <summary>Changes every batch before it is trained on, as in data augmentation; nothing by default. Evaluations see the samples as
    /// they are.</summary>
    /// <example><code>new Trainer&lt;float&gt;(network, new CrossEntropy(), new Adam())
    /// {
    ///     Transform = batch =>
    ///     {
    ///         foreach (ref float value in batch.Inputs) value += 0.1f * (float)batch.Random.NextNormal();
    ///     },
    /// }</code></example>
    public BatchFunction<T>? Transform { get; init; }

    /// <summary>How long a step that is under way may still take when the training is cancelled; then it is given up.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The state before the first step, for <see cref="Fit(DataSplit{T}, TrainingOptions, TrainingState{T}?,
    /// IProgress{TrainingProgress}?, CancellationToken)"/>.</summary>
    public TrainingState<T> Start() => new(this);

    /// <summary>Trains.</summary>
    /// <param name="data">The training part and, where wanted, a validation part. The test part is not looked at.</param>
    /// <param name="options">How long, in which batches, and when to stop.</param>
    /// <param name="state">Where to go on; by default, at the beginning. It changes along, and holds the best weights at the end.</param>
    /// <param name="progress">Gets a report several times a second, and after every epoch.</param>
    /// <param name="cancellation">Stops the training after the step under way; the history then says so. A step that takes longer than half
    /// a second from then on is given up.</param>
    /// <exception cref="SpecException">A value is out of its bounds.</exception>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="ShapeException">A layer cannot learn from batches of this size, or the loss does not suit the outputs.</exception>
    /// <exception cref="ArgumentException">The state is that of another network, optimizer, loss, schedule or list of metrics.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained already, or an exception left the state within a
    /// step.</exception>
    [OverloadResolutionPriority(1)]
    public History Fit(DataSplit<T> data, TrainingOptions options, TrainingState<T>? state = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Require(data, options);
        return Fit(new BatchSource<T>.OfData(this, data.Train, options), data.Validation, options, state, progress, cancellation);
    }

    /// <summary>Trains on batches from a generator: <see cref="TrainingOptions.Steps"/> instead of epochs.</summary>
    /// <param name="batches">Makes the batches.</param>
    /// <param name="options">How many steps, the batch size, and when to stop. Where epochs are counted, one is
    /// <see cref="BatchGenerator{T}.StepsPerEpoch"/> steps.</param>
    /// <param name="validation">Samples that are evaluated after epochs; none by default.</param>
    /// <param name="state">Where to go on; by default, at the beginning.</param>
    /// <param name="progress">Gets a report several times a second, and after every epoch.</param>
    /// <param name="cancellation">Stops the training after the step under way.</param>
    /// <exception cref="SpecException">A value is out of its bounds, or calls for data that has an end.</exception>
    /// <exception cref="DataException">The validation part does not suit the network.</exception>
    /// <exception cref="ShapeException">A layer cannot learn from batches of this size, or the loss does not suit the outputs.</exception>
    /// <exception cref="ArgumentException">The state is that of another network, optimizer, loss, schedule or list of metrics.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained already, or an exception left the state within a
    /// step.</exception>
    public History Fit(BatchGenerator<T> batches, TrainingOptions options, Dataset<T>? validation = null, TrainingState<T>? state = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(options);
        Fitting.Require(this, options, train: null, validation);
        if (options.Epochs is not null)
            throw new SpecException(options, "epochs", $"has no meaning for '{batches.Name}', which has no end; say steps instead");
        if (options.BatchSize.Count is not { } batchSize)
            throw new SpecException(options, "batch_size", $"is all, but '{batches.Name}' has no end; say a number");
        Fitting.Require(this, options, [batchSize]);
        return Fit(new BatchSource<T>.OfGenerator(this, batches, batchSize), validation, options, state, progress, cancellation);
    }

    private History Fit(BatchSource<T> source, Dataset<T>? validation, TrainingOptions options, TrainingState<T>? state,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        if (Callbacks.Contains(null!)) throw new ArgumentException("A callback in the list is null.");
        if (!Network.TrainingClaim.Wait(0, CancellationToken.None))
            throw new InvalidOperationException("The network is being trained already. Wait for that training to end, or train another "
                + "network.");
        try
        {
            using Team team = new(Threads);
            return new TrainingSession<T>(this, source, validation, options, state ?? Start(), progress, team).Run(cancellation);
        }
        finally
        {
            Network.TrainingClaim.Release();
        }
    }

    /// <summary>The loss and the metrics on some samples, in inference mode.</summary>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="SpecException">A metric needs classes, and the targets are values.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Scores Evaluate(Dataset<T> data, CancellationToken cancellation = default) => Evaluate(data, observer: null, cancellation);

    /// <summary>The loss and the metrics on some samples, in inference mode, with all outputs shown to an observer.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="observer">Sees all outputs, in the order of the samples.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="SpecException">A metric needs classes, and the targets are values.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Scores Evaluate(Dataset<T> data, OutputsObserver<T>? observer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Fitting.Require(this, data, isTraining: false);
        RequireClasses(data);
        using Team team = new(Threads) { Cancellation = cancellation };
        return new Evaluator(this, team).Evaluate(data, observer, cancellation) ?? throw new OperationCanceledException(cancellation);
    }

    /// <summary>What looks wrong without making a training impossible, a sentence or two each: what the data itself warns of
    /// (<see cref="DataSplit{T}.Warnings"/>), and a last layer whose outputs are not what the loss takes, or cannot reach the target
    /// values.</summary>
    /// <param name="data">The data; null where it is not at hand, so that nothing is said about it.</param>
    /// <param name="name">What layers and losses are called; the names of their types by default.</param>
    /// <example><code>foreach (string warning in trainer.Warnings(data)) Console.WriteLine(warning);</code></example>
    public IReadOnlyList<string> Warnings(DataSplit<T>? data = null, Func<Spec, string>? name = null)
    {
        OutputWarnings ending = new(Network.Spec.Layers, Network.OutputShape.Size, Loss, name ?? (spec => spec.GetType().Name));
        return [.. data?.Warnings ?? [], .. ending.Find(ending.NeedsTargets ? Fitting.TargetLimits(data) : null) is { } found
            ? (string[])[found] : []];
    }

    /// <summary>Checks that everything fits together, without training: descriptions, shapes, outputs and the size of a batch.</summary>
    /// <exception cref="SpecException">A value is out of its bounds, or a metric needs classes and the targets are values.</exception>
    /// <exception cref="DataException">The data does not suit the network.</exception>
    /// <exception cref="ShapeException">A layer cannot learn from batches of this size, or the loss does not suit the network's
    /// outputs.</exception>
    public void Require(DataSplit<T> data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data.Train);
        Fitting.Require(this, options, data.Train, data.Validation, data.Test);
        int count = data.Train.Count, batchSize = options.BatchSizeFor(count), batches = options.BatchesFor(count);
        int last = count % batchSize;
        bool hasLast = last > 0 && !options.DropLast && (options.Steps ?? long.MaxValue) >= batches;
        Fitting.Require(this, options, hasLast ? [last, batchSize] : [batchSize]);
    }

    /// <summary>Why the targets of some samples do not suit the loss and the outputs of the network, to train on them; null where they
    /// do.</summary>
    /// <param name="data">The samples.</param>
    public Misfit? MisfitOf(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new TargetCheck(Loss, Network.OutputShape.Size, data).Find(isTraining: true);
    }

    /// <summary>Checks that there are classes where a metric needs them: labels, a loss that makes classes of any targets, or target values
    /// that are all 0 or 1. <see cref="Require"/> and <see cref="Evaluate(Dataset{T}, CancellationToken)"/> do so, too.</summary>
    /// <exception cref="SpecException">A metric needs classes, and the targets are values; its <see cref="SpecException.Spec"/> is the
    /// metric.</exception>
    public void RequireClasses(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Classes > 0 || Loss.Prediction != Prediction.Value) return;
        foreach (Metric metric in Metrics.Where(metric => metric.NeedsClasses))
            foreach (T value in Fitting.Targets(data))
                if (value != T.Zero && value != T.One)
                    throw new SpecException(metric, "", string.Create(CultureInfo.InvariantCulture,
                        $"needs classes, but '{data.Name}' holds values to predict, such as {value}, and {Loss} makes no classes of them; "
                        + $"take RSquaredMetric in its place"));
    }

    /// <summary>Scores of no samples yet.</summary>
    internal RunningScores NewScores() => new(Loss, Metrics, Network.OutputShape.Size);
}
