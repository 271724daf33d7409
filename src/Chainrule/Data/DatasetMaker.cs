using System.Numerics;
using System.Numerics.Tensors;

namespace Chainrule.Data;

/// <summary>Makes data sets, once counts, labels and names of classes fit each other and every number is finite.</summary>
internal static partial class DatasetMaker<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A classification data set over bytes from 0 to <paramref name="highest"/>.</summary>
    public static Dataset<T> FromBytes(byte[] inputs, Shape inputShape, int[] labels, int classes, string name,
        IReadOnlyList<string>? classNames, byte highest) =>
        Labelled(new Samples<byte, T>(inputs, inputShape.Size), inputs.Length, inputShape, labels, classes, name, classNames, (0, highest));

    /// <summary>A classification data set.</summary>
    public static Dataset<T> Labelled(Samples<T> inputs, int length, Shape inputShape, int[] labels, int classes, string name,
        IReadOnlyList<string>? classNames, (double, double)? range)
    {
        if (classes < 1) throw new DataException($"'{name}' has {classes} classes; expected at least 1.");
        Check(inputs, length, inputShape, labels.Length, "labels", name);
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes)
                throw new DataException(
                    $"Sample {i} of '{name}' has label {labels[i]}, but with {classes} classes a label is from 0 to {classes - 1}.");
        if (classNames is not null && classNames.Count != classes)
            throw new DataException($"'{name}' has {classes} classes, but {classNames.Count} class names.");
        return new(name, inputShape, inputs, labels, classes, Names(classNames, "class", name), range);
    }

    /// <summary>A copy of names, once each is there and unlike the others.</summary>
    /// <param name="names">The names; null for none.</param>
    /// <param name="what">What they are names of.</param>
    /// <param name="data">What the data is called.</param>
    public static string[]? Names(IReadOnlyList<string>? names, string what, string data)
    {
        if (names is null) return null;
        if (names.Contains(null!)) throw new DataException($"A {what} name of '{data}' is null; expected a name for each.");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DataException($"Two {what} names of '{data}' are '{twice.Key}'; expected a different name for each.");
        return [.. names];
    }

    /// <summary>A regression data set.</summary>
    public static Dataset<T> Dense(Samples<T> inputs, int length, Shape inputShape, Samples<T> targets, int targetLength,
        Shape targetShape, string name, (double, double)? range)
    {
        RequireWhole(targetLength, targetShape, "targets", name);
        Check(inputs, length, inputShape, targets.Count, "target rows", name);
        RequireFinite(targets, "target value", name);
        return new(name, inputShape, inputs, targetShape, targets, range);
    }

    private static void Check(Samples<T> inputs, int length, Shape inputShape, int targets, string what, string name)
    {
        RequireWhole(length, inputShape, "inputs", name);
        if (inputs.Count != targets) throw new DataException($"'{name}' has {inputs.Count} inputs, but {targets} {what}.");
        if (inputs.Count == 0) throw new DataException($"'{name}' holds no samples.");
        RequireFinite(inputs, "element", name);
    }

    private static void RequireWhole(int length, Shape shape, string what, string name)
    {
        if (length % shape.Size != 0)
            throw new DataException($"The {what} of '{name}' are {length} values, which is no multiple of {shape.Size} (shape {shape}).");
    }

    private static void RequireFinite(Samples<T> samples, string what, string name)
    {
        if (samples.IsIntegral) return;
        T[] row = new T[samples.Width];
        for (int sample = 0; sample < samples.Count; sample++)
        {
            samples.CopyRow(sample, row);
            if (TensorPrimitives.IsFiniteAll<T>(row)) continue;
            int element = Array.FindIndex(row, value => !T.IsFinite(value));
            throw new DataException(
                $"Sample {sample} of '{name}' has {row[element]} as {what} {element}; "
                + $"expected a finite number that {typeof(T).Name} can hold.");
        }
    }
}
