using System.Runtime.InteropServices;

namespace Chainrule.Outside.Tests.Training;

/// <summary>The area under the ROC curve: the share of pairs of a sample of class 1 and one of class 0 in which the first has the greater
/// output; a tie is half a pair. Exact: it keeps all outputs.</summary>
public sealed record AreaUnderCurve : Metric
{
    public override string Name => "auc";

    public override bool HigherIsBetter => true;

    public override MetricTally CreateTally(Loss loss, int outputs) => outputs == 1 ? new Tally()
        : throw new ArgumentException($"The area under the curve needs a single output, but there are {outputs}.");

    private sealed class Tally : MetricTally
    {
        // Output and class of every sample.
        private readonly List<double> seen = [];

        public override double Value
        {
            get
            {
                (double Output, bool IsOne)[] sorted =
                    [.. seen.Chunk(2).Select(pair => (pair[0], pair[1] > 0.5)).OrderBy(pair => pair.Item1)];
                double ones = sorted.Count(sample => sample.IsOne), zeros = sorted.Length - ones, wins = 0, zerosBelow = 0;
                for (int first = 0, end; first < sorted.Length; first = end)
                {
                    for (end = first + 1; end < sorted.Length && sorted[end].Output == sorted[first].Output; end++)
                    {
                    }
                    double tiedOnes = sorted[first..end].Count(sample => sample.IsOne), tiedZeros = end - first - tiedOnes;
                    wins += tiedOnes * (zerosBelow + tiedZeros / 2);
                    zerosBelow += tiedZeros;
                }
                return wins / (ones * zeros);
            }
        }

        public override ReadOnlySpan<double> State => CollectionsMarshal.AsSpan(seen);

        public override void Add<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int samples)
        {
            for (int i = 0; i < samples; i++)
            {
                seen.Add(double.CreateTruncating(predictions[i]));
                seen.Add(double.CreateTruncating(targets[i]));
            }
        }

        public override void Clear() => seen.Clear();

        public override void Restore(ReadOnlySpan<double> state)
        {
            if (state.Length % 2 != 0) throw new ArgumentException("A sample is two numbers.", nameof(state));
            seen.Clear();
            seen.AddRange(state);
        }
    }
}
