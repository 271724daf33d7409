using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The decision surface of networks with two inputs: what they say everywhere, and the training points on it.</summary>
[Description("The decision surface of networks with two inputs, with the training points on it.")]
public sealed record SurfaceFigure : RunFigure
{
    private const int Resolution = 60;

    /// <inheritdoc/>
    public override IEnumerable<Block> Draw(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        StudyRun[] runs = [.. results.Among(Among).Select(arm => arm.Runs[Math.Min(Seed, arm.Runs.Count) - 1])];
        StudyRun[] drawn = [.. runs.Where(run => run.Model.InputShape.Size == 2 && run.Model.Classes > 0)];
        if (drawn.Length < runs.Length)
            yield return new Paragraph("Surfaces are drawn for points with two features and a class.") { Kind = ParagraphKind.Remark };
        if (drawn.Length == 0) yield break;
        Plot plot = drawn.Length == 1 ? Surface(drawn[0]) : new PlotGrid
        {
            Title = $"Decision surfaces{Common}",
            Columns = Math.Min(3, drawn.Length),
            Plots = [.. drawn.Select(Surface)]
        };
        string names = string.Join("; ", drawn.Select(run => Short(run.Arm) + (run.Diverged ? " (diverged; its last good weights)" : "")));
        yield return new Picture(
            plot, FileName("surface"), $"The network's output everywhere, with the training points: {names}. Seed {Seed}.");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run) => [];

    private Plot Surface(StudyRun run)
    {
        RunModel view = run.Model;
        ScatterPlot points = Points.Plot(Short(run.Arm), view, "train", view.Labels("train"));
        double[] xs = [.. points.Series.SelectMany(series => series.X)], ys = [.. points.Series.SelectMany(series => series.Y)];
        double margin = 0.1 * Math.Max(xs.Max() - xs.Min(), ys.Max() - ys.Min());
        (double left, double right, double bottom, double top) =
            (xs.Min() - margin, xs.Max() + margin, ys.Min() - margin, ys.Max() + margin);
        double[] grid = new double[2 * Resolution * Resolution];
        for (int row = 0; row < Resolution; row++)
            for (int column = 0; column < Resolution; column++)
            {
                grid[2 * (row * Resolution + column)] = left + (column + 0.5) / Resolution * (right - left);
                grid[2 * (row * Resolution + column) + 1] = bottom + (row + 0.5) / Resolution * (top - bottom);
            }
        double[] outputs = view.Outputs(grid);
        int width = outputs.Length / (Resolution * Resolution);
        double[] values = width == 1 ? outputs : [.. outputs.Chunk(width).Select(row => (double)Array.IndexOf(row, row.Max()))];
        return points with { Surface = new Surface(left, right, bottom, top, Resolution, Resolution, values) { Classes = width > 1 } };
    }
}
