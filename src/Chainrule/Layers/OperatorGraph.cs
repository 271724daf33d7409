namespace Chainrule.Layers;

/// <summary>A value that flows through an <see cref="OperatorGraph"/>.</summary>
/// <param name="Name">Its name, which no other value of the graph has.</param>
/// <param name="Shape">Its shape without the batch dimension where it depends on the input, its whole shape where it is a constant.</param>
public sealed record GraphValue(string Name, Shape Shape);

/// <summary>A constant of an <see cref="OperatorGraph"/> that is no parameter of the network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its whole shape.</param>
/// <param name="Values">The elements, row-major.</param>
/// <param name="AreIndices">Whether the elements are whole numbers of 64 bits, such as positions and extents, rather than numbers of the
/// network's precision.</param>
public sealed record GraphConstant(string Name, Shape Shape, IReadOnlyList<double> Values, bool AreIndices = false);

/// <summary>One operator in an <see cref="OperatorGraph"/>.</summary>
/// <param name="Operator">What it does, as ONNX calls it: <c>Gemm</c>, <c>Relu</c>.</param>
/// <param name="Inputs">The names of its inputs.</param>
/// <param name="Output">Its result.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record GraphNode(string Operator, IReadOnlyList<string> Inputs, GraphValue Output, IReadOnlyList<GraphAttribute> Attributes);

/// <summary>An attribute of an operator, which is not one of its inputs. Written as a pair: <c>("alpha", 0.01)</c>, <c>("axis",
/// 1)</c>.</summary>
/// <param name="Name">The name that ONNX gives it.</param>
public abstract record GraphAttribute(string Name)
{
    /// <summary>A whole number.</summary>
    public sealed record Integer(string Name, long Value) : GraphAttribute(Name);

    /// <summary>A number; ONNX stores it in single precision.</summary>
    public sealed record Number(string Name, double Value) : GraphAttribute(Name);

    /// <summary>A list of whole numbers.</summary>
    public sealed record Integers(string Name, IReadOnlyList<int> Values) : GraphAttribute(Name);

    /// <summary>A whole number.</summary>
    public static implicit operator GraphAttribute((string Name, int Value) pair) => new Integer(pair.Name, pair.Value);

    /// <summary>A number.</summary>
    public static implicit operator GraphAttribute((string Name, double Value) pair) => new Number(pair.Name, pair.Value);

    /// <summary>A list of whole numbers.</summary>
    public static implicit operator GraphAttribute((string Name, int[] Values) pair) => new Integers(pair.Name, pair.Values);
}

/// <summary>What layers compute at inference, spelled in the operators of ONNX (opset 17): how a network leaves the library for
/// others to run. Every layer says in its own file which operators it is made of (<see cref="Layer.Lower"/>).</summary>
/// <remarks>This knows no file format; the package Chainrule.Onnx writes one.</remarks>
public sealed class OperatorGraph
{
    private readonly Dictionary<string, Shape> weights;
    private readonly List<GraphNode> nodes = [];
    private readonly List<GraphConstant> constants = [];
    private readonly HashSet<string> taken;
    private string prefix = "";

    private OperatorGraph(GraphValue input, Dictionary<string, Shape> weights)
    {
        (Input, this.weights) = (input, weights);
        taken = [input.Name, .. weights.Keys];
    }

    /// <summary>The input of the network.</summary>
    public GraphValue Input { get; }

    /// <summary>The output of the last layer; the input itself where the layers change nothing.</summary>
    public GraphValue Output => nodes.Count > 0 ? nodes[^1].Output : Input;

    /// <summary>The operators, each one after those whose results it takes.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>The constants that are no parameters of the network.</summary>
    public IReadOnlyList<GraphConstant> Constants => constants;

    /// <summary>The graph of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">What to call the input.</param>
    /// <param name="before">What to do to the input before it reaches the first layer; null for nothing.</param>
    /// <param name="after">What to do to the output of the last layer; null for nothing.</param>
    /// <exception cref="NotSupportedException">A layer does not say which operators it is made of.</exception>
    public static OperatorGraph Of<T>(
        Network<T> network, string input = "input", Func<OperatorGraph, GraphValue, GraphValue>? before = null,
        Func<OperatorGraph, GraphValue, GraphValue>? after = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        Dictionary<string, Shape> weights = network.Parameters.Select(parameter => (parameter.Name, parameter.Shape))
            .Concat(network.Buffers.Select(buffer => (buffer.Name, buffer.Shape)))
            .ToDictionary(weight => weight.Name, weight => weight.Shape);
        OperatorGraph graph = new(new(input, network.InputShape), weights);
        GraphValue value = before is null ? graph.Input : before(graph, graph.Input);
        value = network.Spec.Lower(graph, value);
        if (after is not null) value = after(graph, value);
        // A graph ends in its last operator, so that its output has a name of its own.
        if (graph.nodes.Count == 0 || value != graph.nodes[^1].Output) graph.Apply("Identity", value);
        return graph;
    }

    /// <summary>A parameter or buffer of the layer at hand, by its name within the layer.</summary>
    public GraphValue Weight(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(prefix + name, weights[prefix + name]);
    }

    /// <summary>A constant.</summary>
    /// <param name="name">What it is, within the layer at hand.</param>
    /// <param name="shape">Its shape; <c>[]</c> for one number, which meets every element of what it is combined with.</param>
    /// <param name="values">Its elements; one element stands for all.</param>
    public GraphValue Constant(string name, Shape shape, params IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        GraphConstant constant = new(Free(name), shape, values.Count == 1 ? [.. Enumerable.Repeat(values[0], shape.Size)] : values);
        constants.Add(constant);
        return new(constant.Name, shape);
    }

    /// <summary>A constant list of whole numbers, which operators take as positions and extents.</summary>
    /// <param name="name">What it is, within the layer at hand.</param>
    /// <param name="values">The numbers.</param>
    public GraphValue Indices(string name, params IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        GraphConstant constant = new(Free(name), [values.Count], [.. values.Select(value => (double)value)], AreIndices: true);
        constants.Add(constant);
        return new(constant.Name, constant.Shape);
    }

    /// <summary>An operator of one input that keeps its shape.</summary>
    public GraphValue Apply(string name, GraphValue x, params ReadOnlySpan<GraphAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Apply(name, [x], x.Shape, attributes);
    }

    /// <summary>An operator.</summary>
    /// <param name="name">What it does, as ONNX calls it.</param>
    /// <param name="inputs">Its inputs; those that are null are left out at the end.</param>
    /// <param name="output">The shape of its result without the batch dimension.</param>
    /// <param name="attributes">Its attributes.</param>
    public GraphValue Apply(string name, IReadOnlyList<GraphValue?> inputs, Shape output, params ReadOnlySpan<GraphAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(inputs);
        GraphValue result = new(Free(name.ToLowerInvariant()), output);
        nodes.Add(new(name, [.. inputs.OfType<GraphValue>().Select(value => value.Name)], result, [.. attributes]));
        return result;
    }

    /// <summary>The operators of a layer inside the layer at hand.</summary>
    /// <param name="index">Its place in the list.</param>
    /// <param name="inner">The layer.</param>
    /// <param name="x">Its input.</param>
    public GraphValue Lower(int index, Layer inner, GraphValue x)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(x);
        string outer = prefix;
        prefix = $"{outer}{index}.";
        GraphValue y = inner.Lower(this, x);
        prefix = outer;
        return y;
    }

    private string Free(string name)
    {
        string free = prefix + name;
        for (int i = 2; !taken.Add(free); i++) free = $"{prefix}{name}_{i}";
        return free;
    }
}
