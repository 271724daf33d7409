using System.Numerics;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>Sums of the loss and the metrics over samples, in the order in which the samples come.</summary>
public sealed class RunningScores(int metrics)
{
    /// <summary>The samples counted so far.</summary>
    public long Samples { get; set; }

    /// <summary>The sum of the loss, then of every metric; part of a training's state.</summary>
    public double[] Sums { get; } = new double[metrics + 1];

    /// <summary>Starts again.</summary>
    public void Clear()
    {
        Samples = 0;
        Array.Clear(Sums);
    }

    /// <summary>Counts a batch.</summary>
    /// <param name="loss">The loss, which knows how it reduced and where a single output changes class.</param>
    /// <param name="value">Its value for the batch.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="predictions">[batch, outputs].</param>
    /// <param name="targets">[batch, outputs].</param>
    /// <param name="batchSize">The number of samples.</param>
    public void Add<T>(Loss loss, double value, IReadOnlyList<Metric> metrics, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        int batchSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Samples += batchSize;
        Sums[0] += loss.Reduction == Reduction.Mean ? value * batchSize : value;
        int outputs = predictions.Length / batchSize;
        for (int metric = 0; metric < metrics.Count; metric++)
        {
            double sum = 0;
            for (int start = 0; start < predictions.Length; start += outputs)
                sum += metrics[metric].Sample(predictions.Slice(start, outputs), targets.Slice(start, outputs), loss.Threshold);
            Sums[metric + 1] += sum;
        }
    }

    /// <summary>The means so far.</summary>
    public Scores Means()
    {
        double[] metrics = new double[Sums.Length - 1];
        for (int i = 0; i < metrics.Length; i++) metrics[i] = Sums[i + 1] / Samples;
        return new(Sums[0] / Samples, metrics);
    }
}
