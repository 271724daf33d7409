namespace Chainrule.Lab.Plots;

/// <summary>A mark on an axis.</summary>
/// <param name="Value">Where.</param>
/// <param name="Label">What is written beside it; null for a minor tick.</param>
internal sealed record Tick(double Value, string? Label);

/// <summary>Where the marks of an axis lie.</summary>
internal static class Ticks
{
    /// <summary>How many decades may lie between two labelled powers of ten.</summary>
    private static readonly int[] Strides = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500];

    /// <summary>Multiples of 1, 2 or 5 times a power of ten between two bounds, as close to each other as <paramref name="most"/>
    /// allows; not closer than 1 where only <paramref name="whole"/> numbers make sense.</summary>
    public static IReadOnlyList<double> Linear(double low, double high, int most, bool whole = false)
    {
        if (!(high > low) || most < 1) return [];
        // The smallest such step that does not give too many.
        int exponent = Numerals.Exponent(Math.Max((high - low) / most, double.Epsilon * 1e20)) - 1;
        if (whole) exponent = Math.Max(exponent, 0);
        while (true)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double first = Math.Ceiling(Multiple(low, digit, exponent) - 1e-9),
                    last = Math.Floor(Multiple(high, digit, exponent) + 1e-9);
                if (last - first + 1 > most) continue;
                List<double> ticks = [];
                for (double k = first; k <= last; k++) ticks.Add(Math.Clamp(Value(k, digit, exponent), low, high));
                return ticks;
            }
            exponent++;
        }
    }

    /// <summary>Powers of ten with a label, and ticks between them without; 1, 2, 5 or evenly spaced ticks where there are few
    /// powers.</summary>
    public static IReadOnlyList<Tick> Log(double low, double high, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(low) - 1e-9), last = (int)Math.Floor(Math.Log10(high) + 1e-9), decades = last - first + 1;
        List<Tick> ticks = [];
        double[] labelled = [.. Between(1, 2, 5)];
        if (decades >= 2 && labelled.Length > most)
        {
            int stride = Strides.First(stride => decades <= stride * most), start = first;
            while (start % stride != 0) start++;
            bool plain = first >= -3 && last <= 5;
            for (int k = start; k <= last; k += stride)
                ticks.Add(new(Math.Clamp(Numerals.Power(k), low, high), Numerals.PowerOfTen(k, plain)));
            if (stride == 1) ticks.AddRange(Between(2, 3, 4, 5, 6, 7, 8, 9).Select(value => new Tick(value, null)));
            else
                for (int k = first; k <= last; k++)
                    if (k % stride != 0) ticks.Add(new(Numerals.Power(k), null));
            return [.. ticks.OrderBy(tick => tick.Value)];
        }
        if (labelled.Length < 3)
        {
            IReadOnlyList<double> even = Linear(low, high, Math.Max(most, 5));
            return [.. even.Zip(Numerals.Linear(even), (value, label) => new Tick(value, label))];
        }
        return [.. labelled.Select(value => new Tick(value, Numerals.Value(value)))
            .Concat(Between(3, 4, 6, 7, 8, 9).Select(value => new Tick(value, null))).OrderBy(tick => tick.Value)];

        IEnumerable<double> Between(params int[] digits)
        {
            for (int k = first - 1; k <= last; k++)
                foreach (int digit in digits)
                    if (digit * Numerals.Power(k) is { } value && value >= low && value <= high) yield return value;
        }
    }

    /// <summary>How many steps a value is from 0; division by a negative power of ten is a product with the exact positive one.</summary>
    private static double Multiple(double value, int digit, int exponent) =>
        exponent < 0 && exponent > -300 ? value * Numerals.Power(-exponent) / digit : value / Numerals.Power(exponent) / digit;

    private static double Value(double steps, int digit, int exponent) =>
        exponent < 0 && exponent > -300 ? steps * digit / Numerals.Power(-exponent) : steps * digit * Numerals.Power(exponent);
}
