using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>What the target column of a table says: classes or values.</summary>
/// <param name="source">Says which, and the classes.</param>
/// <param name="expected">What the network needs; null for anything.</param>
/// <param name="targets">The fields.</param>
/// <param name="lines">The lines that they are in.</param>
/// <param name="fault">Makes the error for a row.</param>
internal sealed class CsvTargets(
    CsvData source, ExpectedData? expected, List<string> targets, List<int> lines, Func<int, string, DataException> fault)
{
    private readonly double?[] numbers = [.. targets.Select(target => CsvTable.Number(target))];

    /// <summary>Whether these are values.</summary>
    /// <exception cref="DataException">The recipe says that they are what the network does not predict.</exception>
    public bool IsRegression
    {
        get
        {
            if (expected is { Classes: 0 } && source.Task == LearningTask.Classes)
                throw fault(0, "the run predicts values, but the recipe of this data says task: classes");
            if (expected is { Classes: > 0 } && source.Task == LearningTask.Regression)
                throw fault(0, "the run tells classes apart, but the recipe of this data says task: regression");
            if (expected is not null) return expected.Classes == 0;
            return source.Task == LearningTask.Regression || (source.Task == LearningTask.Auto && source.ClassNames is null
                && !numbers.Contains(null) && !AreClassNumbers());
        }
    }

    /// <summary>What is odd about the classes, a sentence each, once they are numbered.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>The values, [rows, 1].</summary>
    /// <exception cref="DataException">One is no number.</exception>
    public NdArray Values()
    {
        int bad = Array.IndexOf(numbers, null);
        if (bad >= 0)
            throw fault(bad, $"expected a finite number as the target, but got '{targets[bad]}'"
                + (expected is null ? "" : "; the run predicts values, not classes"));
        return NdArray.Create<double>([.. numbers.Select(number => number!.Value)], numbers.Length, 1);
    }

    /// <summary>The number of each row's class, and what the classes are called.</summary>
    /// <param name="name">What the data is called.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">A class is unknown, or there is only one, or some are called by numbers and others are
    /// not.</exception>
    public (NdArray Labels, IReadOnlyList<string> Names) Labels(string name, string path)
    {
        if (expected is not null)
        {
            (int[] known, IReadOnlyList<string> all) = expected.Number(targets, fault);
            return (NdArray.Create(known, known.Length), all);
        }
        int named = Array.FindIndex(numbers, number => number is not null), odd = Array.IndexOf(numbers, null);
        if (source.Task == LearningTask.Auto && source.ClassNames is null && odd >= 0 && named >= 0)
            throw fault(odd, $"the target is '{targets[odd]}', but in line {lines[named]} it is the number {targets[named]}; "
                + "say task: classes if these are names, or put a finite number here");
        ClassLabels labels = ClassLabels.Of(targets);
        Warnings = [.. labels.Warnings(name)];
        if (source.ClassNames is { } given)
        {
            labels = ClassLabels.Of(targets, given.All(labels.Names, name));
            int unknown = Array.IndexOf(labels.Numbers, -1);
            if (unknown >= 0)
                throw fault(unknown, $"the class '{targets[unknown]}' is none of the class_names"
                    + DidYouMean.Remedy(targets[unknown], "classes", labels.Names).TrimEnd('.'));
        }
        else if (labels.Names.Count < 2)
            throw new DataException($"all rows are of the class '{labels.Names[0]}'; expected at least two classes.", path);
        return (NdArray.Create(labels.Numbers, labels.Numbers.Length), labels.Names);
    }

    /// <summary>Whether whole numbers count 0, 1, … without a gap.</summary>
    private bool AreClassNumbers()
    {
        HashSet<double> distinct = [.. numbers.Select(number => number!.Value)];
        return distinct.Count >= 2 && distinct.All(number => double.IsInteger(number) && number >= 0 && number < distinct.Count);
    }
}
