using System.Globalization;

namespace Chainrule.Losses;

/// <summary>The target values that a loss takes: all numbers, those of an interval, or only some values.</summary>
/// <example><code>public override TargetDomain Targets => TargetDomain.Between(0, 1);</code></example>
public sealed record TargetDomain
{
    /// <summary>What the values of a row may miss 1 by where they have to add up to it: probabilities are often rounded.</summary>
    private const double Tolerance = 0.01 + 1e-9;

    /// <summary>What a value may miss an interval by: probabilities that were computed in single precision may be above 1.</summary>
    private const double Slack = 1e-6;

    private double Low { get; init; } = double.NegativeInfinity;

    private double High { get; init; } = double.PositiveInfinity;

    private IReadOnlyList<IReadOnlyList<double>> Sets { get; init; } = [];

    /// <summary>All numbers.</summary>
    public static TargetDomain Any { get; } = new();

    /// <summary>The probabilities of yes: numbers from 0 to 1.</summary>
    public static TargetDomain Probabilities { get; } = Between(0, 1);

    /// <summary>The probabilities of classes: numbers from 0 to 1 that add up to 1 in every row, but for rounding.</summary>
    public static TargetDomain Distribution { get; } = Between(0, 1) with { AddUpToOne = true };

    /// <summary>Whether the values of every row have to add up to 1.</summary>
    public bool AddUpToOne { get; init; }

    /// <summary>The numbers of an interval; an end may be infinite.</summary>
    /// <param name="low">The lowest.</param>
    /// <param name="high">The highest.</param>
    /// <exception cref="ArgumentException">The interval holds no number.</exception>
    public static TargetDomain Between(double low, double high) => low <= high ? new() { Low = low, High = high }
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Nothing lies between {low} and {high}."), nameof(low));

    /// <summary>Only some values: all targets are of one of these sets.</summary>
    /// <param name="sets">The sets, such as <c>[-1, 1]</c> and <c>[0, 1]</c>.</param>
    /// <exception cref="ArgumentException">There are no sets, or more than 32.</exception>
    public static TargetDomain OneOf(params IReadOnlyList<IReadOnlyList<double>> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return sets.Count is > 0 and <= 32 ? new() { Sets = sets }
            : throw new ArgumentException($"Expected 1 to 32 sets of values, but got {sets.Count}.", nameof(sets));
    }

    /// <summary>Holds rows of targets against the domain, one after the other.</summary>
    internal ref struct Scan(TargetDomain domain)
    {
        /// <summary>The sets that all values so far are of.</summary>
        private uint sets = uint.MaxValue;

        /// <summary>The index of the first value of a row that the domain does not hold; the length of the row where the values do not add
        /// up to 1; −1 where the row is fine.</summary>
        public int FirstOutside(ReadOnlySpan<double> row)
        {
            double sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                if (!(row[i] >= domain.Low - Slack && row[i] <= domain.High + Slack) || !Narrow(row[i])) return i;
                sum += row[i];
            }
            return domain.AddUpToOne && !(Math.Abs(sum - 1) <= Tolerance) ? row.Length : -1;
        }

        private bool Narrow(double value)
        {
            if (domain.Sets.Count == 0) return true;
            uint holding = 0;
            for (int i = 0; i < domain.Sets.Count; i++)
                if (domain.Sets[i].Contains(value)) holding |= 1u << i;
            return (sets &= holding) != 0;
        }
    }

    /// <summary>Whether every number is fine.</summary>
    internal bool IsAny => Low == double.NegativeInfinity && High == double.PositiveInfinity && Sets.Count == 0 && !AddUpToOne;

    /// <summary>The domain in words: <c>numbers from 0 to 1</c>, <c>-1 and 1, or 0 and 1</c>.</summary>
    public override string ToString()
    {
        string numbers = (Sets.Count, double.IsFinite(Low), double.IsFinite(High)) switch
        {
            ( > 0, _, _) => string.Join(", or ", Sets.Select(set => string.Join(" and ", set.Select(Text)))),
            (_, true, true) => $"numbers from {Text(Low)} to {Text(High)}",
            (_, true, false) => $"numbers of at least {Text(Low)}",
            (_, false, true) => $"numbers of at most {Text(High)}",
            _ => "all numbers",
        };
        return AddUpToOne ? $"{numbers} that add up to 1" : numbers;

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
