using System.Globalization;

namespace Chainrule;

/// <summary>The values that a number in a description may take. It is declared once, beside the number; the readers of recipes,
/// the JSON Schema and <see cref="Spec.Validate"/> all use it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute : Attribute
{
    /// <summary>The value must be greater than this.</summary>
    public double Above { get; init; } = double.NegativeInfinity;

    /// <summary>The value must be at least this.</summary>
    public double From { get; init; } = double.NegativeInfinity;

    /// <summary>The value must be at most this.</summary>
    public double To { get; init; } = double.PositiveInfinity;

    /// <summary>The value must be less than this.</summary>
    public double Below { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a value is finite and within the bounds.</summary>
    public bool Contain(double value) =>
        double.IsFinite(value) && value > Above && value >= From && value <= To && value < Below;

    /// <summary>The bounds in words: <c>a number above 0</c>, <c>a number from 0 to below 1</c>.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            double.IsFinite(Above) ? $"above {Text(Above)}" : double.IsFinite(From) ? $"of at least {Text(From)}" : "",
            double.IsFinite(Below) ? $"below {Text(Below)}" : double.IsFinite(To) ? $"of at most {Text(To)}" : "",
        ];
        string limits = string.Join(" and ", parts.Where(part => part.Length > 0));
        return limits.Length > 0 ? $"a number {limits}" : "a finite number";
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
