using System.ComponentModel;
using System.Globalization;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>An activation and its derivative are finite numbers however large the input is, in both precisions.</summary>
[Description("An activation and its derivative are finite numbers however large the input is.")]
public sealed record FiniteClaim : Claim
{
    /// <summary>The activation.</summary>
    [Description("The activation.")]
    public required Layer Activation { get; init; }

    /// <summary>The inputs go from minus this number to it; 1e30 by default.</summary>
    [Description("The inputs go from minus this number to it."), Bounds(Above = 0)]
    public double Largest { get; init; } = 1e30;

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        double[] inputs = [.. Enumerable.Range(-300, 601).Select(i => i == 0 ? 0 : Math.Sign(i) * Largest * Math.Pow(10, (Math.Abs(i) - 300) / 8.0)), -1000, -100, 100, 1000];
        bool holds = true;
        foreach (bool single in (ReadOnlySpan<bool>)[true, false])
        {
            (double[] values, double[] slopes) = ActivationCurve.Of(Activation, inputs, single);
            holds &= values.All(double.IsFinite) && slopes.All(double.IsFinite);
        }
        double[] ends = [-Largest, -1000, 1000, Largest];
        (double[] at, double[] slope) = ActivationCurve.Of(Activation, ends, single: true);
        return (holds, string.Join(", ", ends.Select((x, i) => string.Create(CultureInfo.InvariantCulture, $"f({x:G3}) = {at[i]:G3} with slope {slope[i]:G3}")))
            + $"; {2 * inputs.Length} values and slopes looked at in float32 and float64");
    }
}
