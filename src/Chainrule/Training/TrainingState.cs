using System.Globalization;
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
    private readonly Trainer<T> trainer;

    /// <summary>The state before the first step of a training.</summary>
    /// <param name="trainer">Network, optimizer, loss and metrics; a state belongs to these.</param>
    /// <exception cref="SpecException">The optimizer holds a value out of its bounds.</exception>
    public TrainingState(Trainer<T> trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        trainer.Optimizer.Validate();
        this.trainer = trainer;
        Optimizer = trainer.Optimizer.Compile<T>(Network.Weights.Length);
        Running = trainer.NewScores();
    }

    /// <summary>The network that is trained.</summary>
    public Network<T> Network => trainer.Network;

    /// <summary>The optimizer with its own state.</summary>
    public CompiledOptimizer<T> Optimizer { get; }

    /// <summary>The sums over the epoch under way.</summary>
    internal RunningScores Running { get; private set; }

    /// <summary>The epochs so far.</summary>
    public List<EpochRecord> Epochs { get; } = [];

    /// <summary>The weights and buffers after the best epoch; null where nothing was validated.</summary>
    public WeightSet<T>? Best { get; private set; }

    /// <summary>The weights and buffers to go on from where the network was given the best ones at the end; null elsewhere.</summary>
    internal WeightSet<T>? Last { get; private set; }

    /// <summary>Whether a step is under way, or was left by an exception where it could not be taken back.</summary>
    internal bool IsWithinStep { get; set; }

    /// <summary>Whether this is the state that the training ends with, which is the last one to be saved.</summary>
    public bool IsEnd { get; internal set; }

    /// <summary>The evaluation under way, where one was cancelled; it is not saved, and without it the validation part is measured from its
    /// beginning.</summary>
    internal PartialEvaluation Evaluation { get; } = new();

    // What a file says is compared, not taken over.
    internal override Dictionary<string, string>? Descriptions { get => Describe(trainer); set { } }

    internal override long RunningSamples { get => Running.Samples; set => Running.Samples = value; }

    internal override double[] RunningSums { get => [Running.LossSum]; set => Running.LossSum = value[0]; }

    // What the metrics keep is an array of the file, and taken over with the running scores.
    internal override int[]? RunningTallies
    {
        get => [.. Running.Tallies.Select(tally => tally.State.Length)];
        set { }
    }

    internal override long OptimizerSteps { get => Optimizer.Steps; set => Optimizer.Steps = value; }

    internal override double[] OptimizerScalars { get => Optimizer.Scalars.ToArray(); set => value.CopyTo(Optimizer.Scalars); }

    /// <summary>Saves the network, the optimizer, the epochs and all numbers: what <see cref="Load"/> needs to go on with the same
    /// bits.</summary>
    /// <remarks>A training that has ended within an epoch has closed that epoch: to train for longer with the bits of one long training,
    /// save in <see cref="Callback{T}.OnCheckpoint"/>.</remarks>
    /// <param name="path">The file; written beside, flushed to the disk and renamed, so that a reader sees the old one or the new
    /// one.</param>
    /// <param name="identity">What the training belongs to, such as hashes of its data and its settings; <see cref="Load"/> must name the
    /// same.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The training is within a step.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? identity = null) =>
        new TrainingSnapshot<T>(this, identity).Save(path);

    /// <summary>Takes network and state from a file, as they were when it was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What the training belongs to, as it was named when the file was saved.</param>
    /// <exception cref="DataException">The file is missing or damaged, or belongs to other layers, another optimizer or other metrics.
    /// Nothing was changed.</exception>
    /// <exception cref="CheckpointMismatchException">It belongs to another training. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained.</exception>
    public void Load(string path, IReadOnlyDictionary<string, string>? identity = null)
    {
        if (Network.TrainingClaim.CurrentCount == 0)
            throw new InvalidOperationException("The network is being trained. Stop that training, load the state, and go on with Fit().");
        CheckpointFile.Read(Safetensors.Read(path), path, identity, this);
    }

    /// <summary>Keeps the weights and buffers that the network has now as the best.</summary>
    internal void KeepBest() => (Best ??= new(Network)).Capture(Network);

    /// <summary>Gives the network the best weights and buffers, and keeps its own to go on from.</summary>
    internal void RestoreBest()
    {
        if (Best is null) return;
        Last = WeightSet<T>.Of(Network);
        Best.Restore(Network);
    }

    /// <summary>Gives the network back what it had before it got the best weights.</summary>
    internal void RestoreLast()
    {
        Last?.Restore(Network);
        Last = null;
    }

    /// <summary>Why a trainer cannot go on from this state; null where it can.</summary>
    internal string? MisfitOf(Trainer<T> other) =>
        Network != other.Network ? "The state belongs to another network than this trainer's. Make it with Start()."
        : Difference(Describe(trainer), Describe(other)) is not { } found ? null
        : $"The state was made for the {found.What} {found.Its}, but this trainer has {found.Expected}. Make it with Start() of this "
            + "trainer.";

    /// <summary>How what a file describes differs from this training; null where it does not, or the file does not say it.</summary>
    internal string? MisfitOf(IReadOnlyDictionary<string, string>? described) =>
        described is null || Difference(described, Describe(trainer)) is not { } found ? null
        : $"it was saved for the {found.What} {found.Its}, but this training has {found.Expected}";

    /// <summary>What a training is made of, as it prints.</summary>
    private static Dictionary<string, string> Describe(Trainer<T> trainer) => new()
    {
        ["network"] = $"{trainer.Network.Spec} on {trainer.Network.InputShape}",
        ["loss"] = $"{trainer.Loss}",
        ["optimizer"] = $"{trainer.Optimizer}",
        ["schedule"] = $"{trainer.Schedule}",
        ["metrics"] = $"[{string.Join(", ", trainer.Metrics)}]",
        ["seed"] = trainer.Seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The first description that differs; null where all that are there are the same.</summary>
    private static (string What, string Its, string Expected)? Difference(
        IReadOnlyDictionary<string, string> described, Dictionary<string, string> expected)
    {
        foreach ((string what, string text) in expected)
            if (described.GetValueOrDefault(what) is { } its && its != text) return (what, its, text);
        return null;
    }

    /// <summary>The arrays by the names that they have in a file, the best weights last, as they may be missing.</summary>
    /// <param name="last">The weights and buffers to go on from where they are not the network's.</param>
    /// <param name="best">The best weights.</param>
    internal IEnumerable<StateArray<T>> Arrays(WeightSet<T>? last, WeightSet<T>? best)
    {
        yield return new("weights", last?.WeightMemory ?? Network.WeightMemory);
        for (int i = 0; i < Network.Buffers.Count; i++)
            yield return new($"buffer.{i}", last?.Buffers[i] ?? Network.Buffers[i].Value);
        for (int i = 0; i < Optimizer.State.Count; i++) yield return new($"optimizer.{i}", Optimizer.State[i]);
        if (best is null) yield break;
        yield return new("best.weights", best.WeightMemory, IsBest: true);
        for (int i = 0; i < best.Buffers.Count; i++) yield return new($"best.buffer.{i}", best.Buffers[i], IsBest: true);
    }

    /// <summary>All numbers as a JSON object.</summary>
    internal JsonObject NumbersToJson() => JsonSerializer.SerializeToNode(this, TrainingJson.Default.TrainingNumbers)!.AsObject();

    /// <summary>Takes over what a file holds beside the arrays.</summary>
    internal void TakeOver(TrainingNumbers numbers, IEnumerable<EpochRecord> epochs, RunningScores running, WeightSet<T>? best)
    {
        Running = running;
        foreach (JsonPropertyInfo property in TrainingJson.Default.TrainingNumbers.Properties)
            if (property is { Get: { } get, Set: { } set }) set(this, get(numbers));
        Epochs.Clear();
        Epochs.AddRange(epochs);
        Best = best;
        Last = null;
        Evaluation.Clear();
        IsEnd = IsWithinStep = false;
    }
}

/// <summary>An array of a training's state.</summary>
/// <param name="Name">Its name in a file.</param>
/// <param name="Values">Its memory.</param>
/// <param name="IsBest">Whether it changes only when there is a new best epoch.</param>
internal readonly record struct StateArray<T>(string Name, Memory<T> Values, bool IsBest = false);
