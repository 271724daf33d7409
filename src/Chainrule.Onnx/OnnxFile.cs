using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Models;
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
        /// <inheritdoc cref="SaveOnnx{T}(Network{T}, string, OnnxOptions?)"/>
        public byte[] ToOnnx(OnnxOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            return new OnnxModel<T>(network, options ?? new()).ToProto().ToByteArray();
        }
    }

    /// <param name="model">The model.</param>
    extension<T>(Model<T> model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Writes a model to a file, which appears under its name only when it is complete.</summary>
        /// <param name="path">The file, <c>.onnx</c> by convention.</param>
        /// <param name="options">What the file holds; by default <see cref="ToOnnxOptions{T}"/>: it takes features as the model does, and
        /// gives what the model predicts.</param>
        /// <exception cref="NotSupportedException">A layer cannot be exported, or the weights take more than the 2 GiB of one
        /// file.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void SaveOnnx(string path, OnnxOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            model.Network.SaveOnnx(path, options ?? model.ToOnnxOptions());
        }

        /// <summary>What an exported network holds to be as the model is: scaling and output function are in the graph, and texts name
        /// columns and classes.</summary>
        /// <param name="scaling">Whether the exported network scales inputs by itself; otherwise a text says how they were scaled.</param>
        /// <param name="outputFunction">Whether it ends in the output function, which makes probabilities of scores.</param>
        public OnnxOptions ToOnnxOptions(bool scaling = true, bool outputFunction = true)
        {
            ArgumentNullException.ThrowIfNull(model);
            OutputFunction function = outputFunction ? model.Description.OutputFunction : OutputFunction.None;
            Dictionary<string, string> texts = new(model.Texts)
            {
                ["chainrule.weights_sha256"] = model.Network.WeightsSha256(),
                ["chainrule.inputs"] = model.Description.InputScale is null || scaling
                    ? "as the data source holds them"
                    : "scaled by (x - shift) / divisor, see chainrule.input_scale",
                ["chainrule.outputs"] = function == OutputFunction.None
                    ? "of the last layer"
                    : $"{function.ToString().ToLowerInvariant()} of the last layer's",
            };
            // What scales its inputs itself does not name the scale, so that no reader scales a second time.
            foreach ((string key, string text) in model.Description.ToTexts())
                if (key is ModelDescription.ColumnsKey or ModelDescription.ClassesKey || (key == ModelDescription.ScaleKey && !scaling))
                    texts[key] = text;
            return new() { InputScale = scaling ? model.Description.InputScale : null, Output = function, Metadata = texts };
        }
    }
}
