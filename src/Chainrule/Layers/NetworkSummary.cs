using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Layers;

/// <summary>One layer of a network in numbers.</summary>
/// <param name="Path">Its place, from the outermost list inwards: <c>3</c>, <c>3.0</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="OutputShape">The shape of one output sample.</param>
/// <param name="Parameters">How many weights it trains, those of inner layers included.</param>
/// <param name="Operations">The floating-point operations of the forward pass of one sample.</param>
/// <param name="Branch">What the branch is called that the layer is; null where it is none, or has no name.</param>
public sealed record LayerSummary(
    string Path, Layer Layer, Shape OutputShape, int Parameters, long Operations, string? Branch = null)
{
    private const int LongestCode = 60;

    /// <summary>The layer as tables show it: its code without the layers inside, which have rows of their own, and no longer than 60
    /// characters.</summary>
    public string Title
    {
        get
        {
            string code = Layer.Inner.Count > 0 ? Layer.GetType().Name : Layer.ToString();
            if (Branch is not null) code = $"{Branch}: {code}";
            return code.Length <= LongestCode ? code : code[..(LongestCode - 1)] + "…";
        }
    }
}

/// <summary>A network in numbers.</summary>
/// <param name="InputShape">The shape of one input sample.</param>
/// <param name="Layers">The layers, those inside others after these.</param>
/// <param name="Parameters">The weights in all.</param>
/// <param name="Operations">The floating-point operations of the forward pass of one sample.</param>
/// <param name="ParameterBytes">The memory of the weights; the gradients take the same again.</param>
public sealed record NetworkSummary(Shape InputShape, IReadOnlyList<LayerSummary> Layers, int Parameters, long Operations,
    long ParameterBytes)
{
    /// <summary>Counts a network.</summary>
    public static NetworkSummary Of<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        List<LayerSummary> rows = [];
        Add("", network.Spec, network.Layers);
        return new(network.InputShape, rows, network.Weights.Length, network.Operations,
            (long)network.Weights.Length * Unsafe.SizeOf<T>());

        void Add(string prefix, Layer outer, IReadOnlyList<CompiledLayer<T>> compiled)
        {
            foreach ((int i, Layer layer) in outer.Inner.Index())
            {
                string path = $"{prefix}{i}";
                int parameters = network.Parameters.Where(parameter => parameter.Name.StartsWith(path + '.',
                    StringComparison.Ordinal)).Sum(parameter => parameter.Shape.Size);
                rows.Add(new(path, layer, compiled[i].OutputShape, parameters, compiled[i].Operations,
                    outer.BranchNames.ElementAtOrDefault(i)));
                Add(path + '.', layer, compiled[i].Children);
            }
        }
    }

    /// <summary>The network as a table: the shape, the parameters and the operations of each layer.</summary>
    public override string ToString() => TextTable.Format(["", "layer", ">output", ">parameters", ">operations"],
        [
            ["", "input", $"{InputShape}", "", ""],
            .. Layers.Select(layer => (IReadOnlyList<string>)
                [layer.Path, layer.Title, $"{layer.OutputShape}", Count(layer.Parameters), Count(layer.Operations)]),
            ["", "total", "", Count(Parameters), Count(Operations)],
        ]);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
