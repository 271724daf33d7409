using System.Globalization;

namespace Chainrule.Data;

/// <summary>The labels of rows: reads them one by one, and numbers the classes at the end.</summary>
/// <param name="name">What the data is called.</param>
/// <param name="classNames">The names of the classes in the order of their numbers, where they are known.</param>
internal sealed class RowLabels(string name, IReadOnlyList<string>? classNames)
{
    private readonly List<object> contents = [];
    private readonly string[]? classNames = DatasetMaker<float>.Names(classNames, "class", name);

    /// <summary>The number of rows.</summary>
    public int Count => contents.Count;

    /// <summary>The number of target values of a row; 0 for classes.</summary>
    public int Width => contents[0] is double[] values ? values.Length : 0;

    /// <summary>Target values, one row after the other.</summary>
    public IEnumerable<double> Values => contents.SelectMany(content => (double[])content);

    /// <summary>What looks wrong in the labels, once <see cref="Classes"/> has numbered them.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>What looks wrong in labels that are the numbers of their classes: some below the highest that never occur.</summary>
    /// <param name="labels">The labels, none below 0.</param>
    /// <param name="name">What the data is called.</param>
    /// <param name="remedy">How only the labels that occur become classes.</param>
    public static IEnumerable<string> Gaps(int[] labels, string name, string remedy)
    {
        HashSet<int> occurring = [.. labels];
        int highest = occurring.Max(), absent = highest + 1 - occurring.Count;
        if (absent <= 0) yield break;
        string some = string.Join(", ", Enumerable.Range(0, highest).Where(label => !occurring.Contains(label)).Take(Math.Min(absent, 10)));
        string never = absent == 1 ? $"the class {some} never occurs"
            : $"{absent} classes never occur: {some}{(absent > 10 ? ", …" : "")}";
        string reach = occurring.Count == 1 ? $"are all {highest}" : $"reach from {occurring.Min()} to {highest}";
        yield return $"The labels of '{name}' {reach}, but {never}. Each takes an output all the same, "
            + $"which {remedy} saves.";
    }

    /// <summary>How messages name a row.</summary>
    public static string Row(int row, string name) => $"Row {row} (from 0) of '{name}'";

    /// <summary>Takes the label of the next row.</summary>
    /// <exception cref="DataException">There is none, it is of another kind than those before, or it is not finite.</exception>
    public void Add(Target label)
    {
        string row = Row(Count, name);
        object content = label.Content ?? throw new DataException($"{row} has no label: it is null; expected a class, or values.");
        if (Count > 0 && content.GetType() != contents[0].GetType())
            throw new DataException($"{row} has {Noun(content)} as its label, but the rows before it have {Noun(contents[0])}.");
        if (content is double[] values)
        {
            if (values.Length == 0) throw new DataException($"{row} has no target values; expected at least one.");
            if (Count > 0 && values.Length != Width)
                throw new DataException($"{row} has {values.Length} target values; expected {Width}, as the rows before it have.");
            int bad = Array.FindIndex(values, value => !double.IsFinite(value));
            if (bad >= 0)
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"{row} has {values[bad]} as target value {bad}; expected a finite number."));
        }
        if (content is long and not (>= 0 and < int.MaxValue))
            throw new DataException($"{row} has the class number {content}; expected a number from 0. Other names are texts: "
                + "row => row.Label.ToString().");
        contents.Add(content);
    }

    /// <summary>The number of each row's class, and what the classes are called; null where they have numbers alone.</summary>
    /// <exception cref="DataException">A row is of no class that there is, or there is only one class.</exception>
    public (int[] Labels, int Classes, IReadOnlyList<string>? Names) Classes()
    {
        if (contents[0] is long)
        {
            int[] numbers = [.. contents.Select(content => (int)(long)content)];
            int classes = classNames?.Length ?? numbers.Max() + 1, high = Array.FindIndex(numbers, number => number >= classes);
            if (high >= 0)
                throw new DataException($"{Row(high, name)} has the class number {numbers[high]}; expected 0 to {classes - 1}, since "
                    + $"there are {classes} class names.");
            if (classNames is null)
                Warnings = [.. Gaps(numbers, name, "a text as the label, row => row.Label.ToString(),")];
            return (numbers, AtLeastTwo(classes, "0"), classNames);
        }
        string[] texts = [.. contents.Select(NameOf)];
        ClassLabels labels = (classNames ?? NamesOf(contents[0])) is { } names ? ClassLabels.Of(texts, names) : ClassLabels.Of(texts);
        int unknown = Array.IndexOf(labels.Numbers, -1);
        if (unknown >= 0)
            throw new DataException($"{Row(unknown, name)} is of the class '{texts[unknown]}', which is unknown"
                + DidYouMean.Remedy(texts[unknown], "classes", labels.Names));
        Warnings = [.. labels.Warnings(name)];
        return (labels.Numbers, AtLeastTwo(labels.Names.Count, labels.Names[0]), labels.Names);
    }

    private int AtLeastTwo(int classes, string only) => classes > 1 ? classes : throw OneClass(Count, name, only);

    /// <summary>The error that there is nothing to tell apart.</summary>
    public static DataException OneClass(int rows, string name, string only) =>
        new($"All {rows} rows of '{name}' are of the class '{only}'; expected at least two classes. Where the others do not occur in these "
            + "rows, name them all.");

    /// <summary>All classes of a kind of label that names them; null for texts.</summary>
    private static string[]? NamesOf(object content) => content switch
    {
        // Values with two names have the one that GetName gives.
        Enum value => [.. Enum.GetValuesAsUnderlyingType(value.GetType()).Cast<object>()
            .OrderBy(number => Convert.ToDecimal(number, CultureInfo.InvariantCulture))
            .Select(number => Enum.GetName(value.GetType(), number)!).Distinct()],
        bool => [bool.FalseString, bool.TrueString],
        _ => null,
    };

    private static string NameOf(object content) => content is Enum value
        ? Enum.GetName(value.GetType(), value) ?? value.ToString() : content.ToString()!;

    private static string Noun(object content) => content switch
    {
        string => "a text",
        bool => "a truth value",
        long => "a class number",
        double[] => "target values",
        _ => $"a value of {content.GetType().Name}",
    };
}
