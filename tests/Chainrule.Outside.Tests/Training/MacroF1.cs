using System.Text.Json.Serialization;

namespace Chainrule.Outside.Tests.Training;

/// <summary>The mean over the classes of F1 = 2·TP/(2·TP + FP + FN); classes that neither occur nor are predicted do not count.</summary>
public sealed record MacroF1 : Metric
{
    public override string Name => "f1";

    public override bool HigherIsBetter => true;

    public override MetricTally CreateTally(Loss loss, int outputs) => new Tally(Math.Max(2, outputs), loss.Threshold);

    /// <summary>True positives, false positives and false negatives of every class.</summary>
    private sealed class Tally(int classes, double threshold) : MetricTally
    {
        private readonly double[] counts = new double[3 * classes];

        public override double Value
        {
            get
            {
                double sum = 0;
                int present = 0;
                for (int i = 0; i < classes; i++)
                {
                    double twice = 2 * counts[3 * i], all = twice + counts[3 * i + 1] + counts[3 * i + 2];
                    if (all == 0) continue;
                    sum += twice / all;
                    present++;
                }
                return sum / present;
            }
        }

        public override ReadOnlySpan<double> State => counts;

        public override void Add<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int samples)
        {
            int outputs = predictions.Length / samples;
            for (int start = 0; start < predictions.Length; start += outputs)
            {
                int predicted = Decision.Of(predictions.Slice(start, outputs), threshold),
                    expected = Decision.Of(targets.Slice(start, outputs), 0.5);
                if (predicted == expected) counts[3 * expected]++;
                else
                {
                    if (predicted >= 0) counts[3 * predicted + 1]++;
                    counts[3 * expected + 2]++;
                }
            }
        }

        public override void Clear() => Array.Clear(counts);

        public override void Restore(ReadOnlySpan<double> state)
        {
            if (state.Length != counts.Length)
                throw new ArgumentException($"{classes} classes have {counts.Length} counts, but got {state.Length}.", nameof(state));
            state.CopyTo(counts);
        }
    }
}

[JsonSerializable(typeof(MacroF1))]
[JsonSerializable(typeof(AreaUnderCurve))]
internal sealed partial class MetricsJson : JsonSerializerContext;
