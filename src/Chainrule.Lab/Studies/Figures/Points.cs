using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>Scatter plots of samples with two features.</summary>
internal static class Points
{
    /// <summary>The points of a part, a series for each class.</summary>
    public static ScatterPlot Plot(string title, RunModel view, string part, IReadOnlyList<int> classes)
    {
        double[] inputs = view.Inputs(part, [.. Enumerable.Range(0, view.Count(part))]);
        return new ScatterPlot
        {
            Title = title,
            X = new Axis { Label = "x" },
            Y = new Axis { Label = "y" },
            Series = [.. Enumerable.Range(0, view.Classes).Select(label =>
            {
                int[] members = [.. Enumerable.Range(0, classes.Count).Where(i => classes[i] == label)];
                return new ScatterSeries(
                    $"class {view.ClassName(label)}", [.. members.Select(i => inputs[2 * i])], [.. members.Select(i => inputs[2 * i + 1])]);
            })],
        };
    }
}
