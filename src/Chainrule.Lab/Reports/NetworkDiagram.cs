using Chainrule.Lab.Plots;
using Chainrule.Layers;

namespace Chainrule.Lab.Reports;

/// <summary>A network from input to output: a box for each layer with its parameters, filled by its share of them, and the shape between
/// two layers. A frame holds the layers inside another one; that of a residual has the way around it, and branches are side by
/// side.</summary>
internal sealed record NetworkDiagram : Plot
{
    private const double BoxHeight = 26, Arrow = 24, Indent = 22, Left = 12, Right = 20;

    /// <summary>The network.</summary>
    public required NetworkSummary Network { get; init; }

    /// <inheritdoc/>
    public override string Alt => $"Network with {Network.InputShape} inputs: "
        + string.Join(", ", Network.Layers.Where(layer => layer.Layer.Inner.Count == 0)
            .Select(layer => $"{layer.Title} to {layer.OutputShape}"))
        + ".";

    internal override double Width => 460;

    internal override double Draw(Markup svg, double width)
    {
        double y = 8, middle = (Left + width - Right) / 2;
        svg.Add($"<text class=\"middle\" x=\"{middle}\" y=\"{y + 10}\">input {Network.InputShape.ToString()}</text>");
        y += 14;
        foreach (LayerSummary layer in Network.Layers.Where(layer => !layer.Path.Contains('.', StringComparison.Ordinal)))
            y = DrawLayer(svg, layer, Left, width - Right, y);
        return y + 26;
    }

    /// <summary>Draws a layer with the arrow that leads to it, and says where the next one begins.</summary>
    private double DrawLayer(Markup svg, LayerSummary layer, double left, double right, double top)
    {
        double middle = (left + right) / 2, y = top + Arrow + (layer.Layer.AddsInput ? 12 : 0);
        svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{middle} {top + 4}V{y - 1}m-4 -6l4 6l4 -6")}\"/>");
        LayerSummary[] inner = [.. Network.Layers.Where(other => IsChild(layer, other))];
        if (inner.Length > 0)
        {
            double bottom = y + 18;
            Markup content = new();
            if (layer.Layer.IsBranching) bottom = DrawBranches(content, inner, left, right, y + 18);
            else
            {
                foreach (LayerSummary child in inner) bottom = DrawLayer(content, child, left + Indent, right - Indent, bottom - 4);
                bottom += 24;
            }
            svg.Add($"<rect class=\"box\" stroke-dasharray=\"4 3\" x=\"{left}\" y=\"{y}\" "
                + $"width=\"{right - left}\" height=\"{bottom - y}\" rx=\"6\"/>");
            svg.Add($"<text class=\"tick\" x=\"{left + 8}\" y=\"{y + 14}\">{layer.Title}</text>");
            svg.Add($"{content}");
            if (layer.Layer.AddsInput)
            {
                svg.Add($"<path class=\"line s0\" d=\"{Series.Text($"M{middle} {y - 9}H{right + 14}V{bottom + 12}H{middle + 9}")}\"/>");
                svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{middle} {bottom - 20}V{bottom + 4}")}\"/>");
                svg.Add($"<circle class=\"back\" cx=\"{middle}\" cy=\"{bottom + 12}\" r=\"8\"/>"
                    + $"<circle class=\"axis\" cx=\"{middle}\" cy=\"{bottom + 12}\" r=\"8\"/>");
                svg.Add($"<text class=\"middle\" x=\"{middle}\" y=\"{bottom + 16}\">+</text>");
                bottom += 20;
            }
            return DrawShape(svg, layer, middle, bottom);
        }
        string name = layer.Title, parameters = layer.Parameters == 0 ? "" : Numerals.Count(layer.Parameters);
        double share = Network.Parameters == 0 ? 0 : (double)layer.Parameters / Network.Parameters;
        string has = layer.Parameters == 0 ? "no parameters" : Numerals.Amount(layer.Parameters, "parameter");
        svg.Add($"<g><title>{layer.Path}: {layer.Layer.ToString()}, {has}, {Numerals.Amount(layer.Operations, "operation")}</title>");
        svg.Add($"<rect class=\"area s0\" x=\"{left}\" y=\"{y}\" width=\"{(right - left) * share}\" height=\"{BoxHeight}\" rx=\"4\"/>");
        svg.Add($"<rect class=\"box\" x=\"{left}\" y=\"{y}\" width=\"{right - left}\" height=\"{BoxHeight}\" rx=\"4\"/>");
        svg.Add($"<text x=\"{left + 10}\" "
            + $"y=\"{y + 17}\">{TextSize.Fit(name, 12, right - left - 30 - TextSize.Width(parameters, 12))}</text>");
        svg.Add($"<text class=\"end\" x=\"{right - 10}\" y=\"{y + 17}\">{parameters}</text></g>");
        return DrawShape(svg, layer, middle, y + BoxHeight);
    }

    /// <summary>Draws branches side by side, and says where their frame ends.</summary>
    private double DrawBranches(Markup svg, LayerSummary[] branches, double left, double right, double top)
    {
        const double Gap = 10;
        double width = (right - left - Gap) / branches.Length - Gap;
        double[] ends = [.. branches.Select((branch, i) =>
        {
            double from = left + Gap + i * (width + Gap), y = top - 4;
            // The columns say what belongs together, so that layers one after another need no frame of their own.
            LayerSummary[] inner = [.. Network.Layers.Where(other => IsChild(branch, other))];
            if (inner.Length == 0 || branch.Layer.IsBranching || branch.Layer.AddsInput)
                return DrawLayer(svg, branch, from, from + width, y);
            if (branch.Branch is { } name)
            {
                svg.Add($"<text class=\"tick\" x=\"{from}\" y=\"{y + 14}\">{TextSize.Fit(name, 11, width / 2)}</text>");
                y += 6;
            }
            foreach (LayerSummary layer in inner) y = DrawLayer(svg, layer, from, from + width, y);
            return y;
        })];
        double bottom = ends.Max() + 28;
        foreach ((int i, double end) in ends.Index())
        {
            double middle = left + Gap + i * (width + Gap) + width / 2;
            svg.Add($"<path class=\"axis\" d=\"{Series.Text($"M{middle} {end + 4}V{bottom - 1}m-4 -6l4 6l4 -6")}\"/>");
        }
        return bottom;
    }

    private static bool IsChild(LayerSummary layer, LayerSummary other) =>
        other.Path.StartsWith(layer.Path + ".", StringComparison.Ordinal)
        && !other.Path[(layer.Path.Length + 1)..].Contains('.', StringComparison.Ordinal);

    private static double DrawShape(Markup svg, LayerSummary layer, double middle, double y)
    {
        svg.Add($"<text class=\"tick\" x=\"{middle + 10}\" y=\"{y + 17}\">{layer.OutputShape.ToString()}</text>");
        return y;
    }
}
