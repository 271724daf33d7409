using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>What a network with two inputs answers over their plane, with the training points on it.</summary>
internal static class DecisionSurface
{
    private const int Cells = 120, MostPoints = 600, MostKinds = 12;

    // Whoever cancels does not want to wait; this many operations for each cell take a few tenths of a second.
    private const long MostWhenCancelled = 100_000;

    /// <summary>Draws it; null where the network has more or fewer inputs, or would keep somebody waiting who has cancelled.</summary>
    public static ScatterPlot? Of(RunResult result)
    {
        RunModel model = result.Model;
        bool isQuick = result.Summary.Status != TrainingStatus.Cancelled || model.Network.Operations < MostWhenCancelled;
        return model.InputShape is { Rank: 1, Size: 2 } && isQuick ? Draw(model, result.Recipe.Loss) : null;
    }

    private static ScatterPlot Draw(RunModel model, Loss loss)
    {
        int count = model.Count("train"), shown = Math.Min(MostPoints, count);
        int[] indices = [.. Enumerable.Range(0, shown).Select(i => (int)((long)i * count / shown))];
        double[][] points = [.. indices.Select(index => model.Stored("train", index))];
        (double minX, double maxX) = Range(points.Select(point => point[0]));
        (double minY, double maxY) = Range(points.Select(point => point[1]));
        double[] inputs = new double[2 * Cells * Cells];
        for (int i = 0; i < inputs.Length / 2; i++)
        {
            inputs[2 * i] = minX + (i % Cells + 0.5) / Cells * (maxX - minX);
            inputs[2 * i + 1] = minY + (i / Cells + 0.5) / Cells * (maxY - minY);
            model.InputScale?.Apply(inputs.AsSpan(2 * i, 2));
        }
        double[] outputs = model.Outputs(inputs);
        int width = model.Width;
        bool isClassified = model.Classes > 0, isTwo = isClassified && width <= 2 && loss.Prediction != Prediction.Score;
        double[] values = new double[Cells * Cells];
        for (int i = 0; i < values.Length; i++)
        {
            Span<double> row = outputs.AsSpan(i * width, width);
            values[i] = !isClassified ? row[0] : isTwo ? ShareOfSecond(row, loss) : Decision.Of<double>(row, loss.Threshold);
        }
        bool isColoured = isClassified && model.Classes <= MostKinds;
        return new()
        {
            Title = isClassified
                ? isTwo
                ? "Probability of the second class" : "Regions of the classes" : width == 1 ? "Predicted value" : "First predicted value",
            Subtitle = Subtitle(shown, count, isClassified, isColoured),
            X = new Axis { Label = "first input" },
            Y = new Axis { Label = "second input" },
            Surface = new(minX, maxX, minY, maxY, Cells, Cells, values) { Classes = isClassified && !isTwo },
            Series = isColoured ? [.. Enumerable.Range(0, model.Classes).Select(OfClass)] : [Points("training samples", points)],
        };

        ScatterSeries OfClass(int label)
        {
            IReadOnlyList<int> labels = model.Labels("train");
            string name = model.ClassNames is null ? $"class {label}" : model.ClassName(label);
            return Points(name, points.Where((_, i) => labels[indices[i]] == label));
        }
    }

    private static string Subtitle(int shown, int count, bool isClassified, bool isColoured)
    {
        string samples = $"{(shown < count ? $"{Numerals.Count(shown)} of {Numerals.Count(count)} " : "")}training samples";
        string cells = $"{Cells}×{Cells} cells; ";
        if (!isClassified) return $"{cells}the points show where {samples} lie";
        return $"{cells}{samples}{(isColoured ? " by their true class" : "")}";
    }

    private static ScatterSeries Points(string name, IEnumerable<double[]> points) =>
        new(name, [.. points.Select(point => point[0])], [.. points.Select(point => point[1])]);

    /// <summary>The probability of the second class, or what comes nearest to it.</summary>
    private static double ShareOfSecond(Span<double> row, Loss loss)
    {
        if (row.Length == 2 && loss.OutputFunction == OutputFunction.None) return Math.Clamp((row[1] - row[0] + 1) / 2, 0, 1);
        loss.OutputFunction.Apply<double>(row, row);
        return Math.Clamp(row[^1], 0, 1);
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty(0).Min(), high = finite.DefaultIfEmpty(1).Max();
        double margin = high > low ? (high - low) * 0.08 : Math.Max(1, Math.Abs(low) / 2);
        // The network takes no numbers beyond those of its precision.
        return (Math.Max(low - margin, -float.MaxValue), Math.Min(high + margin, float.MaxValue));
    }
}
