using System.Numerics;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>The loss and the metrics over samples, added up in the order in which the samples come.</summary>
internal sealed class RunningScores
{
    private readonly Loss loss;
    private readonly IReadOnlyList<Metric> metrics;
    private readonly int outputs;
    private readonly MetricTally[] tallies;
    private readonly string[] names;

    public RunningScores(Loss loss, IReadOnlyList<Metric> metrics, int outputs)
    {
        (this.loss, this.metrics, this.outputs) = (loss, metrics, outputs);
        tallies = [.. metrics.Select(metric => metric.CreateTally(loss, outputs))];
        names = [.. metrics.Select(metric => metric.Name)];
    }

    /// <summary>The samples counted so far.</summary>
    public long Samples { get; set; }

    /// <summary>The sum of the loss over them.</summary>
    public double LossSum { get; set; }

    /// <summary>The metrics' names.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>What the metrics keep.</summary>
    public IReadOnlyList<MetricTally> Tallies => tallies;

    /// <summary>Starts again.</summary>
    public void Clear()
    {
        (Samples, LossSum) = (0, 0);
        foreach (MetricTally tally in tallies) tally.Clear();
    }

    /// <summary>Others of the same kind with the metrics in certain states.</summary>
    /// <exception cref="ArgumentException">A state is none of its metric.</exception>
    public RunningScores With(IReadOnlyList<double[]> states)
    {
        RunningScores restored = new(loss, metrics, outputs);
        for (int i = 0; i < tallies.Length; i++) restored.tallies[i].Restore(states[i]);
        return restored;
    }

    /// <summary>Counts a batch.</summary>
    /// <param name="value">The loss of the batch.</param>
    /// <param name="predictions">[batch, outputs].</param>
    /// <param name="targets">[batch, outputs].</param>
    /// <param name="batchSize">The number of samples.</param>
    public void Add<T>(double value, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int batchSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (MetricTally tally in tallies) tally.Add(predictions, targets, batchSize);
        Samples += batchSize;
        LossSum += loss.Reduction == Reduction.Mean ? value * batchSize : value;
    }

    /// <summary>The scores so far.</summary>
    public Scores Scores()
    {
        double[] values = new double[tallies.Length];
        for (int i = 0; i < values.Length; i++) values[i] = tallies[i].Value;
        return new(LossSum / Samples, values) { Names = names };
    }
}
