using Chainrule.Data;

namespace Chainrule.Onnx;

/// <summary>What the outputs of a network go through in the exported model.</summary>
public enum OutputFunction
{
    /// <summary>Nothing: the outputs of the last layer.</summary>
    None,
    /// <summary>The softmax over the last dimension, which makes probabilities of the logits of classes.</summary>
    Softmax,
    /// <summary>The sigmoid, which makes a probability of every logit.</summary>
    Sigmoid,
}

/// <summary>What an exported model holds beside the layers.</summary>
public sealed record OnnxOptions
{
    /// <summary>The name of the graph.</summary>
    public string Name { get; init; } = "network";

    /// <summary>How inputs were scaled in training; the model then takes them unscaled. Null for a model that takes them as its first layer does.</summary>
    public FeatureScale? InputScale { get; init; }

    /// <summary>What the outputs go through.</summary>
    public OutputFunction Output { get; init; }

    /// <summary>Texts to go with the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
