namespace Chainrule.Data;

public sealed partial class Dataset<T>
{
    /// <summary>The same samples with names for their classes, which replace any names they had.</summary>
    /// <param name="names">A name for each class, in the order of their numbers; then those of classes that do not occur.</param>
    /// <exception cref="DataException">The data has target values, or more classes than names; or two names are equal.</exception>
    public Dataset<T> WithClassNames(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        RequireClasses();
        if (names.Count < Classes) throw new DataException($"'{Name}' has {Classes} classes, but {names.Count} class names.");
        return new(this, inputs, Scale, rows) { Classes = names.Count, ClassNames = DatasetMaker<T>.Names(names, "class", Name) };
    }

    /// <summary>The same samples with so many classes, of which the last ones do not occur; where classes have names, these are called by
    /// their numbers, or the next ones that name no class.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="DataException">The data has target values, or more classes.</exception>
    public Dataset<T> WithClasses(int classes)
    {
        RequireClasses();
        if (classes < Classes) throw new DataException($"'{Name}' has {Classes} classes, but {classes} are expected.");
        if (ClassNames is null) return new(this, inputs, Scale, rows) { Classes = classes };
        return WithClassNames([.. ClassNames, .. ClassLabels.Unused(ClassNames, Classes).Take(classes - Classes)]);
    }

    /// <summary>The samples of the first classes, without the other samples and classes; null where there are none.</summary>
    /// <param name="classes">The number of these classes.</param>
    /// <exception cref="DataException">The data has target values.</exception>
    public Dataset<T>? OfFirstClasses(int classes)
    {
        RequireClasses();
        int[] kept = [.. Enumerable.Range(0, Count).Where(index => Label(index) < classes)];
        if (kept.Length == 0) return null;
        return new(this, inputs, Scale, [.. kept.Select(Row)])
        {
            Classes = Math.Min(classes, Classes),
            ClassNames = ClassNames is null ? null : [.. ClassNames.Take(classes)],
        };
    }

    /// <summary>The class label of a sample.</summary>
    /// <exception cref="DataException">The data set is for regression and has no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public int Label(int index) =>
        labels is null ? throw new DataException(
            $"'{Name}' holds target values of shape {TargetShape}, not class labels.") : labels[Row(index)];

    /// <summary>Writes dense targets one after the other: <c>[indices, width]</c>.</summary>
    /// <remarks>A label becomes a one-hot row; with two classes and a width of 1 it becomes a single 0 or 1.</remarks>
    /// <exception cref="DataException"><paramref name="width"/>, which is the number of outputs of the network, does not fit the classes or
    /// the target shape.</exception>
    public void GatherTargets(ReadOnlySpan<int> indices, Span<T> targets, int width)
    {
        RequireOutputs(width);
        targets = targets[..(indices.Length * width)];
        if (labels is null)
            for (int i = 0; i < indices.Length; i++) this.targets!.CopyRow(Row(indices[i]), targets.Slice(i * width, width));
        else if (width == 1)
            for (int i = 0; i < indices.Length; i++) targets[i] = labels[Row(indices[i])] == 0 ? T.Zero : T.One;
        else
        {
            targets.Clear();
            for (int i = 0; i < indices.Length; i++) targets.Slice(i * width, width)[labels[Row(indices[i])]] = T.One;
        }
    }

    /// <summary>All samples of the data that this is a part of.</summary>
    internal Dataset<T> Source => source ??= rows is null ? this : new(this, inputs, Scale, null);

    /// <summary>The row of a sample in the data that this is a part of.</summary>
    internal int SourceRow(int index) => Row(index);

    /// <summary>The classes that occur in the data that this is a part of.</summary>
    internal int OccurringClasses => labels is null ? 0 : labels.Distinct().Count();

    /// <summary>Target values as they are stored.</summary>
    internal void CopyStoredTargets(int index, Span<double> values) => targets!.CopyStored(Row(index), values);

    private void RequireClasses()
    {
        if (labels is null) throw new DataException($"'{Name}' has target values, so it takes no class names.");
    }

    /// <summary>Checks that targets can be written as so many numbers.</summary>
    private void RequireOutputs(int width)
    {
        if (labels is null && width != TargetShape.Size)
            throw new DataException(
                $"'{Name}' has {TargetShape.Size} target values per sample (shape {TargetShape}), "
                + $"but the network has {width} {(width == 1 ? "output" : "outputs")}; let its last layer have {TargetShape.Size}.");
        if (labels is not null && width < Classes && !(width == 1 && Classes == 2))
            throw new DataException(
                $"'{Name}' has {Classes} classes, "
                + $"but the network has {width} {(width == 1 ? "output" : "outputs")}; let its last layer have "
                + $"{Classes}{(Classes == 2 ? ", or 1" : "")}.");
    }
}
