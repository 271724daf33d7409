using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

/// <summary>A plot of every kind and for every awkward content, by the name of its file in <c>Expected</c>.</summary>
internal static class PlotSamples
{
    public static IReadOnlyDictionary<string, Plot> All { get; } = new Dictionary<string, Plot>(LinePlotSamples.All)
    {
        ["scatter"] =
            new ScatterPlot { Title = "Two moons", X = new Axis { Label = "x₁" }, Y = new Axis { Label = "x₂" }, Series = Moons() },
        ["scatter-share"] = new ScatterPlot
        {
            Title = "Decision surface of two classes",
            X = new Axis { Label = "x₁" },
            Y = new Axis { Label = "x₂" },
            Series = Moons(),
            Surface = Lattice((x, y) => 1 / (1 + Math.Exp(4 * (y - 0.25) - 3 * Math.Sin(3 * x)))),
        },
        ["scatter-classes"] = new ScatterPlot
        {
            Title = "Regions of three classes",
            X = new Axis { Label = "x₁" },
            Y = new Axis { Label = "x₂" },
            Series = [.. Moons(), new("far", [1.8, 2, 2.2], [1, 1.1, 1])],
            Surface = Lattice((x, y) => x > 1.5 && y > 0.7 ? 2 : y > 0.25 ? 0 : 1) with { Classes = true },
        },
        ["scatter-values"] = new ScatterPlot
        {
            Title = "A function of two inputs",
            X = new Axis { Label = "x₁" },
            Y = new Axis { Label = "x₂" },
            Series = [new("samples", [-1, 0, 2, 2.4], [0, 0.2, 1.2, -0.9])],
            Surface = Lattice((x, y) => 100 * (x * x + y))
        },
        ["scatter-diagonal"] = new ScatterPlot
        {
            Title = "Predicted against true",
            X = new Axis { Label = "true", Unit = "m" },
            Y = new Axis { Label = "predicted", Unit = "m" },
            Diagonal = true,
            Series = [new("", [.. Enumerable.Range(0, 60).Select(i => i / 10.0)],
                [.. Enumerable.Range(0, 60).Select(i => i / 10.0 + 0.4 * Math.Sin(i))])],
        },
        ["scatter-eight-kinds"] = new ScatterPlot
        {
            Title = "Ten kinds of points",
            X = new Axis { Label = "x" },
            Y = new Axis { Label = "y" },
            Series = [.. Enumerable.Range(0, 10).Select(k => new ScatterSeries($"class {k}", [k, k + 0.5], [k % 3, k % 3 + 0.5]))],
        },
        ["scatter-no-point"] =
            new ScatterPlot { Title = "No point", X = new Axis(), Y = new Axis(), Series = [new("none", [double.NaN], [1])] },
        ["bars"] = new BarPlot
        {
            Title = "Epochs to 100 %",
            Y = new Axis { Label = "epochs" },
            Bars =
            [
                new("sgd", 4213) { Low = 3900, High = 4500 },
                new("momentum", 820) { Low = 700, High = 940 },
                new("adam", 96) { Low = 90, High = 101 },
            ],
        },
        ["bars-signed"] = new BarPlot
        {
            Title = "Change",
            Y = new Axis { Label = "difference", Unit = "points" },
            Bars = [new("a", 3.5), new("b", -2.25), new("c", double.NaN), new("d", 0), new("e", double.PositiveInfinity)]
        },
        ["bars-grouped"] = new BarPlot
        {
            Title = "Speed",
            Y = new Axis { Label = "samples per second", Log = true },
            Bars = [.. ((string[])["1 thread", "2 threads", "8 threads"]).SelectMany((group, i) =>
                (Bar[])[new("Chainrule", 20000 * (i + 1)) { Group = group }, new("PyTorch", 15000 + 9000 * i) { Group = group }])],
        },
        ["bars-long-names"] = new BarPlot
        {
            Title = "Long names",
            Y = new Axis { Label = "accuracy" },
            Bars = [.. Enumerable.Range(1, 14)
                .Select(i => new Bar($"stochastic gradient descent with momentum, number {i}", 0.9 + i / 200.0))],
        },
        ["bars-none"] = new BarPlot { Title = "No bar", Y = new Axis { Label = "accuracy" }, Bars = [] },
        ["heat"] = new HeatMap
        {
            Title = "Confusion matrix",
            X = new Axis { Label = "predicted" },
            Y = new Axis { Label = "true" },
            ValueLabel = "images",
            LogColor = true,
            RowLabels = Digits,
            ColumnLabels = Digits,
            Values = [.. Enumerable.Range(0, 10)
                .Select(i => (double[])[.. Enumerable.Range(0, 10).Select(j => i == j ? 980.0 - 7 * i : (i * 7 + j * 3) % 5)])],
        },
        ["heat-signed"] = new HeatMap
        {
            Title = "Values on both sides of zero",
            ValueLabel = "correlation",
            RowLabels = ["a", "b", "a row with a very long name that has to be cut somewhere"],
            ColumnLabels = ["first", "second", "third column with a long name"],
            Values = [[1, -0.5, double.NaN], [-0.25, 0, 0.75], [double.PositiveInfinity, -1, 0.123456]],
        },
        ["heat-large"] = new HeatMap
        {
            Title = "Hundred classes",
            ValueLabel = "images",
            RowLabels = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")],
            ColumnLabels = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")],
            Values = [.. Enumerable.Range(0, 100)
                .Select(i => (double[])[.. Enumerable.Range(0, 100).Select(j => i == j ? 50.0 : (i * j) % 17 == 3 ? 4 : 0)])],
        },
        ["heat-all-equal"] =
            new HeatMap { Title = "All equal", RowLabels = ["a", "b"], ColumnLabels = ["c", "d"], Values = [[5, 5], [5, 5]] },
        ["heat-empty"] = new HeatMap { Title = "No cell", RowLabels = [], ColumnLabels = [], Values = [] },
        ["histogram"] = new HistogramPlot
        {
            Title = "Weights",
            X = new Axis { Label = "weight" },
            Series = [new("before", [.. Enumerable.Range(0, 500).Select(i => Math.Sin(i) + Math.Sin(i * 1.7) * 0.5)]),
                new("after", [.. Enumerable.Range(0, 500).Select(i => Math.Cos(i * 2.3) * 2 + 0.4)])],
        },
        ["histogram-odd"] = new HistogramPlot
        {
            Title = "All equal, but for one",
            X = new Axis { Label = "value" },
            Series = [new("v", [3, 3, 3, double.NaN])],
            Bins = 10
        },
        ["histogram-none"] = new HistogramPlot { Title = "Nothing to count", X = new Axis(), Series = [new("v", [])] },
        ["images"] = new ImageGrid
        {
            Title = "Pictures",
            Columns = 8,
            Tiles = [.. Enumerable.Range(0, 11).Select(k =>
                new ImageTile(8, 8, [.. Enumerable.Range(0, 64).Select(i => (float)(i % 8 * k))], $"picture {k} of eleven") { Max = 70 })],
        },
        ["images-color"] = new ImageGrid
        {
            Title = "Pictures in colours",
            Columns = 8,
            Tiles = [.. Enumerable.Range(0, 3).Select(k => new ImageTile(8, 6,
                [.. Enumerable.Range(0, 144).Select(i => i / 48 == k ? i % 8 / 7f : i % 48 / 8 / 5f)], $"picture {k}"))],
        },
        ["images-none"] = new ImageGrid { Title = "No pictures", Columns = 8, Tiles = [] },
        ["grid"] = new PlotGrid
        {
            Title = "Several plots",
            Subtitle = "small multiples",
            Columns = 2,
            Plots =
            [
                LinePlotSamples.Curves() with { Title = "Loss" },
                new BarPlot { Title = "Bars", Y = new Axis { Label = "epochs" }, Bars = [new("a", 1), new("b", 2)] },
                new ScatterPlot { Title = "Points", X = new Axis { Label = "x" }, Y = new Axis { Label = "y" }, Series = Moons() },
            ],
        },
    };

    private static string[] Digits => [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

    private static ScatterSeries[] Moons()
    {
        double[] angles = [.. Enumerable.Range(0, 60).Select(i => i * Math.PI / 59)];
        return
        [
            new("upper", [.. angles.Select((a, i) => Math.Cos(a) + 0.1 * Math.Sin(i * 5))],
                [.. angles.Select((a, i) => Math.Sin(a) + 0.1 * Math.Cos(i * 3))]),
            new("lower", [.. angles.Select((a, i) => 1 - Math.Cos(a) + 0.1 * Math.Sin(i * 7))],
                [.. angles.Select((a, i) => 0.5 - Math.Sin(a) + 0.1 * Math.Cos(i * 4))]),
        ];
    }

    private static Surface Lattice(Func<double, double, double> function) =>
        new(-1.5, 2.5, -1, 1.5, 40, 30,
            [.. Enumerable.Range(0, 1200).Select(i => function(-1.5 + (i % 40 + 0.5) * 0.1, -1 + (i / 40 + 0.5) * 2.5 / 30))]);
}
