using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Interchange;

/// <summary>Saves networks as safetensors files, names and layouts as <c>torch.nn.Sequential</c> has them, and loads them again.</summary>
public static class NetworkFile
{
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
            NetworkTensors<T>.Save(network, path, network.Weights, [.. network.Buffers.Select(buffer => buffer.Value)], metadata);
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
            NetworkTensors<T>.Save(network, path, weights.Weights, weights.Buffers, metadata);
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
        return NetworkTensors<T>.Load(tensors, metadata, path);
    }
}
