using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Interchange;

/// <summary>The weights and buffers of a network as arrays of a safetensors file.</summary>
internal static class NetworkTensors<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static string ElementType => typeof(T) == typeof(float) ? "F32" : "F64";

    /// <summary>Writes a network to a file, with these weights and buffers.</summary>
    /// <exception cref="NotSupportedException">A part of the network is of a kind without a name.</exception>
    public static void Save(Network<T> network, string path, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers,
        IReadOnlyDictionary<string, string>? metadata)
    {
        NetworkDescription description = new([.. network.InputShape], network.Spec, network.Seed);
        Dictionary<string, string> texts = new(metadata ?? new Dictionary<string, string>())
        {
            [NetworkDescription.Key] = description.ToText(),
        };
        Safetensors.Write(path, Of(network, weights, buffers), texts);
    }

    /// <summary>Builds the network that a file describes and gives it the file's weights.</summary>
    /// <exception cref="DataException">The file describes no network, or another one than it holds.</exception>
    public static Network<T> Load(IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata, string path)
    {
        NetworkDescription description = NetworkDescription.Read(metadata, path);
        Network<T> network;
        try
        {
            // No more weights than the file holds: a damaged description must not take all memory.
            long most = tensors.Sum(tensor => (long)tensor.Length);
            Shape input = Shape.Create(description.Input);
            network = new Network<T>(description.Network, input, description.Seed, new Zeros(), new Zeros(), most);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new DataException($"the file describes a network that cannot be built: {e.Message}", path, cause: e);
        }
        Assign(network, tensors, path);
        return network;
    }

    /// <summary>Whether arrays hold the values of a network of this precision as they are.</summary>
    public static bool AreExact(IReadOnlyList<SafeTensor> tensors) =>
        tensors.All(tensor => tensor.Type is "I64" || tensor.Type == ElementType);

    /// <summary>Some weights and buffers as arrays, in the order of the network's layers.</summary>
    public static List<SafeTensor> Of(Network<T> network, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers)
    {
        List<SafeTensor> tensors = [];
        foreach (Parameter<T> parameter in network.Parameters)
        {
            ReadOnlySpan<T> values = weights.Slice(parameter.Offset, parameter.Shape.Size);
            tensors.Add(new(parameter.Name, ElementType, [.. parameter.Shape], MemoryMarshal.AsBytes(values).ToArray()));
        }
        foreach ((LayerBuffer<T> buffer, T[] values) in network.Buffers.Zip(buffers))
            tensors.Add(buffer.IsCount
                ? new(buffer.Name, "I64", [.. buffer.Shape], Counts(values))
                : new(buffer.Name, ElementType, [.. buffer.Shape], MemoryMarshal.AsBytes<T>(values).ToArray()));
        return tensors;
    }

    /// <summary>Gives a network the values of arrays.</summary>
    /// <exception cref="DataException">One is missing, left over or of another shape; the message lists all differences, and nothing was
    /// changed.</exception>
    public static void Assign(Network<T> network, IReadOnlyList<SafeTensor> tensors, string path)
    {
        Dictionary<string, SafeTensor> found = [];
        List<string> differences = [];
        foreach (SafeTensor tensor in tensors)
            if (!found.TryAdd(tensor.Name, tensor)) differences.Add($"'{tensor.Name}' appears twice");
        foreach ((string name, Shape shape) in Expected(network))
            if (!found.Remove(name, out SafeTensor? tensor))
                differences.Add($"'{name}' [{string.Join(", ", shape)}] is missing");
            else if (!tensor.Shape.SequenceEqual(shape))
                differences.Add($"'{name}' is [{string.Join(", ", tensor.Shape)}] instead of [{string.Join(", ", shape)}]");
        differences.AddRange(found.Keys.Select(name => $"'{name}' belongs to no layer"));
        if (differences.Count > 0) throw new DataException($"the weights do not fit the network: {string.Join("; ", differences)}.", path);

        Dictionary<string, SafeTensor> all = tensors.ToDictionary(tensor => tensor.Name);
        foreach (Parameter<T> parameter in network.Parameters) Fill(all[parameter.Name], parameter.Value);
        foreach (LayerBuffer<T> buffer in network.Buffers) Fill(all[buffer.Name], buffer.Value);
    }

    private static IEnumerable<(string Name, Shape Shape)> Expected(Network<T> network) =>
        network.Parameters.Select(parameter => (parameter.Name, parameter.Shape))
            .Concat(network.Buffers.Select(buffer => (buffer.Name, buffer.Shape)));

    private static void Fill(SafeTensor tensor, Span<T> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(tensor[i]);
    }

    private static byte[] Counts(T[] values)
    {
        byte[] bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), long.CreateTruncating(values[i]));
        return bytes;
    }
}
