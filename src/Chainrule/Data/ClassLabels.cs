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
        bool areNumbers = AreNumbers(names);
        Dictionary<object, int> known = [];
        foreach ((int index, string name) in names.Index())
            if (!known.TryAdd(KeyOf(name), index))
                throw new DataException(
                    $"The class names '{names[known[KeyOf(name)]]}' and '{name}' are one; expected a different name for each class.");
        return new(names, [.. labels.Select(label => known.GetValueOrDefault(KeyOf(label), -1))]);

        object KeyOf(string label) => areNumbers ? NumberOf(label) ?? label : label;
    }

    /// <summary>All of so many classes, of which only some occur. Where those are called by numbers, the others are the lowest numbers that
    /// are left; where they are called by texts, the others come last and are called by their own numbers, or the next ones that are
    /// left.</summary>
    /// <param name="occurring">The names of those that occur, in the order of their numbers.</param>
    /// <param name="count">The number of classes.</param>
    /// <param name="data">What the data is called.</param>
    /// <exception cref="DataException">More classes occur than there are.</exception>
    public static IReadOnlyList<string> AllOf(IReadOnlyList<string> occurring, int count, string data)
    {
        ArgumentNullException.ThrowIfNull(occurring);
        if (occurring.Count > count)
            throw new DataException($"'{data}' has {occurring.Count} classes ({Quoted(occurring)}), but {count} are expected.");
        IEnumerable<string> Others(int from) => Unused(occurring, from).Take(count - occurring.Count);
        return AreNumbers(occurring) ? [.. Others(0).Concat(occurring).OrderBy(ValueOf)] : [.. occurring, .. Others(occurring.Count)];

        static double ValueOf(string name) => Convert.ToDouble(NumberOf(name), CultureInfo.InvariantCulture);
    }

    /// <summary>Whole numbers in order that may name further classes, since no class is called by them.</summary>
    /// <param name="names">The names of the classes that there are.</param>
    /// <param name="from">The lowest number.</param>
    internal static IEnumerable<string> Unused(IReadOnlyList<string> names, int from)
    {
        HashSet<object> taken = [.. names.Select(name => NumberOf(name) ?? name)];
        return Enumerable.Range(from, int.MaxValue - from).Where(number => !taken.Contains((double)number))
            .Select(number => number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What looks wrong: classes whose names differ only in case, blanks or a trailing point.</summary>
    /// <param name="data">What the data is called.</param>
    public IEnumerable<string> Warnings(string data) => Names.GroupBy(Plain).Where(group => group.Count() > 1)
        .Select(alike => $"The classes {Quoted([.. alike])} of '{data}' differ only in case, blanks or a trailing point; if they are one "
            + "class, spell them alike.");

    /// <summary>Other samples of the same classes.</summary>
    /// <param name="numbers">The class of each.</param>
    internal ClassLabels Over(int[] numbers) => new(Names, numbers);

    /// <summary>Names as messages show them: <c>'bee', 'fly'</c>, of many only the first ones.</summary>
    /// <param name="names">The names.</param>
    public static string Quoted(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        const int Most = 10;
        string shown = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        return names.Count <= Most ? shown : $"{shown}, … ({names.Count} in all)";
    }

    /// <summary>Whether all names are numbers, so that labels are compared with them as numbers.</summary>
    /// <param name="names">The names.</param>
    public static bool AreNumbers(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.All(name => NumberOf(name) is not null);
    }

    /// <summary>A label as a number, whole numbers beyond 2⁵³ exactly; null where it is none.</summary>
    private static object? NumberOf(string label)
    {
        if (!double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number)
            || label.Contains('\0'))
            return null;
        return Math.Abs(number) >= 1L << 53 && decimal.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? exact : number;
    }

    /// <summary>A name without what is not seen in it, in one case.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Where(letter => !char.IsWhiteSpace(letter) && char.GetUnicodeCategory(letter)
            is not (UnicodeCategory.Control or UnicodeCategory.Format))).TrimEnd('.').ToUpperInvariant();
}
