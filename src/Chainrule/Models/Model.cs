using System.Numerics;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Models;

/// <summary>Loads models.</summary>
public static class Model
{
    /// <summary>Loads a model in single precision.</summary>
    /// <inheritdoc cref="Load{T}"/>
    public static Model<float> Load(string path) => Load<float>(path);

    /// <summary>Loads a model from its file, which needs nothing else: <see cref="Model{T}.Save"/> wrote it, or a run
    /// (<c>weights.safetensors</c>, <c>best.safetensors</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="loss">What the network was trained with, for files that do not say what its outputs stand for: those of networks alone
    /// (inputs are then taken as the network takes them) and of earlier versions. A loss of classes, or of probabilities or scores with a
    /// single output, makes a classifier.</param>
    /// <exception cref="DataException">The file is missing or damaged, was changed since it was written, or holds weights or a network
    /// alone; the message says what is missing.</exception>
    public static Model<T> Load<T>(string path, Loss? loss = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> texts) = Safetensors.Read(path);
        Network<T> network = NetworkTensors<T>.Load(tensors, texts, path);
        ModelDescription description = ModelDescription.FromTexts(texts, path);
        if (!texts.ContainsKey(ModelDescription.Key))
        {
            if (loss is null)
                throw new DataException($"the file holds a network, but not what its outputs stand for ({ModelDescription.Key}): a network "
                    + "alone was saved, or an earlier version wrote it. Say what it was trained with, Model.Load<float>(path, loss), or "
                    + "load it with NetworkFile.Load.", path);
            int outputs = network.OutputShape.Size;
            description = description.ReadBy(loss);
            // A single output that is a probability or a score is that of class 1.
            bool isClassifier = loss.ComparesClasses || (outputs == 1 && loss.Prediction is (Prediction.Probability or Prediction.Score));
            if (description.ClassNames is null && isClassifier) description = description with { Classes = Math.Max(2, outputs) };
        }
        if (description.Misfit(network.InputShape.Size, network.OutputShape.Size) is { } problem)
            throw new DataException($"the file does not fit itself: {problem}.", path);
        if (texts.TryGetValue(ModelDescription.HashKey, out string? stated) && ModelDescription.Hash(texts) is var hash && hash != stated)
            throw new DataException($"scaling, names and outputs have the SHA-256 {hash}, but the file says {stated}. The file was changed "
                + "or damaged after it was written; take another copy of it, or train again.", path);
        Model<T>.SelfTests.Verify(network, texts, NetworkTensors<T>.AreExact(tensors), path);
        string[] own = [NetworkDescription.Key, Model<T>.SelfTests.Key, Model<T>.SelfTests.HashKey, ModelDescription.Key,
            ModelDescription.HashKey, ModelDescription.ScaleKey, ModelDescription.ColumnsKey, ModelDescription.ClassesKey,
            ModelDescription.SchemaKey];
        return new(network, description) { Texts = texts.Where(text => !own.Contains(text.Key)).ToDictionary() };
    }
}
