using System.Numerics;
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

    /// <param name="network">The network.</param>
    extension<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Saves weights, buffers and the description of the network; <see cref="Load{T}"/> needs nothing else.</summary>
        /// <remarks>PyTorch: <c>model.load_state_dict(safetensors.torch.load_file(path))</c>.</remarks>
        /// <param name="path">The file; written beside and renamed, so it is whole or not there.</param>
        /// <param name="metadata">Further texts to keep in the file.</param>
        /// <exception cref="NotSupportedException">A layer is one of your own, and <see cref="Kinds"/> does not know it.</exception>
        public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            Write(network, path, network.Weights, [.. network.Buffers.Select(buffer => buffer.Value)], metadata);
        }

        /// <summary>Saves a network with other weights and buffers than it has now, such as those of its best epoch.</summary>
        /// <param name="path">The file; written beside and renamed.</param>
        /// <param name="weights">The weights and buffers.</param>
        /// <param name="metadata">Further texts to keep in the file.</param>
        /// <exception cref="NotSupportedException">A layer is one of your own, and <see cref="Kinds"/> does not know it.</exception>
        public void Save(string path, WeightSet<T> weights, IReadOnlyDictionary<string, string>? metadata = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            ArgumentNullException.ThrowIfNull(weights);
            Write(network, path, weights.Weights, weights.Buffers, metadata);
        }

        /// <summary>Gives a network the weights and buffers of a safetensors file, as PyTorch or
        /// <see cref="Save{T}(Network{T}, string, IReadOnlyDictionary{string, string}?)"/> wrote it, or of an <c>.npz</c> file of
        /// NumPy.</summary>
        /// <exception cref="DataException">A tensor is missing, left over or of another shape; the message lists all differences, and
        /// nothing was changed.</exception>
        public void LoadWeights(string path) =>
            NetworkTensors<T>.Assign(network, NpzWeights.IsNamed(path) ? NpzWeights.Read(path) : Safetensors.Read(path).Tensors, path);
    }

    /// <summary>Builds the network that a file describes and gives it the file's weights.</summary>
    /// <exception cref="DataException">The file is damaged, or holds weights only: then build the network and use
    /// <see cref="LoadWeights{T}"/>.</exception>
    public static Network<T> Load<T>(string path) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(path);
        if (!metadata.TryGetValue(Description, out string? text))
            throw new DataException("the file holds weights but no description of a network; build the network and load the weights into "
                + "it.", path);
        NetworkDescription? description;
        try
        {
            description = JsonSerializer.Deserialize(text, Kinds.Complete(NetworkJson.Default.NetworkDescription));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DataException($"the file describes a network that this version cannot read: {e.Message} "
                + "Layers of your own must be registered first, with Kinds.Register.", path);
        }
        if (description is null) throw new DataException("the file describes no network.", path);
        Network<T> network;
        try
        {
            // No more weights than the file holds: a damaged description must not take all memory.
            long most = tensors.Sum(tensor => (long)tensor.Length);
            network = new Network<T>(description.Network, Shape.Create(description.Input), seed: 1, new Zeros(), new Zeros(), most);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new DataException($"the file describes a network that cannot be built: {e.Message}", path, cause: e);
        }
        NetworkTensors<T>.Assign(network, tensors, path);
        return network;
    }

    private static void Write<T>(Network<T> network, string path, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers,
        IReadOnlyDictionary<string, string>? metadata) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, string> texts = new(metadata ?? new Dictionary<string, string>())
        {
            [Description] = Text(new([.. network.InputShape], network.Spec)),
        };
        Safetensors.Write(path, NetworkTensors<T>.Of(network, weights, buffers), texts);
    }

    private static string Text(NetworkDescription description)
    {
        try
        {
            return JsonSerializer.Serialize(description, Kinds.Complete(NetworkJson.Default.NetworkDescription));
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"A layer cannot be saved, since it has no name; register it first, with Kinds.Register: "
                + e.Message, e);
        }
    }
}

/// <summary>What a file says of the network that its weights belong to.</summary>
internal sealed record NetworkDescription(int[] Input, Sequential Network);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkDescription))]
internal sealed partial class NetworkJson : JsonSerializerContext;
