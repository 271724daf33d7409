using System.Numerics;
using System.Numerics.Tensors;

namespace Chainrule.Data;

/// <summary>Makes data sets from arrays and tensors.</summary>
public static class Dataset
{
    /// <summary>A classification data set over these arrays, which are not copied: leave them unchanged.</summary>
    /// <param name="inputs">The inputs one after the other, <c>[n, …inputShape]</c>.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="labels">A class for each input, from 0 to <paramref name="classes"/> − 1.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="name">What the data is called in messages and reports.</param>
    /// <param name="classNames">What the classes are called.</param>
    /// <exception cref="DataException">There are no samples, counts differ, a label is out of range, or a value is not finite.</exception>
    public static Dataset<T> Create<T>(T[] inputs, Shape inputShape, int[] labels, int classes, string name = "data",
        IReadOnlyList<string>? classNames = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        return DatasetMaker<T>.Labelled(new Samples<T, T>(inputs, inputShape.Size), inputs.Length, inputShape, labels, classes, name,
            classNames, null);
    }

    /// <summary>A classification data set over bytes, such as pixels, which are not copied: leave them unchanged.</summary>
    /// <inheritdoc cref="Create{T}(T[], Shape, int[], int, string, IReadOnlyList{string}?)"/>
    public static Dataset<T> FromBytes<T>(byte[] inputs, Shape inputShape, int[] labels, int classes, string name = "data",
        IReadOnlyList<string>? classNames = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        return DatasetMaker<T>.FromBytes(inputs, inputShape, labels, classes, name, classNames, byte.MaxValue);
    }

    /// <summary>A regression data set over these arrays, which are not copied: leave them unchanged.</summary>
    /// <param name="inputs">The inputs one after the other, <c>[n, …inputShape]</c>.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="targets">The target values one row after the other, <c>[n, …targetShape]</c>.</param>
    /// <param name="targetShape">The shape of the target values of one sample.</param>
    /// <param name="name">What the data is called in messages and reports.</param>
    /// <exception cref="DataException">There are no samples, counts differ, or a value is not finite.</exception>
    public static Dataset<T> Create<T>(T[] inputs, Shape inputShape, T[] targets, Shape targetShape, string name = "data")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        return DatasetMaker<T>.Dense(new Samples<T, T>(inputs, inputShape.Size), inputs.Length, inputShape,
            new Samples<T, T>(targets, targetShape.Size), targets.Length, targetShape, name, null);
    }

    /// <summary>A classification data set from a tensor <c>[n, …]</c> of inputs, which is copied.</summary>
    /// <inheritdoc cref="Create{T}(T[], Shape, int[], int, string, IReadOnlyList{string}?)"/>
    public static Dataset<T> Create<T>(Tensor<T> inputs, int[] labels, int classes, string name = "data",
        IReadOnlyList<string>? classNames = null) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Create(Flat(inputs), RowShape(inputs, name), labels, classes, name, classNames);

    /// <summary>A regression data set from tensors <c>[n, …]</c> of inputs and of target values, which are copied.</summary>
    /// <inheritdoc cref="Create{T}(T[], Shape, T[], Shape, string)"/>
    public static Dataset<T> Create<T>(Tensor<T> inputs, Tensor<T> targets, string name = "data")
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Create(Flat(inputs), RowShape(inputs, name), Flat(targets), RowShape(targets, name), name);

    /// <summary>A data set from arrays as files hold them.</summary>
    /// <remarks>By default integer targets of rank 1, none of them negative, are the numbers of classes, and all others are target values.
    /// As <see cref="LearningTask.Classes"/>, whole numbers of any type and of shape <c>[n]</c> or <c>[n, 1]</c> are classes: those that
    /// occur, in numerical order, called by their numbers; so labels may start at 1, leave gaps, or be −1 and 1. As
    /// <see cref="LearningTask.Regression"/>, integers are values, too.</remarks>
    /// <param name="inputs">The inputs <c>[n, …]</c>; of rank 1, each number is an input of shape <c>[1]</c>.</param>
    /// <param name="targets">The targets <c>[n]</c> or <c>[n, …]</c>.</param>
    /// <param name="classes">The number of classes; 0 takes the highest label plus one, or those that occur where the task is to tell
    /// classes apart.</param>
    /// <param name="inputShape">The shape of one input where it is to be read differently, as <c>[1, 28, 28]</c> for <c>[n, 28,
    /// 28]</c>.</param>
    /// <param name="name">What the data is called in messages and reports.</param>
    /// <param name="classNames">What the classes are called. Where the task is to tell classes apart and all names are numbers, they are
    /// the labels; otherwise labels count the names from 0.</param>
    /// <param name="task">What the targets are.</param>
    /// <exception cref="DataException">There are no samples, counts differ, a label is out of range or no whole number, or a value is not
    /// finite, or a 64-bit integer that no double is equal to.</exception>
    /// <example><code>Dataset&lt;float&gt; data = Dataset.Create&lt;float&gt;(inputs, labels, task: LearningTask.Classes);</code></example>
    public static Dataset<T> Create<T>(NdArray inputs, NdArray targets, int classes = 0, Shape? inputShape = null, string name = "data",
        IReadOnlyList<string>? classNames = null, LearningTask task = LearningTask.Auto) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = RowShape(inputs, $"The inputs of '{name}'"), targetShape = RowShape(targets, $"The targets of '{name}'");
        if (inputShape is { } other && other.Size != shape.Size)
            throw new DataException($"The inputs of '{name}' have {shape.Size} values each ({shape}), which cannot be read as {other}.");
        shape = inputShape ?? shape;
        (double, double)? range =
            inputs.ElementType switch { ElementType.Byte => (0, byte.MaxValue), ElementType.Boolean => (0, 1), _ => null };
        RequireExact(inputs, shape.Size, "element", name);
        Samples<T> values = Samples<T>.From(inputs, shape.Size);
        if (task == LearningTask.Classes)
        {
            ClassLabels read = new ArrayLabels(targets, name).Read(classes, classNames);
            return DatasetMaker<T>.Labelled(values, inputs.Length, shape, read.Numbers, read.Names.Count, name, read.Names, range);
        }
        bool areNumbers = targets.Shape.Length == 1 && targets.ElementType < ElementType.Half
            && (classes > 0 || classNames is not null || new ArrayLabels(targets, name).AreClassNumbers());
        if (task == LearningTask.Regression || !areNumbers)
        {
            if (classNames is not null)
                throw new DataException($"'{name}' has target values, so it takes no class names; those of classes need task: classes.");
            RequireExact(targets, targetShape.Size, "target value", name, targetShape.Size == 1 ? " Labels are exact with task: "
                + "classes." : "");
            return DatasetMaker<T>.Dense(values, inputs.Length, shape, Samples<T>.From(targets, targetShape.Size), targets.Length,
                targetShape, name, range);
        }
        int[] labels = targets.ToLabels(name);
        bool isCounted = classes > 0 || classNames is not null;
        if (classes <= 0) classes = classNames?.Count ?? labels.Max() + 1;
        return DatasetMaker<T>.Labelled(values, inputs.Length, shape, labels, classes, name, classNames, range)
            .WithWarnings(isCounted ? [] : RowLabels.Gaps(labels, name, "task: classes"));
    }

    private static void RequireExact(NdArray array, int width, string what, string name, string also = "")
    {
        if (array.FirstInexact() is >= 0 and int index)
            throw new DataException($"{RowLabels.Row(index / width, name)} has {array.Data.GetValue(index)} as {what} {index % width}"
                + NdArray.Inexact + also);
    }

    /// <summary>A data set from rows of any kind, such as records or lines of a file, in single precision.</summary>
    /// <remarks>The label says what is learned: a text, an enum, a bool or a whole number is a class; a float or double, or an array of
    /// them, holds values to predict (regression). Classes are numbered in the ordinal order of their names, in numerical order where all
    /// names are numbers; those of an enum in the order of its values, with those that do not occur; <c>False</c> is 0 and <c>True</c> 1;
    /// a whole number is the number of its class. Rows of other data, such as a test file, get the same numbers with
    /// <c>classNames: train.ClassNames</c>. Rows are copied.</remarks>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The inputs of a row, equally many for each: <c>r => r.Features</c>, <c>r => [r.Width, r.Height]</c>.</param>
    /// <param name="label">The label of a row: <c>r => r.Species</c>.</param>
    /// <param name="name">What the data is called in messages and reports.</param>
    /// <param name="classNames">What the classes are called, in the order of their numbers; by default the rows say it.</param>
    /// <param name="columnNames">What the features are called.</param>
    /// <param name="inputShape">The shape of one input, such as <c>[1, 28, 28]</c>; by default that of a row.</param>
    /// <exception cref="DataException">There are no rows or only one class; a row has other features or another kind of label than the
    /// first, a number that is not finite, or a class that is not named.</exception>
    /// <example><code>Dataset&lt;float&gt; data = Dataset.From(flowers, f => f.Sizes, f => f.Species);</code></example>
    public static Dataset<float> From<TRow>(IEnumerable<TRow> rows, Func<TRow, float[]> features, Func<TRow, Target> label,
        string name = "data", IReadOnlyList<string>? classNames = null, IReadOnlyList<string>? columnNames = null,
        Shape? inputShape = null) => From<TRow, float>(rows, features, label, name, classNames, columnNames, inputShape);

    /// <summary>A data set from rows of any kind, in the precision of their features, which may be any collection.</summary>
    /// <inheritdoc cref="From{TRow}"/>
    public static Dataset<T> From<TRow, T>(IEnumerable<TRow> rows, Func<TRow, IEnumerable<T>> features, Func<TRow, Target> label,
        string name = "data", IReadOnlyList<string>? classNames = null, IReadOnlyList<string>? columnNames = null,
        Shape? inputShape = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(label);
        DatasetMaker<T>.RowTable table = new(name, columnNames, classNames);
        foreach (TRow row in rows) table.Add(features(row), label(row));
        return table.ToDataset(inputShape);
    }

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        T[] values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private static Shape RowShape<T>(Tensor<T> tensor, string name)
    {
        if (tensor.Rank == 0 || tensor.FlattenedLength == 0) throw new DataException($"'{name}' holds no samples.");
        return tensor.Rank == 1 ? [1] : Shape.Create([.. tensor.Lengths[1..].ToArray().Select(extent => checked((int)extent))]);
    }

    private static Shape RowShape(NdArray array, string what)
    {
        if (array.Shape.Length == 0 || array.Length == 0) throw new DataException(
            $"{what} hold no samples: their shape is {array.ShapeText}.");
        return array.Shape.Length == 1 ? [1] : Shape.Create(array.Shape[1..]);
    }
}
