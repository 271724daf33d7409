using System.Runtime.InteropServices;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Onnx.Format;
using Chainrule.Parameters;
using Chainrule.Tests;

namespace Chainrule.Onnx.Tests;

/// <summary>The model that an earlier version wrote, and the network that it was made of.</summary>
public class GoldenModelTests(OnnxRuntime runtime)
{
    private static readonly string folder = Path.Combine(Repository.Root, "tests", "golden", "v1");

    [Fact]
    public void The_model_holds_the_operators_and_weights_of_the_network()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        Assert.Equal(["Sub", "Sub", "Div", "Gemm", "BatchNormalization", "LeakyRelu", "Gemm", "Tanh", "Add", "Gemm", "Softmax"],
            model.Graph.Node.Select(node => node.OpType));
        Network<float> network = NetworkFile.Load<float>(Path.Combine(folder, "run", "weights.safetensors"));
        foreach (Parameter<float> parameter in network.Parameters)
        {
            TensorProto tensor = model.Graph.Initializer.Single(tensor => tensor.Name == parameter.Name);
            Assert.Equal(parameter.Value.ToArray(), MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
        }
        Assert.Equal(network.WeightsSha256(), model.MetadataProps.Single(entry => entry.Key == "chainrule.weights_sha256").Value);
    }

    [Fact]
    public void ONNX_Runtime_gives_what_was_predicted()
    {
        (float[] values, int[] shape) = runtime.Run(File.ReadAllBytes(Path.Combine(folder, "model.onnx")),
            [0.5f, 0.25f, -1, 0, 1.5f, -0.5f], 3, 2);
        Assert.Equal([3, 2], shape);
        double[] expected = [0.4881305357933361, 0.5118694642066639, 0.7125790729977901, 0.28742092700220995,
            0.605502397223795, 0.39449760277620505];
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
