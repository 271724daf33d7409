using System.ComponentModel;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>The coefficient of determination: R² = 1 − Σ (y − t)² / Σ (t − t̄)² over all samples, for every output alike, and the mean over
/// the outputs. 1 is perfect, 0 is as good as always saying the mean t̄ of the targets, and below 0 is worse.</summary>
/// <remarks>As scikit-learn's <c>r2_score</c> has it: an output whose targets are all equal counts 1 where it is always right and 0
/// elsewhere, and of less than two samples the value is NaN. Means and squares are updated sample by sample, which loses no digits where
/// targets lie far from 0. Source of the update: Welford, "Note on a method for calculating corrected sums of squares and products",
/// Technometrics 4(3), 1962.</remarks>
[Description("R², the share of the targets' variance that is explained: 1 - sum of (y - t)² / sum of (t - mean of t)².")]
public sealed record RSquaredMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "r_squared";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override MetricTally CreateTally(Loss loss, int outputs) => new Tally(outputs);

    /// <summary>The number of samples; then of each output the mean of its targets, Σ (t − t̄)² and Σ (y − t)².</summary>
    private sealed class Tally(int outputs) : MetricTally
    {
        private const int PerOutput = 3;
        private readonly double[] state = new double[1 + PerOutput * outputs];

        public override double Value
        {
            get
            {
                if (state[0] < 2) return double.NaN;
                double sum = 0;
                for (int i = 1; i < state.Length; i += PerOutput)
                {
                    (double spread, double error) = (state[i + 1], state[i + 2]);
                    // NaN is neither, and stays.
                    sum += spread != 0 ? 1 - error / spread : error == 0 ? 1 : error > 0 ? 0 : error;
                }
                return sum / outputs;
            }
        }

        public override ReadOnlySpan<double> State => state;

        public override void Add<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int samples)
        {
            for (int start = 0; start < targets.Length; start += outputs)
            {
                state[0]++;
                for (int k = 0; k < outputs; k++)
                {
                    Span<double> of = state.AsSpan(1 + PerOutput * k, PerOutput);
                    double target = double.CreateTruncating(targets[start + k]), offset = target - of[0],
                        error = double.CreateTruncating(predictions[start + k]) - target;
                    of[0] += offset / state[0];
                    of[1] += offset * (target - of[0]);
                    of[2] += error * error;
                }
            }
        }

        public override void Clear() => Array.Clear(state);

        public override void Restore(ReadOnlySpan<double> state)
        {
            if (state.Length != this.state.Length)
                throw new ArgumentException($"R² of {outputs} outputs keeps {this.state.Length} numbers, but the state has {state.Length}.",
                    nameof(state));
            state.CopyTo(this.state);
        }
    }
}
