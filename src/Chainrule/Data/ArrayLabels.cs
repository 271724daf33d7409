using System.Globalization;

namespace Chainrule.Data;

/// <summary>The targets of an array as class labels.</summary>
/// <param name="targets">The targets, [n] or [n, 1].</param>
/// <param name="name">What the data is called.</param>
internal sealed class ArrayLabels(NdArray targets, string name)
{
    /// <summary>Labels in numerical order, which are called by their numbers: integers of any type, truth values as 0 and 1, and
    /// floating-point numbers without a fraction.</summary>
    /// <param name="classes">The number of classes, with those that do not occur; 0 takes those that occur.</param>
    /// <param name="classNames">What the classes are called. Where all names are numbers, they are the labels; else the labels count the
    /// names from 0.</param>
    /// <exception cref="DataException">A label is no whole number, or of none of the classes; or there is only one class.</exception>
    public ClassLabels Read(int classes, IReadOnlyList<string>? classNames)
    {
        RequireOnePerRow();
        decimal[] labels = new decimal[targets.Length];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = Whole(i) ?? throw new DataException($"{RowLabels.Row(i, name)} has {ValueAt(i)} as its label; expected a whole "
                + "number, since the task is to tell classes apart (task: regression predicts values).");
        decimal[] distinct = [.. labels.Distinct().Order()];
        string[] texts = [.. distinct.Select(label => label.ToString(CultureInfo.InvariantCulture))];
        if (classNames is null)
        {
            if (classes <= 0 && texts.Length < 2) throw RowLabels.OneClass(labels.Length, name, texts[0]);
            classNames = classes > 0 ? ClassLabels.AllOf(texts, classes, name) : texts;
        }
        ClassLabels known = Named(texts, distinct, classNames);
        if (Array.IndexOf(known.Numbers, -1) is >= 0 and int unknown)
            throw Unknown(Array.IndexOf(labels, distinct[unknown]), texts[unknown], known.Names);
        Dictionary<decimal, int> numbers = distinct.Zip(known.Numbers).ToDictionary(one => one.First, one => one.Second);
        return known.Over(Array.ConvertAll(labels, label => numbers[label]));
    }

    /// <summary>Whether integers can be the numbers of classes.</summary>
    public bool AreClassNumbers() => targets.ElementType switch
    {
        ElementType.SByte => Array.TrueForAll((sbyte[])targets.Data, value => value >= 0),
        ElementType.Int16 => Array.TrueForAll((short[])targets.Data, value => value >= 0),
        ElementType.Int32 => Array.TrueForAll((int[])targets.Data, value => value is >= 0 and < int.MaxValue),
        ElementType.UInt32 => Array.TrueForAll((uint[])targets.Data, value => value < int.MaxValue),
        ElementType.Int64 => Array.TrueForAll((long[])targets.Data, value => value is >= 0 and < int.MaxValue),
        ElementType.UInt64 => Array.TrueForAll((ulong[])targets.Data, value => value < int.MaxValue),
        _ => true,
    };

    private void RequireOnePerRow()
    {
        int rows = targets.Shape[0], width = targets.Length / rows;
        if (width == 1) return;
        string first = string.Join(", ", Enumerable.Range(0, Math.Min(width, 3)).Select(ValueAt)) + (width > 3 ? ", …" : "");
        throw new DataException($"{RowLabels.Row(0, name)} has {width} targets ({first}), but a class is one number; expected targets of "
            + $"shape ({rows},) or ({rows}, 1), not {targets.ShapeText} (task: regression predicts values).");
    }

    private static ClassLabels Named(string[] texts, decimal[] distinct, IReadOnlyList<string> names)
    {
        if (ClassLabels.AreNumbers(names)) return ClassLabels.Of(texts, names);
        return ClassLabels.Of([], names).Over([.. distinct.Select(label => label >= 0 && label < names.Count ? (int)label : -1)]);
    }

    private DataException Unknown(int row, string label, IReadOnlyList<string> names) =>
        ClassLabels.AreNumbers(names)
            ? new($"{RowLabels.Row(row, name)} is of the class '{label}', which is unknown{DidYouMean.Remedy(label, "classes", names)}")
            : new($"{RowLabels.Row(row, name)} has the label {label}, but the {names.Count} class names {ClassLabels.Quoted(names)} are "
                + $"for the labels 0 to {names.Count - 1}; change the labels, or name the classes by the labels that there are.");

    /// <summary>A label exactly; null where it is no whole number, or beyond what labels may be.</summary>
    private decimal? Whole(int index) => targets.Data switch
    {
        bool[] values => values[index] ? 1 : 0,
        Half[] values => Whole((double)values[index]),
        float[] values => Whole(values[index]),
        double[] values => Whole(values[index]),
        _ => Convert.ToDecimal(targets.Data.GetValue(index), CultureInfo.InvariantCulture),
    };

    private static decimal? Whole(double value) => double.IsInteger(value) && Math.Abs(value) < 1e18 ? (decimal)(long)value : null;

    private string ValueAt(int index) => Convert.ToString(targets.Data.GetValue(index), CultureInfo.InvariantCulture)!;
}
