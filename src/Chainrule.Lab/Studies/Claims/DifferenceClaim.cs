using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>A measure is greater in one arm than in another, by the paired test over the seeds (see
/// <see cref="Statistics.PairedP"/>).</summary>
[Description("A measure is greater in one arm than in another, by a paired test over the seeds.")]
public sealed record DifferenceClaim : MeasuredClaim
{
    /// <summary>The name of the value with the greater measure.</summary>
    [Description("The name of the value with the greater measure.")]
    public required string Greater { get; init; }

    /// <summary>The name of the value with the smaller measure.</summary>
    [Description("The name of the value with the smaller measure.")]
    public required string Less { get; init; }

    /// <summary>The one-sided p that must not be exceeded; 0.05 by default.</summary>
    [Description("The one-sided p that must not be exceeded."), Bounds(Above = 0, Below = 1)]
    public double Significance { get; init; } = 0.05;

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return base.Problems(plan).Concat(Selection(plan, [Greater], "greater", Among)).Concat(Selection(plan, [Less], "less", Among))
            .Concat(plan.Among([Greater, .. Among]).Count != plan.Among([Less, .. Among]).Count
                ? [("greater", "the two names have different numbers of arms, so that runs make no pairs.")] : []);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Arm> Arms(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Among([Greater, .. Among]), .. plan.Among([Less, .. Among])];
    }

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<ArmResults> over = results.Among([Greater, .. Among]), under = results.Among([Less, .. Among]);
        IReadOnlyList<double> greater = Values(over), less = Values(under);
        double p = Statistics.PairedP(greater, less), smallest = greater.Count <= 15 ? Math.Pow(0.5, greater.Count) : 0;
        string remark = smallest > Significance
            ? string.Create(CultureInfo.InvariantCulture, $" (with {greater.Count} pairs no less than {smallest:0.###} is possible)") : "";
        return (p <= Significance, string.Create(CultureInfo.InvariantCulture,
            $"{Words(results)}: {Greater} {Spread(over)}, {Less} {Spread(under)}; "
            + $"paired one-sided p = {p:0.0000}{remark}, claimed at most {Significance:0.####}"));
    }
}
