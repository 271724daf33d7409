using System.Globalization;

namespace Chainrule.Data;

internal static partial class DatasetMaker<T>
{
    /// <summary>A data set that is made of rows: takes them one by one.</summary>
    /// <param name="name">What the data is called.</param>
    /// <param name="columnNames">What the features are called, where they have names.</param>
    /// <param name="classNames">What the classes are called, where that is known.</param>
    internal sealed class RowTable(string name, IReadOnlyList<string>? columnNames, IReadOnlyList<string>? classNames)
    {
        private readonly List<T> values = [];
        private readonly RowLabels labels = new(name, classNames);

        private int Width { get; set; }

        /// <summary>Takes a row.</summary>
        /// <exception cref="DataException">It has no features, or more or fewer than those before, or one is not finite; or its label does
        /// not fit.</exception>
        public void Add(IEnumerable<T>? features, Target label)
        {
            string row = RowLabels.Row(labels.Count, name);
            int start = values.Count;
            values.AddRange(features ?? throw new DataException($"{row} has no features: they are null; expected numbers."));
            int width = values.Count - start;
            if (width == 0) throw new DataException($"{row} has no features; expected at least one number.");
            if (labels.Count == 0) Width = width;
            if (width != Width)
                throw new DataException($"{row} has {width} features; expected {Width}, as the rows before it have.");
            int bad = values.FindIndex(start, value => !T.IsFinite(value));
            if (bad >= 0)
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"{row} has {values[bad]} as feature {bad - start}{ColumnOf(bad - start)}; expected a finite number."));
            labels.Add(label);
        }

        /// <summary>The data set of all rows.</summary>
        /// <param name="inputShape">The shape of one input; by default a row of features.</param>
        /// <exception cref="DataException">There are no rows, or only one class, or the shape has another number of features.</exception>
        public Dataset<T> ToDataset(Shape? inputShape)
        {
            if (labels.Count == 0) throw new DataException($"'{name}' holds no rows.");
            Shape shape = inputShape ?? [Width];
            if (shape.Size != Width)
                throw new DataException(
                    $"The rows of '{name}' have {Width} features, which cannot be read as {shape}: {shape.Size} features.");
            Samples<T, T> inputs = new([.. values], Width);
            if (labels.Width == 0)
            {
                (int[] numbers, int classes, IReadOnlyList<string>? names) = labels.Classes();
                return Labelled(inputs, values.Count, shape, numbers, classes, name, names, null)
                    .WithColumnNames(columnNames).WithWarnings(labels.Warnings);
            }
            if (classNames is not null) throw new DataException($"'{name}' has target values, so it takes no class names.");
            T[] targets = [.. labels.Values.Select(T.CreateTruncating)];
            return Dense(inputs, values.Count, shape, new Samples<T, T>(targets, labels.Width), targets.Length, [labels.Width],
                name, null).WithColumnNames(columnNames);
        }

        private string ColumnOf(int feature) =>
            columnNames is not null && feature < columnNames.Count ? $" ('{columnNames[feature]}')" : "";
    }
}
