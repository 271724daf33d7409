using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Optimizers;

namespace Chainrule.Training;

/// <summary>Everything that a training is, its network included: whoever saves it can go on later with the same bits.</summary>
/// <remarks>Random numbers are functions of seed, epoch and step, so they need no saving. A new array of the state is one line of
/// <see cref="Arrays"/>; a new number is one property of <see cref="TrainingNumbers"/>.</remarks>
/// <example><code>state.Save("checkpoint");</code></example>
public sealed class TrainingState<T> : TrainingNumbers where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state before the first step.</summary>
    public TrainingState(Network<T> network, Optimizer optimizer, int metrics)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Validate();
        Network = network;
        Optimizer = optimizer.Compile<T>(network.Weights.Length);
        Running = new RunningScores(metrics);
    }

    /// <summary>The network that is trained.</summary>
    public Network<T> Network { get; }

    /// <summary>The optimizer with its own state.</summary>
    public CompiledOptimizer<T> Optimizer { get; }

    /// <summary>The sums over the epoch under way.</summary>
    public RunningScores Running { get; }

    /// <summary>The epochs so far.</summary>
    public List<EpochRecord> Epochs { get; } = [];

    /// <summary>The weights and buffers after the best epoch; null where nothing was validated.</summary>
    public WeightSet<T>? Best { get; private set; }

    /// <summary>Whether this is the state that the training ends with, which is the last one to be saved.</summary>
    public bool IsEnd { get; internal set; }

    /// <summary>The evaluation under way, where one was cancelled; it is not saved, and without it the validation part is measured from its
    /// beginning.</summary>
    internal PartialEvaluation Evaluation { get; } = new();

    internal override long RunningSamples { get => Running.Samples; set => Running.Samples = value; }

    internal override double[] RunningSums { get => Running.Sums; set => value.CopyTo(Running.Sums, 0); }

    internal override long OptimizerSteps { get => Optimizer.Steps; set => Optimizer.Steps = value; }

    internal override double[] OptimizerScalars { get => Optimizer.Scalars.ToArray(); set => value.CopyTo(Optimizer.Scalars); }

    /// <summary>Saves the network, the optimizer, the epochs and all numbers: what <see cref="Load"/> needs to go on with the same
    /// bits.</summary>
    /// <remarks>A training that has ended within an epoch has closed that epoch: to train for longer with the bits of one long training,
    /// save in the <c>checkpoint</c> of <see cref="Trainer{T}.Fit"/>.</remarks>
    /// <param name="path">The file; written beside, flushed to the disk and renamed, so that a reader sees the old one or the new
    /// one.</param>
    /// <param name="identity">What the training belongs to, such as hashes of its data and its settings; <see cref="Load"/> must name the
    /// same.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? identity = null) =>
        new TrainingSnapshot<T>(this, identity).Save(path);

    /// <summary>Takes network and state from a file, as they were when it was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What the training belongs to, as it was named when the file was saved.</param>
    /// <exception cref="DataException">The file is missing or damaged, or belongs to other layers, another optimizer or other metrics.
    /// Nothing was changed.</exception>
    /// <exception cref="CheckpointMismatchException">It belongs to another training. Nothing was changed.</exception>
    public void Load(string path, IReadOnlyDictionary<string, string>? identity = null) =>
        CheckpointFile.Read(Safetensors.Read(path), path, identity, this);

    /// <summary>Keeps the weights and buffers that the network has now as the best.</summary>
    internal void KeepBest() => (Best ??= new(Network)).Capture(Network);

    /// <summary>The arrays by the names that they have in a file, the best weights last, as they may be missing.</summary>
    /// <param name="best">The best weights.</param>
    internal IEnumerable<StateArray<T>> Arrays(WeightSet<T>? best)
    {
        yield return new("weights", Network.WeightMemory);
        for (int i = 0; i < Network.Buffers.Count; i++) yield return new($"buffer.{i}", Network.Buffers[i].Value);
        for (int i = 0; i < Optimizer.State.Count; i++) yield return new($"optimizer.{i}", Optimizer.State[i]);
        if (best is null) yield break;
        yield return new("best.weights", best.WeightMemory, IsBest: true);
        for (int i = 0; i < best.Buffers.Count; i++) yield return new($"best.buffer.{i}", best.Buffers[i], IsBest: true);
    }

    /// <summary>All numbers as a JSON object.</summary>
    internal JsonObject NumbersToJson() => JsonSerializer.SerializeToNode(this, TrainingJson.Default.TrainingNumbers)!.AsObject();

    /// <summary>Takes over what a file holds beside the arrays.</summary>
    internal void TakeOver(TrainingNumbers numbers, IEnumerable<EpochRecord> epochs, WeightSet<T>? best)
    {
        foreach (JsonPropertyInfo property in TrainingJson.Default.TrainingNumbers.Properties)
            if (property is { Get: { } get, Set: { } set }) set(this, get(numbers));
        Epochs.Clear();
        Epochs.AddRange(epochs);
        Best = best;
        Evaluation.Clear();
        IsEnd = false;
    }
}

/// <summary>An array of a training's state.</summary>
/// <param name="Name">Its name in a file.</param>
/// <param name="Values">Its memory.</param>
/// <param name="IsBest">Whether it changes only when there is a new best epoch.</param>
internal readonly record struct StateArray<T>(string Name, Memory<T> Values, bool IsBest = false);
