using System.Globalization;

namespace Chainrule.Data;

/// <summary>Samples that are labelled with the names of their classes, and what each class is called and numbered.</summary>
/// <remarks>Where all names are numbers, they are compared as numbers: <c>0</c>, <c>0.0</c>, <c>00</c> and <c> 0</c> are one class, which
/// is called by its shortest spelling, and the classes are in numerical order. All other names are compared letter by letter, and the
/// classes are in ordinal order; those that hardly differ are named in <see cref="Warnings"/>.</remarks>
public sealed class ClassLabels
{
    private ClassLabels(IReadOnlyList<string> names, int[] numbers) => (Names, Numbers) = (names, numbers);

    /// <summary>What the classes are called, in the order of their numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The class of each sample, from 0; −1 for one that is of none of the classes.</summary>
    public int[] Numbers { get; }

    /// <summary>The classes that occur among these labels.</summary>
    /// <param name="labels">A label for each sample.</param>
    public static ClassLabels Of(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        object?[] values = [.. labels.Select(NumberOf)];
        if (labels.Count == 0 || values.Contains(null)) return Of(labels, [.. labels.Distinct().Order(StringComparer.Ordinal)]);
        string[] names = [.. labels.Select(label => label.Trim()).Distinct().GroupBy(label => NumberOf(label)!)
            .OrderBy(group => Convert.ToDouble(group.Key, CultureInfo.InvariantCulture)).ThenBy(group => group.Key as decimal?)
            .Select(group => group.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).First())];
        return Of(labels, names);
    }

    /// <summary>Labels of classes that are known, of which not all need to occur.</summary>
    /// <param name="labels">A label for each sample.</param>
    /// <param name="names">What the classes are called, in the order of their numbers.</param>
    /// <exception cref="DataException">Two of the names are one: equal, or, where all are numbers, the same number.</exception>
    public static ClassLabels Of(IReadOnlyList<string> labels, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(names);
        bool areNumbers = names.All(name => NumberOf(name) is not null);
        Dictionary<object, int> known = [];
        foreach ((int index, string name) in names.Index())
            if (!known.TryAdd(KeyOf(name), index))
                throw new DataException($"The class names '{names[known[KeyOf(name)]]}' and '{name}' are one; expected a different name for "
                    + "each class.");
        return new(names, [.. labels.Select(label => known.GetValueOrDefault(KeyOf(label), -1))]);

        object KeyOf(string label) => areNumbers ? NumberOf(label) ?? label : label;
    }

    /// <summary>What looks wrong: classes whose names differ only in case, blanks or a trailing point.</summary>
    /// <param name="data">What the data is called.</param>
    public IEnumerable<string> Warnings(string data) => Names.GroupBy(Plain).Where(group => group.Count() > 1)
        .Select(alike => $"The classes {Quoted([.. alike])} of '{data}' differ only in case, blanks or a trailing point; if they are one "
            + "class, spell them alike.");

    /// <summary>Names as messages show them: <c>'bee', 'fly'</c>, of many only the first ones.</summary>
    /// <param name="names">The names.</param>
    public static string Quoted(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        const int Most = 10;
        string shown = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        return names.Count <= Most ? shown : $"{shown}, … ({names.Count} in all)";
    }

    /// <summary>A label as a number, whole numbers beyond 2⁵³ exactly; null where it is none.</summary>
    private static object? NumberOf(string label)
    {
        if (!double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            return null;
        return Math.Abs(number) >= 1L << 53 && decimal.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? exact : number;
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(letter => !char.IsWhiteSpace(letter))).TrimEnd('.').ToUpperInvariant();
}
