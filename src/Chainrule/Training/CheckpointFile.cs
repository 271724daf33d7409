using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;

namespace Chainrule.Training;

/// <summary>One file with everything that a training needs to go on with the same bits: a safetensors file that carries its own
/// checksum.</summary>
internal static class CheckpointFile
{
    public const string StateKey = "chainrule.checkpoint", ChecksumKey = "sha256", Tallies = "tallies";

    /// <summary>Writes the file beside its place, flushes it to the disk and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The numbers and the identity, as JSON.</param>
    /// <param name="tensors">The arrays and the epochs.</param>
    public static void Write(string path, string text, IReadOnlyList<SafeTensor> tensors) =>
        Safetensors.Write(path, tensors, new Dictionary<string, string> { [StateKey] = text, [ChecksumKey] = Checksum(text, tensors) });

    /// <summary>Takes network and state from what a file holds; where that does not fit, nothing is changed.</summary>
    public static void Read<T>((IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) file, string path,
        IReadOnlyDictionary<string, string>? identity, TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = file;
        if (!metadata.TryGetValue(StateKey, out string? text) || !metadata.TryGetValue(ChecksumKey, out string? checksum)
            || checksum != Checksum(text, tensors))
            throw Damaged(path, "its checksum does not match its content");
        Dictionary<string, SafeTensor> byName = [];
        foreach (SafeTensor tensor in tensors)
            if (!byName.TryAdd(tensor.Name, tensor)) throw Damaged(path, $"'{tensor.Name}' appears twice");
        TrainingNumbers numbers = Numbers(text, path, identity);
        if (!numbers.IsSound) throw Damaged(path, "its numbers make no sense");
        if (state.MisfitOf(numbers.Descriptions) is { } misfit) throw Unsuitable(path, misfit);
        int metrics = numbers.RunningTallies?.Length ?? numbers.RunningSums.Length - 1;
        if (metrics != state.Running.Names.Count)
            throw Unsuitable(path, $"it counts {Counted(metrics, "metric")} and not {state.Running.Names.Count}");
        if (numbers.OptimizerScalars.Length != state.Optimizer.Scalars.Length)
            throw Unsuitable(path, "its optimizer has other numbers");
        if (!byName.TryGetValue(EpochTable.Name, out SafeTensor? table)
            || EpochTable.Read(table, numbers.Epoch, state.Running.Names) is not { } epochs)
            throw Damaged(path, $"it does not hold the {numbers.Epoch} epochs that it says it has");
        RunningScores running = Running(numbers, byName, state.Running, path);

        WeightSet<T>? best = byName.ContainsKey("best.weights") ? new(state.Network) : null;
        List<(StateArray<T> Array, SafeTensor Tensor)> found = [];
        foreach (StateArray<T> array in state.Arrays(last: null, best))
        {
            if (!byName.Remove(array.Name, out SafeTensor? tensor) || tensor.Data.Length != array.Values.Length * Unsafe.SizeOf<T>())
                throw Unsuitable(path, $"it does not hold '{array.Name}' as this training has it");
            found.Add((array, tensor));
        }
        if (byName.Count > 1)
            throw Unsuitable(path, $"it holds '{byName.Keys.First(name => name != EpochTable.Name)}', which this training has no use for");
        foreach ((StateArray<T> array, SafeTensor tensor) in found) MemoryMarshal.Cast<byte, T>(tensor.Data.Span).CopyTo(array.Values.Span);
        state.TakeOver(numbers, epochs, running, best);
    }

    /// <summary>The running scores, with what the file holds of the metrics.</summary>
    private static RunningScores Running(TrainingNumbers numbers, Dictionary<string, SafeTensor> tensors, RunningScores like, string path)
    {
        double[][] states;
        if (numbers.RunningTallies is not { } lengths)
            states = [.. numbers.RunningSums.Skip(1).Select(sum => (double[])[sum, numbers.RunningSamples])];
        else
        {
            ReadOnlySpan<double> all = tensors.Remove(Tallies, out SafeTensor? tensor) && tensor.Data.Length % sizeof(double) == 0
                ? MemoryMarshal.Cast<byte, double>(tensor.Data.Span) : [];
            if (lengths.Any(length => length < 0) || lengths.Sum(length => (long)length) != all.Length)
                throw Damaged(path, "it does not hold what it says that its metrics keep");
            states = new double[lengths.Length][];
            for (int i = 0; i < states.Length; i++)
            {
                states[i] = all[..lengths[i]].ToArray();
                all = all[lengths[i]..];
            }
        }
        try
        {
            return like.With(states);
        }
        catch (ArgumentException e)
        {
            throw Unsuitable(path, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The SHA-256 over the text and all tensors: names, types, shapes and data, in their order.</summary>
    public static string Checksum(string text, IEnumerable<SafeTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (SafeTensor tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)}"));
            hash.AppendData(tensor.Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The numbers, once the identity is that of the caller.</summary>
    private static TrainingNumbers Numbers(string text, string path, IReadOnlyDictionary<string, string>? identity)
    {
        HashSet<string> names = [.. TrainingJson.Default.TrainingNumbers.Properties.Select(property => property.Name)];
        try
        {
            JsonObject all = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("The numbers are no JSON object.");
            foreach ((string key, string expected) in identity ?? new Dictionary<string, string>())
            {
                string? found = (string?)all[key];
                if (found != expected) throw new CheckpointMismatchException(path, key, expected, found);
                all.Remove(key);
            }
            foreach ((string key, JsonNode? value) in all)
            {
                if (value?.GetValueKind() == JsonValueKind.String && !names.Contains(key))
                    throw new CheckpointMismatchException(path, key, expected: null, (string?)value);
            }
            return all.Deserialize(TrainingJson.Default.TrainingNumbers)!;
        }
        // A key that appears twice, or a number in place of a text, is found only when it is looked at.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw Damaged(path, e.Message.TrimEnd('.'));
        }
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static DataException Damaged(string path, string how) => new($"the checkpoint is damaged: {how}.", path);

    private static DataException Unsuitable(string path, string why) =>
        new($"the checkpoint belongs to another training: {why}.", path);
}
