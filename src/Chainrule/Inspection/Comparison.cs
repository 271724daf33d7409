namespace Chainrule.Inspection;

/// <summary>Says in words how one computation differs from another that should give the same.</summary>
/// <param name="name">What the numbers are called.</param>
/// <param name="rowLength">How many belong to one sample; 0 where they belong to no sample.</param>
internal readonly struct Comparison(string name, int rowLength)
{
    /// <summary>The finite number that memory is filled with, beside NaN.</summary>
    public const double Filling = 1.25;

    /// <summary>The first element that differs by more than rounding, such as <c>dx[2, 0]</c>; null where there is none.</summary>
    public string? FirstDifference(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double factor = 1)
    {
        if (factor == 1 && expected.SequenceEqual(actual)) return null;
        double size = Size(expected);
        for (int i = 0; i < expected.Length; i++)
            if (!IsNear(factor * expected[i], actual[i], size)) return At(i);
        return null;
    }

    /// <summary>The first element that differs in any bit; null where there is none.</summary>
    public string? FirstOtherBits(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        for (int i = 0; i < expected.Length; i++)
            if (!expected[i].Equals(actual[i])) return At(i);
        return null;
    }

    /// <summary>What is wrong with numbers that should have been overwritten: the same computation gave them in memory that held 0, NaN and
    /// <see cref="Filling"/>. Null where nothing is wrong.</summary>
    public string? Overwritten(ReadOnlySpan<double> onZeros, ReadOnlySpan<double> onNaN, ReadOnlySpan<double> onFilling)
    {
        if (onZeros.SequenceEqual(onNaN) && onZeros.SequenceEqual(onFilling)) return null;
        double size = Size(onZeros), added = double.NaN;
        int first = -1, count = 0, inFirstRow = 0;
        bool isZero = true, isAdded = true;
        for (int i = 0; i < onZeros.Length; i++)
        {
            if (IsNear(onZeros[i], onNaN[i], size) && IsNear(onZeros[i], onFilling[i], size)) continue;
            if (first < 0) (first, added) = (i, onFilling[i] - onZeros[i]);
            if (rowLength > 0 && i / rowLength == first / rowLength) inFirstRow++;
            count++;
            isZero &= onZeros[i] == 0;
            isAdded &= added != 0 && IsNear(added, onFilling[i] - onZeros[i], Math.Max(size, Math.Abs(added)));
        }
        if (first < 0) return null;
        if (!isAdded) return $"computes {At(first)} from what {name} held before";
        if (!isZero) return $"adds to {name} instead of overwriting it";
        if (count == onZeros.Length) return $"does not write {name}";
        return inFirstRow == rowLength ? $"does not write row {first / rowLength} of {name}" : $"does not write {At(first)}";
    }

    /// <summary>What is wrong with a gradient that two equal passes should have doubled; null where nothing is.</summary>
    public string? Accumulated(ReadOnlySpan<double> once, ReadOnlySpan<double> twice)
    {
        if (FirstDifference(once, twice, factor: 2) is not { } at) return null;
        return FirstDifference(once, twice) is null ? $"overwrites the {name} instead of adding to it"
            : $"does not add to the {name}: after two equal passes the {at} is not twice what it is after one";
    }

    private static double Size(ReadOnlySpan<double> values)
    {
        double size = 1e-3;
        foreach (double value in values)
            if (double.IsFinite(value)) size = Math.Max(size, Math.Abs(value));
        return size;
    }

    private static bool IsNear(double a, double b, double size) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * size;

    private string At(int index) => rowLength > 0 ? $"{name}[{index / rowLength}, {index % rowLength}]" : $"{name}[{index}]";
}
