using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Interchange;

/// <summary>What a file says of the network that its weights belong to.</summary>
/// <param name="Input">The shape of one input sample.</param>
/// <param name="Network">The layers.</param>
/// <param name="Seed">What keyed the initial weights; 1 in files that do not say it.</param>
internal sealed record NetworkDescription(int[] Input, Sequential Network, ulong Seed = 1)
{
    /// <summary>The key of the text.</summary>
    public const string Key = "chainrule.network";

    /// <summary>The description that the texts of a file hold.</summary>
    /// <exception cref="DataException">There is none, or none that can be read.</exception>
    public static NetworkDescription Read(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(Key, out string? text))
            throw new DataException($"the file holds weights but no description of a network ({Key}); build the network and load the "
                + "weights into it.", path);
        try
        {
            return JsonSerializer.Deserialize(text, Kinds.Complete(NetworkJson.Default.NetworkDescription))
                ?? throw new DataException("the file describes no network.", path);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DataException($"the file describes a network that this version cannot read: {e.Message} "
                + "Layers of your own must be registered first, with Kinds.Register.", path);
        }
    }

    /// <summary>The description as text.</summary>
    /// <exception cref="NotSupportedException">A part of the network is of a kind without a name.</exception>
    public string ToText()
    {
        try
        {
            return JsonSerializer.Serialize(this, Kinds.Complete(NetworkJson.Default.NetworkDescription));
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException(Nameless(Network.Layers, "") is var (path, layer)
                ? $"The network cannot be saved, since layer {path}, {layer}, is of a kind without a name: register it first, with "
                    + $"Kinds.Register<Layer, {layer.GetType().Name}>."
                : "The network cannot be saved, since a part of a layer, such as an initializer of your own, is of a kind without a name: "
                    + "register it first, with Kinds.Register.", e);
        }
    }

    /// <summary>The first layer whose kind is not registered.</summary>
    private static (string Path, Layer Layer)? Nameless(IReadOnlyList<Layer> layers, string above)
    {
        foreach ((int index, Layer layer) in layers.Index())
        {
            if (Kinds.Of(typeof(Layer)).NameOf(layer.GetType()) is null) return ($"{above}{index}", layer);
            if (Nameless(layer.Inner, $"{above}{index}.") is { } inner) return inner;
        }
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkDescription))]
internal sealed partial class NetworkJson : JsonSerializerContext;
