using System.Globalization;
using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Reports;

/// <summary>The network as a diagram and as a table.</summary>
internal static class NetworkSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(Markup page, NetworkSummary network)
    {
        page.AddRaw("<section aria-labelledby=\"network\">");
        page.AddRaw("<h2 id=\"network\">Network</h2>");
        page.AddRaw("<div class=\"network\">");
        page.AddRaw($"<figure>{new NetworkDiagram { Title = "Layers from input to output", Network = network }.ToSvg(styled: false, 460)}</figure>");
        page.AddRaw("<div class=\"scroll\"><table><caption>Operations count the forward pass of one sample</caption>");
        page.AddRaw("<thead><tr><th scope=\"col\">place</th><th scope=\"col\">layer</th><th scope=\"col\" class=\"number\">output</th><th scope=\"col\" class=\"number\">parameters</th><th scope=\"col\" class=\"number\">operations</th></tr></thead><tbody>");
        page.Add($"<tr><td></td><th scope=\"row\">input</th><td class=\"number\">{network.InputShape.ToString()}</td><td></td><td></td></tr>");
        foreach (LayerSummary layer in network.Layers)
            page.Add($"<tr><td>{layer.Path}</td><th scope=\"row\">{Short(layer)}</th><td class=\"number\">{layer.OutputShape.ToString()}</td><td class=\"number\">{Numerals.Count(layer.Parameters)}</td><td class=\"number\">{Numerals.Count(layer.Operations)}</td></tr>");
        page.AddRaw("</tbody><tfoot>");
        page.Add($"<tr><td></td><th scope=\"row\">total</th><td></td><td class=\"number\">{Numerals.Count(network.Parameters)}</td><td class=\"number\">{Numerals.Count(network.Operations)}</td></tr>");
        page.AddRaw("</tfoot></table></div></div>");
        page.Add($"<p class=\"note\">The weights take {Bytes(network.ParameterBytes)}, the gradients the same again.</p>");
        page.AddRaw("</section>");
    }

    /// <summary>A layer as code, cut where it holds others that have their own rows.</summary>
    internal static string Short(LayerSummary layer)
    {
        string code = layer.Layer.ToString();
        return layer.Layer.Inner.Count > 0 ? layer.Layer.GetType().Name : code.Length <= 60 ? code : code[..59] + "…";
    }

    private static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
