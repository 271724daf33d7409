using System.Globalization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>The labels of an array by the classes that a network tells apart.</summary>
internal static class ArrayClasses
{
    /// <summary>Numbers labels: by value where the classes are called by numbers, and else the labels count the classes from 0.</summary>
    /// <param name="targets">The labels, [n] or [n, 1].</param>
    /// <param name="expected">The classes.</param>
    /// <param name="data">What the data is called.</param>
    /// <returns>The numbers, and what all classes are called; null where a row has several targets.</returns>
    /// <exception cref="DataException">A label is of another class, and such are not taken.</exception>
    public static (NdArray Numbers, IReadOnlyList<string> Names)? Number(NdArray targets, ExpectedData expected, string data)
    {
        if (targets.Shape.Length == 0 || targets.Length != targets.Shape[0]) return null;
        IReadOnlyList<string> names = expected.Names;
        bool areNumbers = ClassLabels.AreNumbers(names);
        string[] labels = [.. Enumerable.Range(0, targets.Length).Select(Label)];
        (int[] numbers, IReadOnlyList<string> all) = expected.Number(labels,
            (row, problem) => new($"Row {row} (from 0) of '{data}': {problem}."));
        return (NdArray.Create(numbers, numbers.Length), all);

        string Label(int index)
        {
            object value = targets.Data.GetValue(index)!;
            string text = value is bool isTrue ? isTrue ? "1" : "0" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            return !areNumbers && int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= 0 && number < names.Count
                ? names[number] : text;
        }
    }
}
