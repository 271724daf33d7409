using System.Globalization;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Records what a network makes of samples while it is measured on them, in memory that does not grow with their number.</summary>
/// <param name="part">What the part is called.</param>
/// <param name="data">The samples.</param>
/// <param name="loss">What outputs mean.</param>
/// <param name="outputs">The outputs per sample.</param>
internal sealed class Examiner<T>(string part, Dataset<T> data, Loss loss, int outputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostPerCell = 24, MostPoints = 2000, MostTargets = 4;

    private readonly int classes = ClassesOf(data, outputs);
    private readonly Dictionary<(int True, int Predicted), PriorityQueue<(int Index, double Certainty), double>> kept = [];
    private readonly int[] counts = new int[Square(ClassesOf(data, outputs))];
    private readonly double[] probabilities = new double[outputs];
    private readonly List<(int Index, double[] Predicted)> points = [];
    private readonly int stride = Math.Max(1, (data.Count + MostPoints - 1) / MostPoints);
    private int undecided;

    /// <summary>Records outputs.</summary>
    public void Observe(int first, ReadOnlySpan<T> values)
    {
        for (int i = 0; i < values.Length / outputs; i++)
        {
            ReadOnlySpan<T> row = values.Slice(i * outputs, outputs);
            if (classes > 0) Count(first + i, row);
            else if ((first + i) % stride == 0)
            {
                double[] predicted = new double[Math.Min(outputs, MostTargets)];
                for (int k = 0; k < predicted.Length; k++) predicted[k] = double.CreateTruncating(row[k]);
                points.Add((first + i, predicted));
            }
        }
    }

    /// <summary>What was recorded.</summary>
    public Examination Result() => new()
    {
        Part = part,
        Count = data.Count,
        InputShape = data.InputShape,
        Outputs = outputs,
        Confusion = classes > 0 ? Confusion() : null,
        Targets = classes > 0 ? null : Targets(),
    };

    /// <summary>An input as it is stored.</summary>
    public static double[] Stored(Dataset<T> data, int index)
    {
        double[] stored = new double[data.InputShape.Size];
        data.GatherStored([index], stored);
        return stored;
    }

    private void Count(int index, ReadOnlySpan<T> row)
    {
        int decision = Decision.Of(row, loss.Threshold), label = data.Label(index);
        if (decision < 0)
        {
            undecided++;
            return;
        }
        counts[label * classes + decision]++;
        double certainty = Certainty(row, decision);
        if (!kept.TryGetValue((label, decision), out PriorityQueue<(int, double), double>? cell)) kept[(label, decision)] = cell = new();
        // What leaves first is what is least worth seeing: of mistakes the least certain one, of right decisions the most certain one.
        double worth = label == decision ? -certainty : certainty;
        if (cell.Count < MostPerCell) cell.Enqueue((index, certainty), worth);
        else cell.EnqueueDequeue((index, certainty), worth);
    }

    private double Certainty(ReadOnlySpan<T> row, int decision)
    {
        loss.OutputFunction.Apply(row, probabilities);
        double value = probabilities[row.Length == 1 ? 0 : decision];
        bool isShare = loss.OutputFunction == OutputFunction.Sigmoid || loss.Prediction == Prediction.Probability;
        return isShare && row.Length == 1 && decision == 0 ? 1 - value : value;
    }

    private Confusion Confusion() => new()
    {
        Classes = [.. Enumerable.Range(0, classes).Select(NameOf)],
        Counts = [.. Enumerable.Range(0, classes).Select(i => (int[])[.. counts.AsSpan(i * classes, classes)])],
        Undecided = undecided,
        IsProbability = loss.GivesProbabilities,
        Cells = [.. kept.OrderBy(cell => cell.Key).Select(cell => Cell(cell.Key.True, cell.Key.Predicted, cell.Value))],
    };

    private ConfusionCell Cell(int label, int predicted, PriorityQueue<(int Index, double Certainty), double> samples) =>
        new(label, predicted, counts[label * classes + predicted],
            [.. samples.UnorderedItems.OrderByDescending(item => item.Priority).ThenBy(item => item.Element.Index)
                .Select(item => new ExaminedSample(item.Element.Index, item.Element.Certainty, Stored(data, item.Element.Index)))]);

    private string NameOf(int label) =>
        data.ClassNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);

    private PredictedTargets[] Targets()
    {
        T[] target = new T[outputs];
        double[][] truths = [.. points.Select(point =>
        {
            data.GatherTargets([point.Index], target, outputs);
            return (double[])[.. target.Take(MostTargets).Select(double.CreateTruncating)];
        })];
        return [.. Enumerable.Range(0, Math.Min(outputs, MostTargets)).Select(k => new PredictedTargets(
            [.. truths.Select(row => row[k])], [.. points.Select(point => point.Predicted[k])]))];
    }

    /// <summary>The classes that samples or outputs may name; 0 where the data has none.</summary>
    private static int ClassesOf(Dataset<T> data, int outputs) =>
        data.Classes == 0 ? 0 : Math.Max(data.Classes, outputs == 1 ? 2 : outputs);

    private static int Square(int number) => checked(number * number);
}
