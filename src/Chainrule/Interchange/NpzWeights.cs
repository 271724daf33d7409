using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Interchange;

/// <summary>Weights in NumPy's format: <c>numpy.load(path)["0.weight"]</c>. Names and layouts are those of the safetensors files.</summary>
public static class NpzWeights
{
    /// <summary>Saves weights and buffers, and nothing else: neither the layers nor the scaling of inputs. The same weights give the same
    /// bytes.</summary>
    /// <remarks><see cref="NetworkFile.LoadWeights{T}"/> reads them back into a network of the same layers.</remarks>
    /// <param name="network">The network.</param>
    /// <param name="path">The file; it appears under its name only when it is complete.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveNpz<T>(this Network<T> network, string path) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        List<KeyValuePair<string, NdArray>> arrays = [];
        foreach (Parameter<T> parameter in network.Parameters)
            arrays.Add(new(parameter.Name, NdArray.Create(parameter.Value.ToArray(), [.. parameter.Shape])));
        foreach (LayerBuffer<T> buffer in network.Buffers)
            arrays.Add(new(buffer.Name, buffer.IsCount
                ? NdArray.Create(Array.ConvertAll(buffer.Value, long.CreateTruncating), [.. buffer.Shape])
                    : NdArray.Create(buffer.Value, [.. buffer.Shape])));
        // Weights hardly shrink, and stored entries can be mapped into memory.
        Npz.Write(path, arrays, compress: false);
    }

    /// <summary>Whether a file is one of these, by its name.</summary>
    internal static bool IsNamed(string path) => Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The arrays of a file as those of a safetensors file.</summary>
    internal static List<SafeTensor> Read(string path) =>
        [.. Npz.Read(path).Select(array => new SafeTensor(array.Key, TypeOf(array.Value.ElementType), array.Value.Shape.ToArray(),
            NdArray.Bytes(array.Value.Data, array.Value.ElementType, 0, array.Value.Length).ToArray()))];

    private static string TypeOf(ElementType type) => type switch
    {
        ElementType.Boolean => "BOOL",
        ElementType.SByte => "I8",
        ElementType.Byte => "U8",
        ElementType.Int16 => "I16",
        ElementType.UInt16 => "U16",
        ElementType.Int32 => "I32",
        ElementType.UInt32 => "U32",
        ElementType.Int64 => "I64",
        ElementType.UInt64 => "U64",
        ElementType.Half => "F16",
        ElementType.Single => "F32",
        _ => "F64",
    };
}
