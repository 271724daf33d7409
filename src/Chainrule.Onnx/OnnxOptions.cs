using Chainrule.Data;
using Chainrule.Losses;

namespace Chainrule.Onnx;

/// <summary>What an exported model holds in addition to the layers.</summary>
public sealed record OnnxOptions
{
    /// <summary>The name of the graph.</summary>
    public string Name { get; init; } = "network";

    /// <summary>How inputs were scaled in training; the model then takes them unscaled. Null for a model that takes them as its first layer
    /// does.</summary>
    public FeatureScale? InputScale { get; init; }

    /// <summary>The function applied to the outputs.</summary>
    public OutputFunction Output { get; init; }

    /// <summary>Texts that are stored with the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
