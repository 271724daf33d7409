using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Layers;

namespace Chainrule.Lab.Reports;

/// <summary>The network as a diagram and as a table.</summary>
internal static class NetworkSection
{
    /// <summary>The section.</summary>
    public static Section Of(NetworkSummary network) => new("network", "Network",
    [
        new Beside(new Picture(new NetworkDiagram { Title = "Layers from input to output", Network = network }, "network"),
            Layers(network)),
        new Paragraph($"The weights take {Numerals.Bytes(network.ParameterBytes)}, the gradients the same again.")
        { Kind = ParagraphKind.Note },
    ]);

    private static Table Layers(NetworkSummary network) => new("Operations count the forward pass of one sample",
        ["place", Column.Header("layer"), Column.Number("output"), Column.Number("parameters"), Column.Number("operations")],
        [
            ["", "input", $"{network.InputShape}", "", ""],
            .. network.Layers.Select(layer => (IReadOnlyList<string>)
                [layer.Path, layer.Title, $"{layer.OutputShape}", Numerals.Count(layer.Parameters), Numerals.Count(layer.Operations)]),
        ])
    {
        Foot = ["", "total", "", Numerals.Count(network.Parameters), Numerals.Count(network.Operations)],
    };
}
