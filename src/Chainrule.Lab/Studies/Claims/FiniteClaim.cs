using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Studies.Results;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>An activation and its derivative are finite numbers however large the input is, and nothing overflows on the way to them, in
/// both precisions.</summary>
/// <remarks>A number that overflows in between can leave a result that is finite, and wrong: 1 / (1 + e⁻ˣ) is 0 as soon as e⁻ˣ is infinite,
/// at x = −89 in single precision, where the function itself is 3·10⁻³⁹. So the place where an activation becomes 0 is looked for, down to
/// two neighbouring numbers: it must be the smallest numbers that it passes last.</remarks>
[Description("An activation and its derivative are finite numbers however large the input is, and nothing overflows on the way to them.")]
public sealed record FiniteClaim : Claim
{
    /// <summary>How many times the smallest number that there is a value may be beside a zero: a few, for rounding.</summary>
    private const int Smallest = 16;

    /// <summary>The activation.</summary>
    [Description("The activation.")]
    public required Layer Activation { get; init; }

    /// <summary>The inputs go from minus this number to it; 1e30 by default.</summary>
    [Description("The inputs go from minus this number to it."), Bounds(Above = 0)]
    public double Largest { get; init; } = 1e30;

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        double[] inputs = [.. Enumerable.Range(-300, 601)
            .Select(i => i == 0 ? 0 : Math.Sign(i) * Largest * Math.Pow(10, (Math.Abs(i) - 300) / 8.0))
            .Concat([-1000, -100, 100, 1000]).Order()];
        bool holds = true;
        List<string> zeros = [];
        foreach (bool single in (ReadOnlySpan<bool>)[true, false])
        {
            (double[] values, double[] slopes) = ActivationCurve.Of(Activation, inputs, single);
            holds &= values.All(double.IsFinite) && slopes.All(double.IsFinite);
            foreach ((double x, double last) in ActivationCurve.Zeros(Activation, inputs, single))
            {
                holds &= Math.Abs(last) <= Smallest * (single ? float.Epsilon : double.Epsilon);
                zeros.Add(string.Create(
                    CultureInfo.InvariantCulture, $"it becomes 0 at {x:G4} in {(single ? "float32" : "float64")}, beside {last:G3}"));
            }
        }
        double[] ends = [-Largest, -1000, 1000, Largest];
        (double[] at, double[] slope) = ActivationCurve.Of(Activation, ends, single: true);
        IEnumerable<string> numbers = ends.Select((x, i) =>
            string.Create(CultureInfo.InvariantCulture, $"f({x:G3}) = {at[i]:G3} with slope {slope[i]:G3}"));
        return (holds, string.Join(", ", numbers.Concat(zeros))
            + $"; {2 * inputs.Length} values and slopes looked at in float32 and float64");
    }
}
