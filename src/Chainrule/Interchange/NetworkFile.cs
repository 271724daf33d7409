using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;

namespace Chainrule.Interchange;

/// <summary>Saves networks as safetensors files, names and layouts as <c>torch.nn.Sequential</c> has them, and loads them again.</summary>
public static class NetworkFile
{
    private const string Description = "chainrule.network";

    /// <summary>Saves weights, buffers and the description of the network; <see cref="Load{T}"/> needs nothing else.</summary>
    /// <remarks>PyTorch: <c>model.load_state_dict(safetensors.torch.load_file(path))</c>.</remarks>
    /// <param name="network">The network.</param>
    /// <param name="path">The file; written beside and renamed, so it is whole or not there.</param>
    /// <param name="metadata">Further texts to keep in the file.</param>
    public static void Save<T>(this Network<T> network, string path, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(network, path, network.Weights, [.. network.Buffers.Select(buffer => buffer.Value)], metadata);
    }

    /// <summary>Saves a network with other weights and buffers than it has now, such as those of its best epoch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file; written beside and renamed.</param>
    /// <param name="weights">All weights, as <see cref="Network{T}.Weights"/> orders them.</param>
    /// <param name="buffers">The buffers, as <see cref="Network{T}.Buffers"/> orders them.</param>
    /// <param name="metadata">Further texts to keep in the file.</param>
    public static void Save<T>(this Network<T> network, string path, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(buffers);
        Dictionary<string, string> texts = new(metadata ?? new Dictionary<string, string>())
        {
            [Description] = JsonSerializer.Serialize(new NetworkDescription([.. network.InputShape], network.Spec), NetworkJson.Default.NetworkDescription),
        };
        Safetensors.Write(path, Tensors(network, weights, buffers), texts);
    }

    /// <summary>The weights and buffers as arrays of a safetensors file, in the order of the layers.</summary>
    private static List<SafeTensor> Tensors<T>(Network<T> network, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<SafeTensor> tensors = [];
        foreach (Parameter<T> parameter in network.Parameters)
            tensors.Add(new(parameter.Name, TypeOf<T>(), [.. parameter.Shape], Bytes(weights.Slice(parameter.Offset, parameter.Shape.Size))));
        for (int i = 0; i < buffers.Count; i++)
        {
            LayerBuffer<T> buffer = network.Buffers[i];
            tensors.Add(new(buffer.Name, buffer.IsCount ? "I64" : TypeOf<T>(), [.. buffer.Shape], buffer.IsCount ? Counts(buffers[i]) : Bytes<T>(buffers[i])));
        }
        return tensors;
    }

    /// <summary>Builds the network that a file describes and gives it the file's weights.</summary>
    /// <exception cref="DataException">The file is damaged, or holds weights only: then build the network and use <see cref="LoadWeights{T}"/>.</exception>
    public static Network<T> Load<T>(string path) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(path);
        if (!metadata.TryGetValue(Description, out string? text))
            throw new DataException("the file holds weights but no description of a network; build the network and load the weights into it.", path);
        NetworkDescription? description;
        try
        {
            description = JsonSerializer.Deserialize(text, NetworkJson.Default.NetworkDescription);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DataException($"the file describes a network that this version cannot read: {e.Message}", path);
        }
        if (description is null) throw new DataException("the file describes no network.", path);
        Network<T> network;
        try
        {
            // No more weights than the file holds: a damaged description must not take all memory.
            network = new Network<T>(description.Network, Shape.Create(description.Input), seed: 1, new Zeros(), new Zeros(), most: tensors.Sum(tensor => (long)tensor.Length));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new DataException($"the file describes a network that cannot be built: {e.Message}", path, cause: e);
        }
        Assign(network, tensors, path);
        return network;
    }

    /// <summary>Gives a network the weights and buffers of a safetensors file, as PyTorch or
    /// <see cref="Save{T}(Network{T}, string, IReadOnlyDictionary{string, string}?)"/> wrote it, or of an <c>.npz</c> file of NumPy.</summary>
    /// <exception cref="DataException">A tensor is missing, left over or of another shape; the message lists all differences, and nothing was changed.</exception>
    public static void LoadWeights<T>(this Network<T> network, string path) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assign(network, NpzWeights.IsNamed(path) ? NpzWeights.Read(path) : Safetensors.Read(path).Tensors, path);

    private static void Assign<T>(Network<T> network, IReadOnlyList<SafeTensor> tensors, string path) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, SafeTensor> found = [];
        List<string> differences = [];
        foreach (SafeTensor tensor in tensors)
            if (!found.TryAdd(tensor.Name, tensor)) differences.Add($"'{tensor.Name}' stands there twice");
        foreach ((string name, Shape shape) in Expected(network))
            if (!found.Remove(name, out SafeTensor? tensor)) differences.Add($"'{name}' [{string.Join(", ", shape)}] is missing");
            else if (!tensor.Shape.SequenceEqual(shape)) differences.Add($"'{name}' is [{string.Join(", ", tensor.Shape)}] instead of [{string.Join(", ", shape)}]");
        differences.AddRange(found.Keys.Select(name => $"'{name}' belongs to no layer"));
        if (differences.Count > 0) throw new DataException($"the weights do not fit the network: {string.Join("; ", differences)}.", path);

        Dictionary<string, SafeTensor> all = tensors.ToDictionary(tensor => tensor.Name);
        foreach (Parameter<T> parameter in network.Parameters) Fill(all[parameter.Name], parameter.Value);
        foreach (LayerBuffer<T> buffer in network.Buffers) Fill(all[buffer.Name], buffer.Value);

        static void Fill(SafeTensor tensor, Span<T> values)
        {
            for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(tensor[i]);
        }
    }

    private static IEnumerable<(string Name, Shape Shape)> Expected<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        network.Parameters.Select(parameter => (parameter.Name, parameter.Shape)).Concat(network.Buffers.Select(buffer => (buffer.Name, buffer.Shape)));

    private static string TypeOf<T>() => typeof(T) == typeof(float) ? "F32" : "F64";

    private static byte[] Bytes<T>(ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static byte[] Counts<T>(T[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), long.CreateTruncating(values[i]));
        return bytes;
    }
}

/// <summary>What a file says of the network that its weights belong to.</summary>
internal sealed record NetworkDescription(int[] Input, Sequential Network);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkDescription))]
internal sealed partial class NetworkJson : JsonSerializerContext;
