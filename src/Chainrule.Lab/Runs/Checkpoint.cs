using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>What a checkpoint belongs to.</summary>
/// <param name="Recipe">The SHA-256 of the recipe, but for what may change between sessions.</param>
/// <param name="Data">The SHA-256 of the data.</param>
internal sealed record RunIdentity(string Recipe, string Data);

/// <summary>The numbers of a training's state that are no arrays as long as the weights.</summary>
internal sealed record CheckpointState
{
    public required string Recipe { get; init; }
    public required string Data { get; init; }
    public required int Epoch { get; init; }
    public required int Batch { get; init; }
    public required long Step { get; init; }
    public required double Seconds { get; init; }
    public required double TrainingSeconds { get; init; }
    public required long Samples { get; init; }
    public required long RunningSamples { get; init; }
    public required double[] RunningSums { get; init; }
    public required double[] ScheduleScalars { get; init; }
    public required long OptimizerSteps { get; init; }
    public required double[] OptimizerScalars { get; init; }
    public required int BestEpoch { get; init; }
    public required double BestScore { get; init; }
    public required int EvaluationsWithoutGain { get; init; }
}

/// <summary>One file with everything that a training needs to go on with the same bits: a safetensors file that carries its own checksum.</summary>
internal static class Checkpoint
{
    internal const string StateKey = "chainrule.checkpoint", ChecksumKey = "sha256";

    /// <summary>Writes the file beside its place, flushes it to the disk and renames it: what is lost with the power is at most this file, never the one before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="snapshot">What it is to hold.</param>
    public static void Write<T>(string path, Snapshot<T> snapshot) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<SafeTensor> tensors = snapshot.Tensors();
        Safetensors.Write(path, tensors, new Dictionary<string, string> { [StateKey] = snapshot.Text, [ChecksumKey] = Checksum(snapshot.Text, tensors) });
    }

    /// <summary>Reads a file and puts network and state where they were.</summary>
    /// <exception cref="DataException">The file is damaged; network and state are of no use then.</exception>
    /// <exception cref="RunFolderException">It belongs to another recipe or to other data.</exception>
    public static void Read<T>(string path, RunIdentity identity, Network<T> network, TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Read(Safetensors.Read(path), path, identity, network, state);

    /// <summary>Takes network and state from what a file holds.</summary>
    internal static void Read<T>((IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) file, string path, RunIdentity identity,
        Network<T> network, TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = file;
        if (!metadata.TryGetValue(StateKey, out string? text) || !metadata.TryGetValue(ChecksumKey, out string? checksum) || checksum != Checksum(text, tensors))
            throw Damaged("its checksum does not match its content");
        Dictionary<string, SafeTensor> byName = [];
        foreach (SafeTensor tensor in tensors)
            if (!byName.TryAdd(tensor.Name, tensor)) throw Damaged($"'{tensor.Name}' stands there twice");
        CheckpointState numbers = Numbers();
        if (numbers.Recipe != identity.Recipe)
            throw new RunFolderException($"{path} belongs to another recipe; only training.epochs, training.steps and training.checkpoint_every may differ. Choose another folder with --out, or restore the recipe.");
        if (numbers.Data != identity.Data)
            throw new RunFolderException($"{path} belongs to other data: the samples have changed since. Choose another folder with --out, or restore the data.");

        Fill<T>("weights", network.Weights);
        for (int i = 0; i < network.Buffers.Count; i++) Fill<T>($"buffer.{i}", network.Buffers[i].Value);
        for (int i = 0; i < state.Optimizer.State.Count; i++) Fill<T>($"optimizer.{i}", state.Optimizer.State[i]);
        if (byName.ContainsKey("best.weights"))
        {
            Fill<T>("best.weights", state.BestWeights = new T[network.Weights.Length]);
            T[][] buffers = [.. network.Buffers.Select(buffer => new T[buffer.Value.Length])];
            for (int i = 0; i < buffers.Length; i++) Fill<T>($"best.buffer.{i}", buffers[i]);
            state.BestBuffers = buffers;
        }
        int columns = Snapshot<T>.Leading + 2 * state.Running.Sums.Length;
        // The number of epochs is only believed where the file has the rows for it.
        bool hasRows = byName.TryGetValue("epochs", out SafeTensor? table) && table.Data.Length == (long)numbers.Epoch * columns * sizeof(double);
        if (!hasRows) throw Damaged($"it does not hold the {numbers.Epoch} epochs that it says it has");
        double[] rows = new double[numbers.Epoch * columns];
        Fill<double>("epochs", rows);
        state.Epochs.AddRange(rows.Chunk(columns).Select(Epoch));

        (state.Epoch, state.Batch, state.Step, state.Seconds, state.TrainingSeconds, state.Samples) =
            (numbers.Epoch, numbers.Batch, numbers.Step, numbers.Seconds, numbers.TrainingSeconds, numbers.Samples);
        state.Running.Samples = numbers.RunningSamples;
        numbers.RunningSums.CopyTo(state.Running.Sums, 0);
        state.ScheduleScalars = numbers.ScheduleScalars;
        state.Optimizer.Steps = numbers.OptimizerSteps;
        numbers.OptimizerScalars.CopyTo(state.Optimizer.Scalars);
        (state.BestEpoch, state.BestScore, state.EvaluationsWithoutGain) = (numbers.BestEpoch, numbers.BestScore, numbers.EvaluationsWithoutGain);

        CheckpointState Numbers()
        {
            try
            {
                CheckpointState read = JsonSerializer.Deserialize(text, RunJson.Default.CheckpointState)!;
                // The lengths follow from the recipe; the file of another one is left to the comparison of recipes.
                bool isSound = read.Recipe != identity.Recipe
                    || (read.RunningSums.Length == state.Running.Sums.Length && read.OptimizerScalars.Length == state.Optimizer.Scalars.Length && read.ScheduleScalars.Length >= 0
                        && read is { Epoch: >= 0, Epoch: < int.MaxValue / 4096, Batch: >= 0, Step: >= 0, Samples: >= 0, BestEpoch: >= 0 } && read.BestEpoch <= read.Epoch);
                return isSound ? read : throw Damaged("its numbers make no sense");
            }
            catch (Exception e) when (e is JsonException or NullReferenceException)
            {
                throw Damaged(e.Message.TrimEnd('.'));
            }
        }

        void Fill<TElement>(string name, Span<TElement> values) where TElement : unmanaged
        {
            if (!byName.TryGetValue(name, out SafeTensor? tensor) || tensor.Data.Length != values.Length * Marshal.SizeOf<TElement>())
                throw Damaged($"it does not hold '{name}' as this network has it");
            MemoryMarshal.Cast<byte, TElement>(tensor.Data.Span).CopyTo(values);
        }

        DataException Damaged(string how) => new($"the checkpoint is damaged: {how}. Restore it, or train into another folder with --out.", path);
    }

    internal static string Checksum(string state, IEnumerable<SafeTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(state));
        foreach (SafeTensor tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)}"));
            hash.AppendData(tensor.Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static EpochRecord Epoch(double[] row)
    {
        const int Leading = Snapshot<double>.Leading;
        int validation = Leading + (row.Length - Leading) / 2;
        return new EpochRecord
        {
            Epoch = (int)row[0],
            Step = (long)row[1],
            Seconds = row[2],
            LearningRate = row[3],
            Train = new Scores(row[Leading], row[(Leading + 1)..validation]),
            Validation = row[4] == 0 ? null : new Scores(row[validation], row[(validation + 1)..]),
        };
    }
}
