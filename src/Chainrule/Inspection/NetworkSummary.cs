using System.Numerics;
using Chainrule.Layers;

namespace Chainrule.Inspection;

/// <summary>One layer of a network in numbers.</summary>
/// <param name="Path">Its place, from the outermost list inwards: <c>3</c>, <c>3.0</c>.</param>
/// <param name="Layer">The layer.</param>
/// <param name="OutputShape">The shape of one output sample.</param>
/// <param name="Parameters">How many weights it trains, those of inner layers included.</param>
/// <param name="Operations">The floating-point operations of the forward pass of one sample.</param>
public sealed record LayerSummary(string Path, Layer Layer, Shape OutputShape, int Parameters, long Operations);

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
        Add("", network.Spec.Layers, network.Layers);
        return new(network.InputShape, rows, network.Weights.Length, network.Operations,
            (long)network.Weights.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

        void Add(string prefix, IReadOnlyList<Layer> layers, IReadOnlyList<CompiledLayer<T>> compiled)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                string path = $"{prefix}{i}";
                int parameters = network.Parameters.Where(parameter => parameter.Name.StartsWith(path + '.',
                    StringComparison.Ordinal)).Sum(parameter => parameter.Shape.Size);
                rows.Add(new(path, layers[i], compiled[i].OutputShape, parameters, compiled[i].Operations));
                Add(path + '.', layers[i].Inner, compiled[i].Children);
            }
        }
    }
}
