using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

/// <summary>Line plots for every awkward content, by the name of their file in <c>Expected</c>.</summary>
internal static class LinePlotSamples
{
    private const string LongName = "a series whose name is far too long for one row of a legend "
        + "because somebody wrote out every hyper-parameter of the optimizer and the schedule in it";

    private static readonly double[] Epochs = [.. Enumerable.Range(1, 40).Select(i => (double)i)];

    public static IReadOnlyDictionary<string, Plot> All { get; } = new Dictionary<string, Plot>
    {
        ["line"] = Curves() with { Title = "Loss", Subtitle = "mean of five seeds, band: one standard deviation" },
        ["line-log"] = Curves() with
        {
            Title = "Loss on logarithmic axes",
            X = new Axis { Label = "step", Log = true },
            Y = new Axis { Label = "loss", Log = true }
        },
        ["line-ten-series"] = new LinePlot
        {
            Title = "Ten series",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "accuracy", Unit = "%" },
            Series = [.. Enumerable.Range(0, 10).Select(
                k => new LineSeries($"learning rate {k + 1}", Epochs, [.. Epochs.Select(x => 100 - 60 / (1 + x * (k + 1) / 12) - k)]))],
        },
        ["line-long-names"] = new LinePlot
        {
            Title = "A title that is longer than the picture is wide, so that it has to go on in a "
                + "second line, and there should be no word cut in two",
            Subtitle = "a < b && \"c\" > 'd'",
            X = new Axis { Label = "x <of> y" },
            Y = new Axis { Label = "a label of the vertical axis that is longer than the axis itself, which is cut" },
            Series = [new(LongName, [0, 1, 2], [1, 3, 2]), new("short & <sweet>", [0, 1, 2], [2, 1, 3]) { Dashed = true }],
        },
        ["line-one-point"] = new LinePlot
        {
            Title = "One point",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [1], [0.25])]
        },
        ["line-no-point"] = new LinePlot
        {
            Title = "No point",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [], [])]
        },
        ["line-no-series"] =
            new LinePlot { Title = "No series", X = new Axis { Label = "epoch" }, Y = new Axis { Label = "loss" }, Series = [] },
        ["line-all-equal"] = new LinePlot
        {
            Title = "All equal",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [1, 2, 3], [7, 7, 7])]
        },
        ["line-not-finite"] = new LinePlot
        {
            Title = "Interrupted by values that are not finite",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new(
                "train", [1, 2, 3, 4, 5, 6, 7, 8], [3, 2, double.NaN, 1, double.PositiveInfinity, 2, 4, double.NegativeInfinity])],
        },
        ["line-huge"] = new LinePlot
        {
            Title = "From −10³⁰⁰ to 10³⁰⁰",
            X = new Axis { Label = "x" },
            Y = new Axis { Label = "y" },
            Series = [new("f", [-1e300, 0, 1e300], [-1e300, 0, 1e300])]
        },
        ["line-log-huge"] = new LinePlot
        {
            Title = "Forty decades",
            X = new Axis { Label = "step" },
            Y = new Axis { Label = "loss", Log = true },
            Series = [new("f", [0, 1, 2, 3], [1e-20, 0, 1, 1e20])]
        },
        ["line-tiny"] = new LinePlot
        {
            Title = "Tiny values",
            X = new Axis { Label = "x" },
            Y = new Axis { Label = "gradient" },
            Series = [new("g", [0, 1e-12, 2e-12], [1e-12, 3e-12, 2e-12])]
        },
        ["line-narrow"] = new LinePlot
        {
            Title = "A narrow range far from zero",
            X = new Axis { Label = "samples" },
            Y = new Axis { Label = "value" },
            Series = [new("v", [1e6, 1.5e6, 2e6], [1000.0001, 1000.0002, 1000.00015])]
        },
        ["line-categories"] = new LinePlot
        {
            Title = "Over categories",
            X = new Axis { Label = "hidden units", Categories = ["2", "4", "8", "16", "32"] },
            Y = new Axis { Label = "accuracy", Min = 0, Max = 1 },
            Series = [new(
                "test", [0, 1, 2, 3, 4], [0.5, 0.7, 0.9, 0.99, 1]) { Low = [0.4, 0.6, 0.85, 0.98, 1], High = [0.6, 0.8, 0.95, 1, 1] }],
        },
        ["line-dense"] = new LinePlot
        {
            Title = "Five thousand points",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "loss" },
            Series = [new("train", [.. Enumerable.Range(1, 5000).Select(i => (double)i)],
                [.. Enumerable.Range(1, 5000).Select(i => Math.Exp(-i / 1000.0) + 0.05 * Math.Sin(i * 0.7))])],
        },
    };

    public static LinePlot Curves() => new()
    {
        Title = "",
        X = new Axis { Label = "epoch" },
        Y = new Axis { Label = "loss" },
        Series =
        [
            new("train", Epochs, [.. Epochs.Select(x => 2.3 / x)])
            {
                Low = [.. Epochs.Select(x => 1.9 / x)],
                High = [.. Epochs.Select(x => 2.7 / x)],
            },
            new("validation", Epochs, [.. Epochs.Select(x => 2.4 / x + 0.004 * x)])
            {
                Dashed = true,
                Low = [.. Epochs.Select(x => 2.2 / x - 0.004 * x)],
                High = [.. Epochs.Select(x => 2.6 / x + 0.012 * x)],
            },
        ],
    };
}
