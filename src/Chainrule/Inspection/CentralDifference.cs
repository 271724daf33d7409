namespace Chainrule.Inspection;

/// <summary>The derivative of a function by the six-point central difference of order h⁶, with steps that end before a kink.</summary>
/// <param name="function">The function's value at the present point, and the largest number that it is computed from.</param>
internal sealed class CentralDifference(Func<(double Value, double Scale)> function)
{
    private const double Epsilon = 2.220446049250313e-16, FirstStep = 2e-3, SmallestStep = 1e-6;

    /// <summary>How often a kink was within reach, so that a smaller step was taken.</summary>
    public int Kinks { get; private set; }

    /// <summary>The derivative with respect to a number that the function depends on; false where a kink is too close at every step
    /// size.</summary>
    /// <param name="at">The number; it is as before afterwards.</param>
    /// <param name="derivative">The derivative.</param>
    /// <param name="noise">What rounding can do to it.</param>
    public bool TryEstimate(ref double at, out double derivative, out double noise)
    {
        double original = at, width = Math.Max(1, Math.Abs(original)), centre = function().Value;
        Span<double> plus = stackalloc double[3], minus = stackalloc double[3];
        for (double h = FirstStep; h >= SmallestStep; h /= 8)
        {
            double step = h * width, scale = 0;
            for (int k = 0; k < 3; k++)
            {
                at = original + (k + 1) * step;
                plus[k] = function().Value;
                at = original - (k + 1) * step;
                (minus[k], scale) = function();
            }
            at = original;
            derivative = (45 * (plus[0] - minus[0]) - 9 * (plus[1] - minus[1]) + (plus[2] - minus[2])) / (60 * step);
            noise = 8 * Epsilon * scale / step;
            if (IsSmooth(plus, minus, centre, step, noise)) return true;
            Kinks++;
        }
        derivative = noise = 0;
        return false;
    }

    /// <summary>Whether the seven values could come from a smooth function. The sixth difference of a smooth function is of order h⁶,
    /// far below the first; a kink between the points makes all differences as large as the jump of the slope times h.</summary>
    private static bool IsSmooth(ReadOnlySpan<double> plus, ReadOnlySpan<double> minus, double centre, double step, double noise)
    {
        double sixth = plus[2] + minus[2] - 6 * (plus[1] + minus[1]) + 15 * (plus[0] + minus[0]) - 20 * centre;
        double fifth = plus[2] - minus[2] - 4 * (plus[1] - minus[1]) + 5 * (plus[0] - minus[0]);
        double slope = (Math.Abs(plus[0] - centre) + Math.Abs(centre - minus[0])) / step;
        return (Math.Abs(sixth) + Math.Abs(fifth)) / step <= 64 * noise + GradientCheck.Tolerance * slope;
    }
}
