namespace Chainrule.Lab.Plots;

/// <summary>From the values on an axis to the share of its length.</summary>
internal sealed class Scale
{
    /// <summary>Beyond, differences overflow.</summary>
    private const double Largest = 1e300;

    /// <summary>The ends of an axis of factors.</summary>
    private const double Smallest = 1e-306, Widest = 1e306;

    private readonly double low, high;
    private readonly bool isLog;

    private Scale(double low, double high, bool isLog, IReadOnlyList<Tick> ticks) =>
        (this.low, this.high, this.isLog, Ticks) = (low, high, isLog, ticks);

    /// <summary>The marks, the lowest first.</summary>
    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>The least value of the axis.</summary>
    public double Low => low;

    /// <summary>The greatest value of the axis.</summary>
    public double High => high;

    /// <summary>Whether the axis bears names.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>A scale that holds all values that can be drawn.</summary>
    /// <param name="axis">What the axis shows.</param>
    /// <param name="values">All values.</param>
    /// <param name="most">The most labelled ticks.</param>
    /// <param name="padding">How much room to leave beyond the values, as a share of their range.</param>
    /// <param name="withZero">Whether 0 is to be on the axis.</param>
    /// <param name="whole">Whether there are only whole numbers.</param>
    public static Scale Of(
        Axis axis, IEnumerable<double> values, int most, double padding = 0.04, bool withZero = false, bool whole = false)
    {
        if (axis.Categories is { } names)
            return new(-0.5, Math.Max(names.Count, 1) - 0.5, false, [.. names.Select((name, i) => new Tick(i, name))]) { IsNamed = true };
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (axis.Log && value <= 0)) continue;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        if (low > high) (low, high) = axis.Log ? (0.1, 10) : (0, 1);
        return axis.Log ? Logarithmic(axis, low, high, most, padding) : Even(axis, low, high, most, padding, withZero, whole);
    }

    /// <summary>The share of the axis below a value, NaN where it cannot be drawn; below 0 or above 1 beyond the ends.</summary>
    public double At(double value)
    {
        if (isLog)
            return value > 0 && double.IsFinite(value)
                ? (Math.Log(value) - Math.Log(low)) / (Math.Log(high) - Math.Log(low)) : double.NaN;
        return double.IsFinite(value) ? (value - low) / (high - low) : double.NaN;
    }

    private static Scale Even(Axis axis, double low, double high, int most, double padding, bool withZero, bool whole)
    {
        (low, high) = (Math.Clamp(low, -Largest, Largest), Math.Clamp(high, -Largest, Largest));
        if (withZero) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        bool lowIsZero = withZero && low == 0, highIsZero = withZero && high == 0;
        (low, high) = (axis.Min ?? low, axis.Max ?? high);
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)) || high - low < 1e-290)
        {
            double around = Math.Abs(low) < 1e-290 ? 1 : Math.Abs(low) / 2;
            if (axis.Min is null && !lowIsZero) low -= around;
            if (axis.Max is null || high <= low) high = Math.Max(high, low) + around;
        }
        else
        {
            double room = (high - low) * padding;
            if (axis.Min is null && !lowIsZero) low -= room;
            if (axis.Max is null && !highIsZero) high += room;
        }
        IReadOnlyList<double> ticks = Plots.Ticks.Linear(low, high, most, whole);
        return new(low, high, false, [.. ticks.Zip(Numerals.Linear(ticks), (value, label) => new Tick(value, label))]);
    }

    private static Scale Logarithmic(Axis axis, double low, double high, int most, double padding)
    {
        (low, high) = (Math.Clamp(axis.Min is > 0 ? axis.Min.Value : low, 1e-300, Largest),
            Math.Clamp(axis.Max is > 0 ? axis.Max.Value : high, 1e-300, Largest));
        if (high <= low * (1 + 1e-9)) (low, high) = (low / 3, low * 3);
        else
        {
            // By logarithms: the factor between the bounds may be more than a number can hold.
            double room = Math.Exp((Math.Log(high) - Math.Log(low)) * padding);
            (low, high) = (axis.Min is > 0 ? low : Math.Max(low / room, Smallest), axis.Max is > 0 ? high : Math.Min(high * room, Widest));
        }
        return new(low, high, true, Plots.Ticks.Log(low, high, most));
    }
}
