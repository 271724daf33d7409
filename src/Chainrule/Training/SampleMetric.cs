using System.Numerics;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>A metric that is a mean over the samples.</summary>
public abstract record SampleMetric : Metric
{
    /// <summary>What one sample contributes.</summary>
    /// <param name="prediction">The network's output, [outputs].</param>
    /// <param name="target">What it should have been, [outputs].</param>
    /// <param name="threshold">Where a single output changes from class 0 to class 1; the loss knows.</param>
    public abstract double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public sealed override MetricTally CreateTally(Loss loss, int outputs)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return new Mean(this, loss.Threshold);
    }

    /// <summary>The sum and the number of samples.</summary>
    private sealed class Mean(SampleMetric metric, double threshold) : MetricTally
    {
        private readonly double[] state = new double[2];

        public override double Value => state[0] / state[1];

        public override ReadOnlySpan<double> State => state;

        public override void Add<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int samples)
        {
            int outputs = predictions.Length / samples;
            double sum = 0;
            for (int start = 0; start < predictions.Length; start += outputs)
                sum += metric.Sample(predictions.Slice(start, outputs), targets.Slice(start, outputs), threshold);
            state[0] += sum;
            state[1] += samples;
        }

        public override void Clear() => Array.Clear(state);

        public override void Restore(ReadOnlySpan<double> state)
        {
            if (state.Length != this.state.Length)
                throw new ArgumentException($"A mean is a sum and a number of samples, but the state has {state.Length} numbers.",
                    nameof(state));
            state.CopyTo(this.state);
        }
    }
}
