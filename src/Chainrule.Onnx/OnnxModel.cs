using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Onnx.Format;
using Chainrule.Parameters;
using Google.Protobuf;

namespace Chainrule.Onnx;

/// <summary>The ONNX model of a network.</summary>
/// <param name="network">The network.</param>
/// <param name="options">What else the model holds.</param>
internal sealed class OnnxModel<T>(Network<T> network, OnnxOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The version of the format; 8 is the one that came with opset 17.</summary>
    private const int FormatVersion = 8;

    private const string InputName = "input", OutputName = "output", Batch = "batch";

    /// <summary>Room for everything but the weights within the 2 GiB that a protobuf message may have.</summary>
    private const long LargestWeights = int.MaxValue - (64L << 20);

    /// <summary>The model.</summary>
    /// <exception cref="NotSupportedException">A layer cannot be exported, or the weights take more than the 2 GiB of one
    /// file.</exception>
    public ModelProto ToProto()
    {
        long bytes = (long)network.Weights.Length * Marshal.SizeOf<T>();
        if (bytes > LargestWeights)
            throw new NotSupportedException(
                $"The network has {bytes} bytes of weights, and one ONNX file holds at most 2 GiB; export safetensors instead.");
        var version = typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        ModelProto model = new()
        {
            IrVersion = FormatVersion,
            ProducerName = "Chainrule",
            ProducerVersion = version.InformationalVersion.Split('+')[0],
            Graph = Graph(),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OnnxFile.Opset });
        foreach ((string key, string text) in options.Metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = text });
        return model;
    }

    private GraphProto Graph()
    {
        OperatorGraph operators = OperatorGraph.Of(network, InputName,
            before: options.InputScale is { } scale ? (graph, x) => Scaled(graph, x, scale) : null,
            after: options.Output == OutputFunction.None ? null : (graph, y) => Read(graph, y, options.Output));
        GraphProto graph = new() { Name = options.Name };
        graph.Input.Add(Info(operators.Input));
        graph.Output.Add(Info(operators.Output with { Name = OutputName }));
        HashSet<string> used = [];
        foreach (GraphNode node in operators.Nodes)
        {
            bool isLast = node == operators.Nodes[^1];
            NodeProto written = new()
            {
                Name = node.Output.Name,
                OpType = node.Operator,
                Output = { isLast ? OutputName : node.Output.Name },
                Input = { node.Inputs },
            };
            written.Attribute.AddRange(node.Attributes.Select(Attribute));
            graph.Node.Add(written);
            if (!isLast) graph.ValueInfo.Add(Info(node.Output));
            used.UnionWith(node.Inputs);
        }
        // Only training needs the others, such as the number of batches that a batch norm has seen.
        foreach (Parameter<T> parameter in network.Parameters.Where(parameter => used.Contains(parameter.Name)))
            graph.Initializer.Add(Tensor<T>(parameter.Name, parameter.Shape, parameter.Value, Type));
        foreach (LayerBuffer<T> buffer in network.Buffers.Where(buffer => used.Contains(buffer.Name)))
            graph.Initializer.Add(Tensor<T>(buffer.Name, buffer.Shape, buffer.Value, Type));
        foreach (GraphConstant constant in operators.Constants)
            graph.Initializer.Add(constant.AreIndices
                ? Tensor<long>(constant.Name, constant.Shape, [.. constant.Values.Select(value => (long)value)],
                    TensorProto.Types.DataType.Int64)
                : Tensor<T>(constant.Name, constant.Shape, [.. constant.Values.Select(T.CreateTruncating)], Type));
        return graph;
    }

    /// <summary>(x − shift) / divisor. A shift that the precision does not hold is subtracted in two parts, the second of
    /// which is the rounding error of the first: the difference is then as exact as in double precision, also for a feature that is far
    /// from zero.</summary>
    private static GraphValue Scaled(OperatorGraph graph, GraphValue x, FeatureScale scale)
    {
        GraphValue y = x;
        double[] shift = [.. scale.Shift.Select(value => double.CreateTruncating(T.CreateTruncating(value)))];
        double[] rest = [.. scale.Shift.Zip(shift, (exact, near) => exact - near)];
        if (shift.Any(value => value != 0)) y = graph.Apply("Sub", [y, Constant("shift", shift)], x.Shape);
        if (rest.Any(value => value != 0)) y = graph.Apply("Sub", [y, Constant("shift_rest", rest)], x.Shape);
        if (scale.Divisor.Any(value => value != 1)) y = graph.Apply("Div", [y, Constant("divisor", scale.Divisor)], x.Shape);
        return y;

        GraphValue Constant(string name, double[] values) => graph.Constant($"scaling.{name}", values.Length == 1 ? [] : x.Shape, values);
    }

    private static GraphValue Read(OperatorGraph graph, GraphValue y, OutputFunction function) => function switch
    {
        OutputFunction.Softmax => graph.Apply("Softmax", y, ("axis", -1)),
        OutputFunction.Sigmoid => graph.Apply("Sigmoid", y),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "This is no function of outputs."),
    };

    private static ValueInfoProto Info(GraphValue value) => new()
    {
        Name = value.Name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)Type,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        new TensorShapeProto.Types.Dimension { DimParam = Batch },
                        value.Shape.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }),
                    },
                },
            },
        },
    };

    private static AttributeProto Attribute(GraphAttribute attribute) => attribute switch
    {
        GraphAttribute.Integer integer => new() { Name = integer.Name, Type = AttributeProto.Types.AttributeType.Int, I = integer.Value },
        GraphAttribute.Number number => new()
        {
            Name = number.Name,
            Type = AttributeProto.Types.AttributeType.Float,
            F = (float)number.Value,
        },
        GraphAttribute.Integers integers => new()
        {
            Name = integers.Name,
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { integers.Values.Select(value => (long)value) },
        },
        _ => throw new NotSupportedException($"The attribute {attribute} is of no kind that ONNX knows."),
    };

    private static TensorProto Tensor<TNumber>(string name, Shape shape, ReadOnlySpan<TNumber> values, TensorProto.Types.DataType type)
        where TNumber : unmanaged
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("ONNX files are written on little-endian machines only.");
        return new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape.Select(extent => (long)extent) },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
    }

    private static TensorProto.Types.DataType Type => typeof(T) == typeof(float) ? TensorProto.Types.DataType.Float
        : typeof(T) == typeof(double) ? TensorProto.Types.DataType.Double
        : throw new NotSupportedException($"A network of {typeof(T).Name} cannot be exported; expected Single or Double.");
}
