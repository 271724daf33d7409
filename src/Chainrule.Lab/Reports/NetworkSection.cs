using Chainrule.Inspection;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Reports;

/// <summary>The network as a diagram and as a table.</summary>
internal static class NetworkSection
{
    private const int LongestCode = 60;

    /// <summary>The section.</summary>
    public static Section Of(NetworkSummary network) => new("network", "Network",
    [
        new Beside(new Picture(new NetworkDiagram { Title = "Layers from input to output", Network = network }, "network"),
            Layers(network)),
        new Paragraph($"The weights take {Numerals.Bytes(network.ParameterBytes)}, the gradients the same again.")
        { Kind = ParagraphKind.Note },
    ]);

    /// <summary>A layer as code, cut where it holds others that have their own rows.</summary>
    internal static string Short(LayerSummary layer)
    {
        string code = layer.Layer.ToString();
        return layer.Layer.Inner.Count > 0 ? layer.Layer.GetType().Name
            : code.Length <= LongestCode ? code : code[..(LongestCode - 1)] + "…";
    }

    private static Table Layers(NetworkSummary network) => new("Operations count the forward pass of one sample",
        ["place", Column.Header("layer"), Column.Number("output"), Column.Number("parameters"), Column.Number("operations")],
        [
            ["", "input", $"{network.InputShape}", "", ""],
            .. network.Layers.Select(layer => (IReadOnlyList<string>)
                [layer.Path, Short(layer), $"{layer.OutputShape}", Numerals.Count(layer.Parameters), Numerals.Count(layer.Operations)]),
        ])
    {
        Foot = ["", "total", "", Numerals.Count(network.Parameters), Numerals.Count(network.Operations)],
    };
}
