using System.Globalization;
using Chainrule.Data;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

internal sealed partial class RunSession<T>
{
    /// <summary>The best answer that does not look at the inputs, as the training part gives it.</summary>
    private sealed class Guess
    {
        private const int AtOnce = 256, MostSorted = 1 << 22;

        private readonly Dataset<T> train;
        private readonly Loss loss;
        private readonly int outputs, answer;
        private readonly T[] constant;
        private readonly string value = "mean";

        /// <param name="train">The training part.</param>
        /// <param name="loss">The loss that is to be small.</param>
        /// <param name="outputs">The outputs of a sample.</param>
        public Guess(Dataset<T> train, Loss loss, int outputs)
        {
            (this.train, this.loss, this.outputs) = (train, loss, outputs);
            double[] mean = Mean();
            constant = Array.ConvertAll(mean, value => T.CreateTruncating(AsOutput(value)));
            // The mean is the best guess for squares and for probabilities; for absolute errors the median is, for hinges a side.
            if (loss.Prediction is Prediction.Value or Prediction.Score && loss.OutputFunction == OutputFunction.None
                && (long)train.Count * outputs <= MostSorted)
            {
                T[] other = Middle();
                if (LossOf(other, train) < LossOf(constant, train))
                    (constant, value) = (other, loss.Prediction == Prediction.Value ? "median" : "usual sign");
            }
            int[] counts = new int[train.Classes];
            for (int i = 0; i < train.Count && counts.Length > 0; i++) counts[train.Label(i)]++;
            answer = Array.IndexOf(counts, counts.DefaultIfEmpty(0).Max());
        }

        /// <summary>What the network achieves on a part beside this guess.</summary>
        public Baseline Beside(double achieved, string name, Dataset<T> part, DecisionCount decisions) => new()
        {
            Part = name,
            Samples = part.Count,
            Loss = achieved,
            GuessedLoss = LossOf(constant, part),
            Accuracy = decisions.Accuracy,
            GuessedAccuracy = decisions.ShareOf(answer),
            GuessedClass = part.Classes == 0 ? null : part.ClassNames is { } names && answer < names.Count
                ? $"'{names[answer]}'" : $"class {answer.ToString(CultureInfo.InvariantCulture)}",
            GuessedValue = value,
            IsOneClass = decisions.IsOneClass,
            IsOneTarget = IsOneTarget(part),
        };

        /// <summary>What the network has to give for a mean of the targets.</summary>
        private double AsOutput(double mean)
        {
            // A class that never occurs is not quite impossible, so that logarithms stay finite.
            const double Least = 1e-12;
            double share = Math.Clamp(mean, Least, 1 - Least);
            return loss.OutputFunction switch
            {
                OutputFunction.Softmax => Math.Log(share),
                OutputFunction.Sigmoid => Math.Log(share / (1 - share)),
                _ => mean,
            };
        }

        private double[] Mean()
        {
            double[] sum = new double[outputs];
            Each(train, targets =>
            {
                for (int i = 0; i < targets.Length; i++) sum[i % outputs] += double.CreateTruncating(targets[i]);
            });
            return Array.ConvertAll(sum, value => value / train.Count);
        }

        /// <summary>The median of each output; of scores, the side on which more than half are.</summary>
        private T[] Middle()
        {
            T[] all = new T[train.Count * outputs], column = new T[train.Count], middle = new T[outputs];
            int filled = 0;
            Each(train, targets =>
            {
                targets.CopyTo(all.AsSpan(filled));
                filled += targets.Length;
            });
            for (int k = 0; k < outputs; k++)
            {
                for (int i = 0; i < column.Length; i++) column[i] = all[i * outputs + k];
                Array.Sort(column);
                T median = column[column.Length / 2];
                middle[k] = loss.Prediction == Prediction.Value ? median : median > T.Zero ? T.One : -T.One;
            }
            return middle;
        }

        /// <summary>The loss of an answer to all samples of a part: the mean over them.</summary>
        private double LossOf(T[] answer, Dataset<T> part)
        {
            T[] predictions = new T[AtOnce * outputs];
            for (int i = 0; i < predictions.Length; i++) predictions[i] = answer[i % outputs];
            double sum = 0;
            Each(part, targets =>
            {
                int count = targets.Length / outputs;
                double value = loss.Evaluate<T>(predictions.AsSpan(0, targets.Length), targets, [], count);
                sum += loss.Reduction == Reduction.Mean ? value * count : value;
            });
            return sum / part.Count;
        }

        private bool IsOneTarget(Dataset<T> part)
        {
            T[]? first = null;
            bool isOne = true;
            Each(part, targets =>
            {
                first ??= targets[..outputs].ToArray();
                for (int start = 0; isOne && start < targets.Length; start += outputs)
                    isOne = targets.Slice(start, outputs).SequenceEqual(first);
            });
            return isOne;
        }

        private void Each(Dataset<T> part, TargetsAction use)
        {
            T[] targets = new T[AtOnce * outputs];
            int[] indices = new int[AtOnce];
            for (int start = 0; start < part.Count; start += AtOnce)
            {
                int count = Math.Min(AtOnce, part.Count - start);
                for (int i = 0; i < count; i++) indices[i] = start + i;
                part.GatherTargets(indices.AsSpan(0, count), targets.AsSpan(0, count * outputs), outputs);
                use(targets.AsSpan(0, count * outputs));
            }
        }

        private delegate void TargetsAction(ReadOnlySpan<T> targets);
    }

    /// <summary>Into which classes the samples of a part are put.</summary>
    private sealed class DecisionCount(Dataset<T> part, Loss loss, int outputs)
    {
        private int seen, right, first;
        private bool isMixed;

        /// <summary>The share put into the right class; NaN where there are no classes.</summary>
        public double Accuracy => part.Classes == 0 ? double.NaN : (double)right / part.Count;

        /// <summary>Whether all were put into the same class.</summary>
        public bool IsOneClass => part.Classes > 0 && !isMixed;

        /// <summary>Counts the decisions for some samples.</summary>
        public void Observe(int start, ReadOnlySpan<T> values)
        {
            for (int i = 0; part.Classes > 0 && i < values.Length / outputs; i++)
            {
                int decision = Decision.Of(values.Slice(i * outputs, outputs), loss.Threshold);
                if (seen++ == 0) first = decision;
                isMixed |= decision != first;
                if (decision == part.Label(start + i)) right++;
            }
        }

        /// <summary>The share of the samples that are of a class; NaN where there are none.</summary>
        public double ShareOf(int label)
        {
            if (part.Classes == 0) return double.NaN;
            int count = 0;
            for (int i = 0; i < part.Count; i++)
                if (part.Label(i) == label) count++;
            return (double)count / part.Count;
        }
    }
}
