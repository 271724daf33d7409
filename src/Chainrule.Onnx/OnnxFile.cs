using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Onnx.Format;
using Google.Protobuf;

namespace Chainrule.Onnx;

/// <summary>Writes networks as ONNX models, for ONNX Runtime and other readers of the format.</summary>
/// <remarks>Opset 17. The model has one input <c>input</c> [batch, input shape] and one output <c>output</c> [batch, output shape] of the
/// network's precision, takes any batch, and computes what <see cref="Network{T}.Predict(ReadOnlySpan{T}, Span{T})"/> does. Initializers
/// have the names of the network's parameters, which are those of PyTorch. The same network gives the same bytes.</remarks>
public static class OnnxFile
{
    /// <summary>The version of the operators that models use.</summary>
    public const int Opset = 17;

    /// <param name="network">The network.</param>
    extension<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Writes a network to a file, which appears under its name only when it is complete.</summary>
        /// <param name="path">The file, <c>.onnx</c> by convention.</param>
        /// <param name="options">What else the model holds; by default nothing.</param>
        /// <exception cref="NotSupportedException">A layer cannot be exported, or the weights take more than the 2 GiB of one
        /// file.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void SaveOnnx(string path, OnnxOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            ModelProto model = new OnnxModel<T>(network, options ?? new()).ToProto();
            AtomicFile.Write(path, model.WriteTo);
        }

        /// <summary>The bytes of the file.</summary>
        /// <inheritdoc cref="SaveOnnx{T}"/>
        public byte[] ToOnnx(OnnxOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            return new OnnxModel<T>(network, options ?? new()).ToProto().ToByteArray();
        }
    }
}
