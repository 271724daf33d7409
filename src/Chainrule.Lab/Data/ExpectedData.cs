using System.Globalization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>What data must be like to be measured or predicted by a network that was trained on other data.</summary>
public sealed record ExpectedData
{
    /// <summary>The columns of the table that the network was trained on; null where that was none.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>The number of classes that the network tells apart; 0 for values; null where that is not known.</summary>
    public int? Classes { get; init; }

    /// <summary>The names of these classes; null where they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether samples of other classes are taken, too. Their classes are numbered from <see cref="Classes"/> on.</summary>
    public bool TakesUnknownClasses { get; init; }

    /// <summary>The names of the classes, or their numbers where they have none.</summary>
    internal IReadOnlyList<string> Names => ClassNames
        ?? [.. Enumerable.Range(0, Classes ?? 0).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Numbers labels by the classes that the network tells apart.</summary>
    /// <param name="labels">The names of classes.</param>
    /// <param name="refuse">Makes the error for the first label of another class.</param>
    /// <exception cref="DataException">A label is of another class, and such are not taken.</exception>
    internal (int[] Numbers, IReadOnlyList<string> Names) Number(IReadOnlyList<string> labels, Func<int, string, DataException> refuse)
    {
        IReadOnlyList<string> names = Names;
        int[] numbers = ClassLabels.Of(labels, names).Numbers;
        int first = Array.IndexOf(numbers, -1);
        if (first < 0) return (numbers, names);
        if (!TakesUnknownClasses)
            throw refuse(first, $"the class '{labels[first]}' is unknown to the run{DidYouMean.Remedy(labels[first], "classes", names)} "
                + "Such samples count as wrong with --unknown-classes wrong");
        // Thousands of others may occur: an index finds each at once.
        ClassLabels unknown = ClassLabels.Of([.. labels.Where((_, i) => numbers[i] < 0)]);
        int next = 0;
        return ([.. numbers.Select(number => number >= 0 ? number : names.Count + unknown.Numbers[next++])], [.. names, .. unknown.Names]);
    }

    /// <summary>Looks for samples of classes that the network does not know.</summary>
    /// <param name="samples">What the samples are called: their part and their data.</param>
    /// <param name="labels">Their classes; null for values.</param>
    /// <param name="names">The names of their classes; null where these have none.</param>
    /// <returns>What is said of them; null where there are none.</returns>
    /// <exception cref="DataException">There are some, and such are not taken; or there are classes where values are expected, or values
    /// where classes are.</exception>
    internal string? UnknownClasses(string samples, IReadOnlyList<int>? labels, IReadOnlyList<string>? names)
    {
        if (Classes is not { } classes) return null;
        if (labels is null != (classes == 0))
            throw new DataException(labels is null ? $"The run tells {classes} classes apart, but {samples} holds values to predict."
                : $"The run predicts values, but {samples} holds classes.");
        int[] unknown = [.. Enumerable.Range(0, labels?.Count ?? 0).Where(index => labels![index] >= classes)];
        if (unknown.Length == 0) return null;
        string[] others = [.. unknown.Select(index => names?[labels![index]] ?? labels![index].ToString(CultureInfo.InvariantCulture))
            .Distinct()];
        if (!TakesUnknownClasses)
            throw new DataException($"Sample {unknown[0]} of {samples} is of the class '{others[0]}', which is unknown to the run"
                + $"{DidYouMean.Remedy(others[0], "classes", [.. Names])} Such samples count as wrong with --unknown-classes wrong.");
        return $"{unknown.Length} of the {labels!.Count} samples of {samples} are of classes that the run does not know "
            + $"({ClassLabels.Quoted(others)}): they count as wrong for the accuracy, and all else is measured on the others.";
    }
}
