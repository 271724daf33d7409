using System.Globalization;
using Chainrule.Data;
using Chainrule.Losses;

namespace Chainrule.Training;

public sealed partial class Trainer<T>
{
    /// <summary>Whether the targets of some samples suit the loss and the outputs of the network, and what to change where they do
    /// not.</summary>
    private sealed class TargetCheck(Loss loss, int outputs, Dataset<T> data)
    {
        private static readonly Loss regression = new MeanSquaredError(), binary = new BinaryCrossEntropyWithLogits();

        /// <summary>What does not fit; null where all does.</summary>
        /// <param name="isTraining">Whether the network is to learn from the samples, so that it has an output for every class and no
        /// more.</param>
        public Misfit? Find(bool isTraining) => data.Classes > 0 ? OfClasses(isTraining) : new ValueCheck(loss, outputs, data).Find();

        private Misfit? OfClasses(bool isTraining)
        {
            int classes = data.Classes;
            bool isShared = outputs == 1 && classes <= 2 && !loss.ComparesClasses;
            if (isShared || (outputs > 1 && (isTraining ? outputs == classes : outputs >= classes))) return OfLabels();
            if (classes == 1) return OneClass();
            string names = data.ClassNames is { } known ? $" ({ClassLabels.Quoted(known)})" : "";
            return new($"'{data.Name}' has {classes} classes{names}, but the network has {Count(outputs, "output")}", Remedies(classes));
        }

        private List<Remedy> Remedies(int classes)
        {
            List<Remedy> remedies = [];
            bool areNumbers = data.ClassNames is null || ClassLabels.AreNumbers(data.ClassNames);
            int occurring = data.OccurringClasses;
            bool areNumbered = data.ClassNames is null && occurring > 1, isSparse = areNumbered && classes > 2 * occurring;
            if (isSparse || (areNumbered && outputs >= 2 && outputs == occurring))
                remedies.Add(new() { Task = LearningTask.Classes, Outputs = outputs == occurring ? null : occurring });
            if (areNumbers && outputs == 1 && loss.Targets.IsAny) remedies.Add(new() { Task = LearningTask.Regression });
            if (!isSparse) remedies.Add(new() { Outputs = classes });
            if (outputs == 1 && classes == 2) remedies.Add(new() { Loss = binary });
            if (classes == 2 && outputs > 2 && !loss.ComparesClasses) remedies.Add(new() { Outputs = 1 });
            if (outputs > classes) remedies.Add(new() { Classes = outputs });
            return remedies;
        }

        private Misfit OneClass()
        {
            int needed = Math.Max(2, outputs);
            return new($"All samples of '{data.Name}' are of one class, which leaves {loss} nothing to tell apart",
                [new() { Classes = needed, Outputs = outputs == needed ? null : needed }]);
        }

        /// <summary>A loss of one's own may not take the zeros and ones that labels become.</summary>
        private Misfit? OfLabels()
        {
            TargetDomain.Scan scan = new(loss.Targets);
            double[] row = outputs == 1 ? [0] : [1, .. new double[outputs - 1]];
            bool isFine = scan.FirstOutside(row) < 0 && (outputs > 1 || scan.FirstOutside([1]) < 0);
            return isFine ? null : new($"The classes of '{data.Name}' become zeros and ones, but {loss} takes {loss.Targets}",
                [new() { Loss = outputs == 1 ? binary : regression }]);
        }

        private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

        /// <summary>The same for target values.</summary>
        private sealed class ValueCheck(Loss loss, int outputs, Dataset<T> data)
        {
            /// <summary>More labels than this are taken for values.</summary>
            private const int MostLabels = 1000;

            private readonly int width = data.TargetShape.Size;
            private readonly HashSet<double> distinct = [];
            private bool areWhole = data.TargetShape.Size == 1, areProbabilities = true, areSigns = true;

            public Misfit? Find()
            {
                bool isSingle = loss.ComparesClasses && width == 1;
                string? outside = isSingle || loss.Targets.IsAny ? null : FirstOutside();
                if (!isSingle && outside is null && width == outputs) return null;
                Look();
                if (isSingle) return Single();
                if (outside is not null) return new(outside, [.. AsClasses(), .. OtherLosses()]);
                string problem = $"'{data.Name}' has {Count(width, "target value")} per sample (shape {data.TargetShape}), but the network "
                    + $"has {Count(outputs, "output")}";
                Remedy last = new() { Outputs = width };
                return new(problem, distinct.Count == outputs ? [.. AsClasses(), last] : [last]);
            }

            private Misfit Single()
            {
                string values = areWhole && distinct.Count <= MostLabels
                    ? $"whole numbers ({string.Join(", ", distinct.Order().Take(5).Select(Text))}{(distinct.Count > 5 ? ", …" : "")})"
                    : "values to predict";
                bool areLabels = outputs == distinct.Count || distinct.Count * 2 <= data.Count;
                IEnumerable<Remedy> classes = AsClasses(), others = OtherLosses();
                return new($"{loss} tells classes apart, but the targets of '{data.Name}' are {values}, one per sample",
                    [.. areLabels ? classes.Concat(others) : others.Concat(classes)]);
            }

            /// <summary>Ways to read single whole numbers as classes.</summary>
            private IEnumerable<Remedy> AsClasses()
            {
                if (!areWhole || distinct.Count is < 2 or > MostLabels) yield break;
                bool fits = outputs == distinct.Count || (outputs == 1 && distinct.Count == 2 && !loss.ComparesClasses);
                if (!fits && outputs > 1 && distinct.All(label => label >= 0 && label < outputs)) yield return new() { Classes = outputs };
                yield return new() { Task = LearningTask.Classes, Outputs = fits ? null : distinct.Count };
            }

            /// <summary>Losses that take the values as they are.</summary>
            private IEnumerable<Remedy> OtherLosses()
            {
                int? last = outputs == width ? null : width;
                if (width > 1 && areProbabilities) yield return new() { Loss = binary, Outputs = last };
                else if (areSigns) yield return new() { Loss = new Hinge(), Outputs = last };
                else yield return new() { Loss = regression, Outputs = last };
            }

            /// <summary>What is said of the first target that the loss does not take; null where it takes all.</summary>
            private string? FirstOutside()
            {
                TargetDomain.Scan scan = new(loss.Targets);
                double[] row = new double[width];
                for (int i = 0; i < data.Count; i++)
                {
                    data.CopyStoredTargets(i, row);
                    if (scan.FirstOutside(row) is >= 0 and int at) return Outside(i, row, at);
                }
                return null;
            }

            /// <summary>Looks for what targets that do not suit could be instead. All that there are say it: a part may hold only some of
            /// the labels.</summary>
            private void Look()
            {
                TargetDomain.Scan signs = new(new Hinge().Targets), probabilities = new(TargetDomain.Probabilities);
                double[] row = new double[width];
                for (int i = 0; i < data.Source.Count; i++)
                {
                    data.Source.CopyStoredTargets(i, row);
                    areProbabilities &= probabilities.FirstOutside(row) < 0;
                    areSigns &= signs.FirstOutside(row) < 0;
                    areWhole &= double.IsInteger(row[0]);
                    if (areWhole && distinct.Count <= MostLabels) distinct.Add(row[0]);
                }
            }

            private string Outside(int index, double[] row, int at)
            {
                string where = $"{RowLabels.Row(data.SourceRow(index), data.Name)} has ";
                return at == row.Length
                    ? $"{where}target values that add up to {Text(row.Sum())}, but {loss} takes {loss.Targets}"
                    : $"{where}{Text(row[at])} as target value {at}, but {loss} takes {loss.Targets}";
            }

            private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
