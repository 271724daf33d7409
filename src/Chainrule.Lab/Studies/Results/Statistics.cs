namespace Chainrule.Lab.Studies.Results;

/// <summary>Means, spreads, and a test of whether two series of paired values differ.</summary>
public static class Statistics
{
    /// <summary>The most pairs for which every assignment of signs is tried.</summary>
    private const int MostExact = 15;

    /// <summary>The mean; NaN of no values.</summary>
    public static double Mean(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 0 ? double.NaN : values.Sum() / values.Count;
    }

    /// <summary>The sample standard deviation, √(Σ(x − mean)² / (n − 1)); 0 of one value.</summary>
    public static double StandardDeviation(IReadOnlyList<double> values)
    {
        double mean = Mean(values);
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>The middle value, or the mean of the two middle ones; NaN where a value is NaN or there is none.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0 || values.Any(double.IsNaN)) return double.NaN;
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 || sorted[sorted.Length / 2] == sorted[sorted.Length / 2 - 1]
            ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How probable it is that the first values exceed the second ones, pair by pair, on average by as much as they do or by more,
    /// if in truth neither tends to be greater: one-sided p.</summary>
    /// <remarks>Up to 15 pairs, the exact sign-flip permutation test: the share of all 2ⁿ assignments of signs to the differences whose sum
    /// is at least the observed one. Beyond, Student's paired t test with n − 1 degrees of freedom.</remarks>
    /// <exception cref="ArgumentException">The numbers of values differ, or there are none.</exception>
    public static double PairedP(IReadOnlyList<double> greater, IReadOnlyList<double> less)
    {
        ArgumentNullException.ThrowIfNull(greater);
        ArgumentNullException.ThrowIfNull(less);
        if (greater.Count != less.Count || greater.Count == 0)
            throw new ArgumentException($"{greater.Count} and {less.Count} values make no pairs.");
        double[] differences = [.. greater.Zip(less, (a, b) => a - b)];
        // A run that never arrives is not so many epochs later than another one: there is no mean difference to test.
        if (!differences.All(double.IsFinite)) return double.NaN;
        return differences.Length <= MostExact ? SignFlipP(differences) : StudentP(differences);
    }

    private static double SignFlipP(double[] differences)
    {
        double observed = differences.Sum(), margin = 1e-12 * differences.Sum(Math.Abs);
        int assignments = 1 << differences.Length, atLeast = 0;
        for (int signs = 0; signs < assignments; signs++)
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++) sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            if (sum >= observed - margin) atLeast++;
        }
        return (double)atLeast / assignments;
    }

    private static double StudentP(double[] differences)
    {
        double deviation = StandardDeviation(differences), mean = Mean(differences);
        if (deviation == 0) return mean > 0 ? 0 : mean < 0 ? 1 : 0.5;
        double t = mean / (deviation / Math.Sqrt(differences.Length)), freedom = differences.Length - 1;
        double tail = IncompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>The regularized incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22), with the modified Lentz
    /// method.</summary>
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(1 - x, b, a);
        const double Tiny = 1e-300;
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        double c = 1, d = 1 / Away(1 - (a + b) * x / (a + 1)), fraction = d;
        for (int m = 1; m <= 300; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Away(1 + even * d);
            c = Away(1 + even / c);
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Away(1 + odd * d);
            c = Away(1 + odd / c);
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }
        return front * fraction;

        static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    /// <summary>ln Γ(x) for x > 0: Stirling's series, after x has been raised by the recurrence Γ(x + 1) = x·Γ(x).</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 15; x++) shift += Math.Log(x);
        double square = 1 / (x * x);
        double series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x;
        return (x - 0.5) * Math.Log(x) - x + Math.Log(2 * Math.PI) / 2 + series - shift;
    }
}
