using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Interchange;

/// <summary>The weights and buffers of a network as arrays of a safetensors file.</summary>
internal static class NetworkTensors<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static string ElementType => typeof(T) == typeof(float) ? "F32" : "F64";

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
