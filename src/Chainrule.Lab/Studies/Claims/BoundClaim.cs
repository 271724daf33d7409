using System.ComponentModel;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>A measure is at least, or at most, so much: its mean over the seeds (for epochs the median), for every arm; or every single
/// run.</summary>
[Description("A measure is at least, or at most, so much.")]
public sealed record BoundClaim : MeasuredClaim
{
    /// <summary>The least it may be.</summary>
    [Description("The least it may be.")]
    public double? AtLeast { get; init; }

    /// <summary>The most it may be.</summary>
    [Description("The most it may be.")]
    public double? AtMost { get; init; }

    /// <summary>Whether every run has to keep to it, and not the mean alone.</summary>
    [Description("Whether every run has to keep to it, and not the mean alone.")]
    public bool EverySeed { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (AtLeast is null && AtMost is null) throw new SpecException(this, "at_least", "is missing; say at_least, at_most or both");
    }

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            IReadOnlyList<double> values = Values([arm]);
            holds &= EverySeed ? values.All(Keeps) : Keeps(Measures.Typical(values, Reaches));
            double[] known = [.. values.Where(value => !double.IsNaN(value))];
            string range = EverySeed && known.Length > 1 ? $", runs from {Number(known.Min())} to {Number(known.Max())}" : "";
            numbers.Add($"{arm.Arm.Label} {Spread([arm])}{range}");
        }
        string bound = AtLeast is { } least
            ? $"at least {Number(least)}{(AtMost is { } most ? $" and at most {Number(most)}" : "")}" : $"at most {Number(AtMost!.Value)}";
        return (holds, $"{Words(results)}: {string.Join("; ", numbers)}; claimed {bound}{(EverySeed ? " in every run" : " on average")}");
    }

    private bool Keeps(double value) => !double.IsNaN(value) && !(value < AtLeast) && !(value > AtMost);
}
