using System.Runtime.InteropServices;
using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Onnx.Format;
using Chainrule.Parameters;
using Chainrule.Tests.Oracles;

namespace Chainrule.Onnx.Tests;

/// <summary>The contents of the file.</summary>
public class OnnxFileTests
{
    private static readonly Layer[] some = [new Linear(3), new BatchNorm(), new ReLU(),
        new Residual([new Linear(3) { Bias = false }, new Softsign()])];

    [Fact]
    public void The_checker_of_the_ONNX_project_accepts_every_layer_in_both_precisions()
    {
        string folder = Directory.CreateTempSubdirectory("chainrule-onnx-").FullName;
        try
        {
            foreach ((int i, (Layer layer, Shape input)) in Examples.Layers.Index())
            {
                Samples.Network<float>(input, layer).SaveOnnx(Path.Combine(folder, $"{i}.onnx"));
                Samples.Network<double>(input, layer).SaveOnnx(Path.Combine(folder, $"{i}d.onnx"), new()
                {
                    InputScale = new() { Shift = [0.1], Divisor = [3] },
                    Output = OutputFunction.Sigmoid,
                });
            }
            string[] files = Directory.GetFiles(folder);
            Assert.Equal(2 * Examples.Layers.Count, files.Length);
            Assert.Equal($"{files.Length}", Peer.Run(Peer.Python, [Path.Combine(Peer.Folder, "check_onnx.py"), .. files]).Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Initializers_have_the_names_of_PyTorch_and_the_weights_of_the_network()
    {
        Network<float> network = Samples.Network<float>([4], some);
        GraphProto graph = ModelProto.Parser.ParseFrom(network.ToOnnx()).Graph;
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "3.0.weight", "1.running_mean", "1.running_var"],
            graph.Initializer.Select(tensor => tensor.Name));
        foreach (Parameter<float> parameter in network.Parameters)
        {
            TensorProto tensor = graph.Initializer.Single(tensor => tensor.Name == parameter.Name);
            Assert.Equal(parameter.Shape.Select(extent => (long)extent), tensor.Dims);
            Assert.Equal(parameter.Value.ToArray(), MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
        }
        Assert.Equal(["Gemm", "BatchNormalization", "Relu", "Gemm", "Softsign", "Add"], graph.Node.Select(node => node.OpType));
        Assert.Equal(["0.gemm", "1.batchnormalization", "2.relu", "3.0.gemm", "3.1.softsign", "3.add"],
            graph.Node.Select(node => node.Name));
    }

    [Fact]
    public void Input_and_output_take_any_batch()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Samples.Network<float>([2, 4, 4], new Conv2d(3), new Flatten()).ToOnnx());
        Assert.Equal((17, ""), (model.OpsetImport.Single().Version, model.OpsetImport.Single().Domain));
        Assert.Equal(["input: batch 2 4 4", "output: batch 12"], model.Graph.Input.Concat(model.Graph.Output).Select(Described));

        static string Described(ValueInfoProto value) => $"{value.Name}: {string.Join(' ',
            value.Type.TensorType.Shape.Dim.Select(dim => dim.DimParam.Length > 0 ? dim.DimParam : $"{dim.DimValue}"))}";
    }

    [Fact]
    public void A_model_of_double_precision_is_that_of_single_precision_but_for_its_numbers()
    {
        foreach ((Layer layer, Shape input) in Examples.Layers)
        {
            Network<double> wide = Samples.Network<double>(input, layer);
            Network<float> narrow = Samples.Network<float>(input, layer);
            for (int i = 0; i < narrow.Weights.Length; i++) narrow.Weights[i] = (float)wide.Weights[i];
            for (int i = 0; i < narrow.Buffers.Count; i++)
                Array.ConvertAll(wide.Buffers[i].Value, value => (float)value).CopyTo(narrow.Buffers[i].Value, 0);
            OnnxOptions options = new() { InputScale = new() { Shift = [0.5], Divisor = [4] } };
            Assert.Equal(ModelProto.Parser.ParseFrom(narrow.ToOnnx(options)), Narrowed(ModelProto.Parser.ParseFrom(wide.ToOnnx(options))));
        }
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes()
    {
        OnnxOptions options = new() { Name = "n", Metadata = new Dictionary<string, string> { ["b"] = "1", ["a"] = "ü" } };
        Assert.Equal(Samples.Network<float>([4], some).ToOnnx(options), Samples.Network<float>([4], some).ToOnnx(options));
        ModelProto model = ModelProto.Parser.ParseFrom(Samples.Network<float>([4], some).ToOnnx(options));
        Assert.Equal(["b=1", "a=ü"], model.MetadataProps.Select(entry => $"{entry.Key}={entry.Value}"));
        Assert.Equal(("n", "Chainrule"), (model.Graph.Name, model.ProducerName));
    }

    [Fact]
    public void A_network_that_changes_nothing_is_an_identity()
    {
        GraphProto graph = ModelProto.Parser.ParseFrom(Samples.Network<float>([4], new Dropout(0.5), new Sequential([])).ToOnnx()).Graph;
        NodeProto node = Assert.Single(graph.Node);
        Assert.Equal(("Identity", "input", "output"), (node.OpType, node.Input.Single(), node.Output.Single()));
    }

    [Fact]
    public void A_layer_of_ones_own_that_does_not_say_its_operators_is_named()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Network.Build<float>([3], [new Own()]).ToOnnx());
        Assert.Equal("Own() does not say which operators it is made of, so it cannot be exported; override Lower.", error.Message);
    }

    /// <summary>A model with every number of double precision rounded to single precision.</summary>
    private static ModelProto Narrowed(ModelProto model)
    {
        GraphProto graph = model.Graph;
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            Assert.Equal((int)TensorProto.Types.DataType.Double, value.Type.TensorType.ElemType);
            value.Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Float;
        }
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.DataType != (int)TensorProto.Types.DataType.Int64))
        {
            Assert.Equal((int)TensorProto.Types.DataType.Double, tensor.DataType);
            tensor.DataType = (int)TensorProto.Types.DataType.Float;
            float[] values = Array.ConvertAll(MemoryMarshal.Cast<byte, double>(tensor.RawData.Span).ToArray(), value => (float)value);
            tensor.RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        return model;
    }

    private sealed record Own : Layer
    {
        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Identity().Compile(builder);
    }
}
