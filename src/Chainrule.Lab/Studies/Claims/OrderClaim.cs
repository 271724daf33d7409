using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>A measure rises, or falls, from arm to arm in a certain order. Means are compared; of epochs, medians. Each step comes with the
/// one-sided p of the paired test; the claim holds by the means alone.</summary>
[Description("A measure rises, or falls, from arm to arm in this order.")]
public sealed record OrderClaim : MeasuredClaim
{
    /// <summary>Names of values, the one with the smallest measure first.</summary>
    [Description("Names of values, the one with the smallest measure first.")]
    public IReadOnlyList<string> Ascending { get; init; } = [];

    /// <summary>Names of values, the one with the largest measure first.</summary>
    [Description("Names of values, the one with the largest measure first.")]
    public IReadOnlyList<string> Descending { get; init; } = [];

    private IReadOnlyList<string> Order => Ascending.Count > 0 ? Ascending : Descending;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Ascending.Count > 0 && Descending.Count > 0)
            throw new SpecException(this, "descending", "excludes ascending; say only one of them");
        if (Order.Count < 2)
            throw new SpecException(this, Descending.Count > 0 ? "descending" : "ascending", "needs at least two names of values");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan) =>
        base.Problems(plan)
            .Concat(Order.SelectMany(label => Selection(plan, [label], Ascending.Count > 0 ? "ascending" : "descending", Among)));

    /// <inheritdoc/>
    protected override IEnumerable<Arm> Arms(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Order.SelectMany(label => plan.Among([label, .. Among]));
    }

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<ArmResults>[] arms = [.. Order.Select(label => results.Among([label, .. Among]))];
        IReadOnlyList<double>[] values = [.. arms.Select(Values)];
        bool holds = true;
        List<string> steps = [];
        for (int i = 1; i < values.Length; i++)
        {
            (IReadOnlyList<double> less, IReadOnlyList<double> greater) = Ascending.Count > 0
                ? (values[i - 1], values[i]) : (values[i], values[i - 1]);
            holds &= Measures.Typical(less, Reaches) < Measures.Typical(greater, Reaches);
            if (less.Count == greater.Count && less.Concat(greater).All(double.IsFinite))
                steps.Add(string.Create(CultureInfo.InvariantCulture, $"{Statistics.PairedP(greater, less):0.000}"));
        }
        string numbers = string.Join(", ", Order.Zip(arms, (label, of) => $"{label} {Spread(of)}"));
        return (holds,
            $"{Words(results)}: {numbers}{(steps.Count == values.Length - 1 ? $"; p of each step {string.Join(", ", steps)}" : "")}");
    }
}
