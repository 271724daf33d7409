using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Chainrule.Interchange;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>A copy of a training's state, to be written while the training goes on. It is taken between two steps, into memory that is
/// allocated once.</summary>
public sealed class TrainingSnapshot<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingState<T> state;
    private readonly IReadOnlyDictionary<string, string> identity;
    private readonly List<SafeTensor> tensors = [];
    private readonly List<EpochRecord> epochs = [];
    private (WeightSet<T>? Set, int Epoch) best;
    private double[] tallies = [];

    /// <summary>Copies the state as it is now.</summary>
    /// <param name="state">The state.</param>
    /// <param name="identity">What the training belongs to: texts that a file carries and that whoever loads it must name again.</param>
    public TrainingSnapshot(TrainingState<T> state, IReadOnlyDictionary<string, string>? identity = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        (this.state, this.identity) = (state, identity ?? new Dictionary<string, string>());
        Take();
    }

    /// <summary>The epochs up to the copy.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>The numbers and the identity, as JSON.</summary>
    internal string Text { get; private set; } = "";

    /// <summary>Copies the state as it is now. Nobody may be reading or saving the copy.</summary>
    /// <exception cref="InvalidOperationException">The training is within a step.</exception>
    public void Take()
    {
        if (state.IsWithinStep)
            throw new InvalidOperationException("The training is within a step, where network and state do not belong together. Save after "
                + "it, in OnBatchEnd, OnEpochEnd or OnCheckpoint.");
        // The best weights seldom change, and copying holds the training up.
        bool isNewBest = best != (state.Best, state.BestEpoch);
        int count = 0;
        foreach (StateArray<T> array in state.Arrays(state.Last, state.Best))
        {
            bool isNew = count == tensors.Count;
            if (isNew) tensors.Add(Empty(array.Name, array.Values.Length));
            if (isNew || isNewBest || !array.IsBest)
                MemoryMarshal.AsBytes(array.Values.Span).CopyTo(MemoryMarshal.AsMemory(tensors[count].Data).Span);
            count++;
        }
        tensors.RemoveRange(count, tensors.Count - count);
        best = (state.Best, state.BestEpoch);
        tallies = [.. state.Running.Tallies.SelectMany(tally => tally.State.ToArray())];
        epochs.Clear();
        epochs.AddRange(state.Epochs);
        JsonObject numbers = state.NumbersToJson();
        foreach ((string key, string text) in identity) numbers.Add(key, text);
        Text = numbers.ToJsonString();
    }

    /// <summary>Writes the copy as a file for <see cref="TrainingState{T}.Load"/>; on any thread, while the training goes on.</summary>
    /// <param name="path">The file; written beside, flushed to the disk and renamed: what is lost with the power is at most this file,
    /// never the one before.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => CheckpointFile.Write(path, Text, Tensors());

    /// <summary>The arrays, in the order in which the file holds them.</summary>
    internal IReadOnlyList<SafeTensor> Tensors() =>
    [
        .. tensors, new(CheckpointFile.Tallies, "F64", [tallies.Length], MemoryMarshal.AsBytes<double>(tallies).ToArray()),
        EpochTable.Write(epochs, state.Running.Names.Count),
    ];

    private static SafeTensor Empty(string name, int length) =>
        new(name, typeof(T) == typeof(float) ? "F32" : "F64", [length], new byte[checked(length * Unsafe.SizeOf<T>())]);
}
