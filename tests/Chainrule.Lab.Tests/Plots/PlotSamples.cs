using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

/// <summary>A plot of every kind and for every awkward content, by the name of its file in <c>Expected</c>.</summary>
internal static class PlotSamples
{
    private const string LongName = "a series whose name is far too long for one row of a legend because somebody wrote out every hyper-parameter of the optimizer and the schedule in it";

    private static readonly double[] Epochs = [.. Enumerable.Range(1, 40).Select(i => (double)i)];

    public static IReadOnlyDictionary<string, Plot> All { get; } = new Dictionary<string, Plot>
    {
        ["line"] = Curves() with { Title = "Loss", Subtitle = "mean of five seeds, band: one standard deviation" },
        ["line-log"] = Curves() with { Title = "Loss on logarithmic axes", X = new Axis { Label = "step", Log = true }, Y = new Axis { Label = "loss", Log = true } },
        ["line-ten-series"] = new LinePlot
        {
            Title = "Ten series",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "accuracy", Unit = "%" },
            Series = [.. Enumerable.Range(0, 10).Select(k => new LineSeries($"learning rate {k + 1}", Epochs, [.. Epochs.Select(x => 100 - 60 / (1 + x * (k + 1) / 12) - k)]))],
        },
        ["line-long-names"] = new LinePlot
        {
            Title = "A title that is longer than the picture is wide, so that it has to go on in a second line, and there should be no word cut in two",
            Subtitle = "a < b && \"c\" > 'd'",
            X = new Axis { Label = "x <of> y" },
            Y = new Axis { Label = "a label of the vertical axis that is longer than the axis itself, which is cut" },
            Series = [new(LongName, [0, 1, 2], [1, 3, 2]), new("short & <sweet>", [0, 1, 2], [2, 1, 3]) { Dashed = true }],
        },
        ["line-one-point"] = new LinePlot { Title = "One point", X = new Axis { Label = "epoch" }, Y = new Axis { Label = "loss" }, Series = [new("train", [1], [0.25])] },
        ["line-no-point"] = new LinePlot { Title = "No point", X = new Axis { Label = "epoch" }, Y = new Axis { Label = "loss" }, Series = [new("train", [], [])] },
        ["line-no-series"] = new LinePlot { Title = "No series", X = new Axis { Label = "epoch" }, Y = new Axis { Label = "loss" }, Series = [] },
        ["line-all-equal"] = new LinePlot { Title = "All equal", X = new Axis { Label = "epoch" }, Y = new Axis { Label = "loss" }, Series = [new("train", [1, 2, 3], [7, 7, 7])] },
        ["line-not-finite"] = new LinePlot
        {
            Title = "Interrupted by values that are not finite",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [1, 2, 3, 4, 5, 6, 7, 8], [3, 2, double.NaN, 1, double.PositiveInfinity, 2, 4, double.NegativeInfinity])],
        },
        ["line-huge"] = new LinePlot { Title = "From −10³⁰⁰ to 10³⁰⁰", X = new Axis { Label = "x" }, Y = new Axis { Label = "y" }, Series = [new("f", [-1e300, 0, 1e300], [-1e300, 0, 1e300])] },
        ["line-log-huge"] = new LinePlot { Title = "Forty decades", X = new Axis { Label = "step" }, Y = new Axis { Label = "loss", Log = true }, Series = [new("f", [0, 1, 2, 3], [1e-20, 0, 1, 1e20])] },
        ["line-tiny"] = new LinePlot { Title = "Tiny values", X = new Axis { Label = "x" }, Y = new Axis { Label = "gradient" }, Series = [new("g", [0, 1e-12, 2e-12], [1e-12, 3e-12, 2e-12])] },
        ["line-narrow"] = new LinePlot { Title = "A narrow range far from zero", X = new Axis { Label = "samples" }, Y = new Axis { Label = "value" }, Series = [new("v", [1e6, 1.5e6, 2e6], [1000.0001, 1000.0002, 1000.00015])] },
        ["line-categories"] = new LinePlot
        {
            Title = "Over categories",
            X = new Axis { Label = "hidden units", Categories = ["2", "4", "8", "16", "32"] },
            Y = new Axis { Label = "accuracy", Min = 0, Max = 1 },
            Series = [new("test", [0, 1, 2, 3, 4], [0.5, 0.7, 0.9, 0.99, 1]) { Low = [0.4, 0.6, 0.85, 0.98, 1], High = [0.6, 0.8, 0.95, 1, 1] }],
        },
        ["line-dense"] = new LinePlot
        {
            Title = "Five thousand points",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [.. Enumerable.Range(1, 5000).Select(i => (double)i)], [.. Enumerable.Range(1, 5000).Select(i => Math.Exp(-i / 1000.0) + 0.05 * Math.Sin(i * 0.7))])],
        },
        ["scatter"] = new ScatterPlot { Title = "Two moons", X = new Axis { Label = "x₁" }, Y = new Axis { Label = "x₂" }, Series = Moons() },
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
        ["scatter-values"] = new ScatterPlot { Title = "A function of two inputs", X = new Axis { Label = "x₁" }, Y = new Axis { Label = "x₂" }, Series = [new("samples", [-1, 0, 2, 2.4], [0, 0.2, 1.2, -0.9])], Surface = Lattice((x, y) => 100 * (x * x + y)) },
        ["scatter-diagonal"] = new ScatterPlot
        {
            Title = "Predicted against true",
            X = new Axis { Label = "true", Unit = "m" },
            Y = new Axis { Label = "predicted", Unit = "m" },
            Diagonal = true,
            Series = [new("", [.. Enumerable.Range(0, 60).Select(i => i / 10.0)], [.. Enumerable.Range(0, 60).Select(i => i / 10.0 + 0.4 * Math.Sin(i))])],
        },
        ["scatter-eight-kinds"] = new ScatterPlot
        {
            Title = "Ten kinds of points",
            X = new Axis { Label = "x" },
            Y = new Axis { Label = "y" },
            Series = [.. Enumerable.Range(0, 10).Select(k => new ScatterSeries($"class {k}", [k, k + 0.5], [k % 3, k % 3 + 0.5]))],
        },
        ["scatter-no-point"] = new ScatterPlot { Title = "No point", X = new Axis(), Y = new Axis(), Series = [new("none", [double.NaN], [1])] },
        ["bars"] = new BarPlot { Title = "Epochs to 100 %", Y = new Axis { Label = "epochs" }, Bars = [new("sgd", 4213) { Low = 3900, High = 4500 }, new("momentum", 820) { Low = 700, High = 940 }, new("adam", 96) { Low = 90, High = 101 }] },
        ["bars-signed"] = new BarPlot { Title = "Change", Y = new Axis { Label = "difference", Unit = "points" }, Bars = [new("a", 3.5), new("b", -2.25), new("c", double.NaN), new("d", 0), new("e", double.PositiveInfinity)] },
        ["bars-grouped"] = new BarPlot
        {
            Title = "Speed",
            Y = new Axis { Label = "samples per second", Log = true },
            Bars = [.. ((string[])["1 thread", "2 threads", "8 threads"]).SelectMany((group, i) => (Bar[])[new("Chainrule", 20000 * (i + 1)) { Group = group }, new("PyTorch", 15000 + 9000 * i) { Group = group }])],
        },
        ["bars-long-names"] = new BarPlot
        {
            Title = "Long names",
            Y = new Axis { Label = "accuracy" },
            Bars = [.. Enumerable.Range(1, 14).Select(i => new Bar($"stochastic gradient descent with momentum, number {i}", 0.9 + i / 200.0))],
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
            Values = [.. Enumerable.Range(0, 10).Select(i => (double[])[.. Enumerable.Range(0, 10).Select(j => i == j ? 980.0 - 7 * i : (i * 7 + j * 3) % 5)])],
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
            Values = [.. Enumerable.Range(0, 100).Select(i => (double[])[.. Enumerable.Range(0, 100).Select(j => i == j ? 50.0 : (i * j) % 17 == 3 ? 4 : 0)])],
        },
        ["heat-all-equal"] = new HeatMap { Title = "All equal", RowLabels = ["a", "b"], ColumnLabels = ["c", "d"], Values = [[5, 5], [5, 5]] },
        ["heat-empty"] = new HeatMap { Title = "No cell", RowLabels = [], ColumnLabels = [], Values = [] },
        ["histogram"] = new HistogramPlot
        {
            Title = "Weights",
            X = new Axis { Label = "weight" },
            Series = [new("before", [.. Enumerable.Range(0, 500).Select(i => Math.Sin(i) + Math.Sin(i * 1.7) * 0.5)]), new("after", [.. Enumerable.Range(0, 500).Select(i => Math.Cos(i * 2.3) * 2 + 0.4)])],
        },
        ["histogram-odd"] = new HistogramPlot { Title = "All equal, but for one", X = new Axis { Label = "value" }, Series = [new("v", [3, 3, 3, double.NaN])], Bins = 10 },
        ["histogram-none"] = new HistogramPlot { Title = "Nothing to count", X = new Axis(), Series = [new("v", [])] },
        ["images"] = new ImageGrid { Title = "Pictures", Columns = 8, Tiles = [.. Enumerable.Range(0, 11).Select(k => new ImageTile(8, 8, [.. Enumerable.Range(0, 64).Select(i => (float)(i % 8 * k))], $"picture {k} of eleven") { Max = 70 })] },
        ["images-color"] = new ImageGrid { Title = "Pictures in colours", Columns = 8, Tiles = [.. Enumerable.Range(0, 3).Select(k => new ImageTile(8, 6, [.. Enumerable.Range(0, 144).Select(i => i / 48 == k ? i % 8 / 7f : i % 48 / 8 / 5f)], $"picture {k}"))] },
        ["images-none"] = new ImageGrid { Title = "No pictures", Columns = 8, Tiles = [] },
        ["grid"] = new PlotGrid { Title = "Several plots", Subtitle = "small multiples", Columns = 2, Plots = [Curves() with { Title = "Loss" }, new BarPlot { Title = "Bars", Y = new Axis { Label = "epochs" }, Bars = [new("a", 1), new("b", 2)] }, new ScatterPlot { Title = "Points", X = new Axis { Label = "x" }, Y = new Axis { Label = "y" }, Series = Moons() }] },
    };

    private static string[] Digits => [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

    private static LinePlot Curves() => new()
    {
        Title = "",
        X = new Axis { Label = "epoch" },
        Y = new Axis { Label = "loss" },
        Series =
        [
            new("train", Epochs, [.. Epochs.Select(x => 2.3 / x)]) { Low = [.. Epochs.Select(x => 1.9 / x)], High = [.. Epochs.Select(x => 2.7 / x)] },
            new("validation", Epochs, [.. Epochs.Select(x => 2.4 / x + 0.004 * x)]) { Dashed = true, Low = [.. Epochs.Select(x => 2.2 / x - 0.004 * x)], High = [.. Epochs.Select(x => 2.6 / x + 0.012 * x)] },
        ],
    };

    private static ScatterSeries[] Moons()
    {
        double[] angles = [.. Enumerable.Range(0, 60).Select(i => i * Math.PI / 59)];
        return
        [
            new("upper", [.. angles.Select((a, i) => Math.Cos(a) + 0.1 * Math.Sin(i * 5))], [.. angles.Select((a, i) => Math.Sin(a) + 0.1 * Math.Cos(i * 3))]),
            new("lower", [.. angles.Select((a, i) => 1 - Math.Cos(a) + 0.1 * Math.Sin(i * 7))], [.. angles.Select((a, i) => 0.5 - Math.Sin(a) + 0.1 * Math.Cos(i * 4))]),
        ];
    }

    private static Surface Lattice(Func<double, double, double> function) =>
        new(-1.5, 2.5, -1, 1.5, 40, 30, [.. Enumerable.Range(0, 1200).Select(i => function(-1.5 + (i % 40 + 0.5) * 0.1, -1 + (i / 40 + 0.5) * 2.5 / 30))]);
}
