using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>The network does not learn: in every run the accuracy of the final weights stays at that of always saying the most frequent
/// class, or at most so much above it.</summary>
[Description("The network does not learn: the accuracy stays at that of always saying the most frequent class.")]
public sealed record ChanceClaim : Claim
{
    /// <summary>The accuracy to look at.</summary>
    [Description("The accuracy to look at.")]
    public string Measure { get; init; } = "train_accuracy";

    /// <summary>How far it may be above that share; 0.05 by default.</summary>
    [Description("How far it may be above that share."), Bounds(From = 0, To = 1)]
    public double Within { get; init; } = 0.05;

    /// <summary>Whether a run that diverges has not learned either.</summary>
    [Description("Whether a run that diverges counts as one that does not learn.")]
    public bool OrDiverges { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan) => base.Problems(plan).Concat(
        !Measure.EndsWith("_accuracy", StringComparison.Ordinal)
            ? [("measure", $"expected an accuracy such as train_accuracy, but got '{Measure}'.")]
        : Measures.Problem(Measure, plan.Arms) is { } problem ? [("measure", problem)] : []);

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            string part = Measure.Split('_') is ["best", string best, ..] ? best : Measure.Split('_')[0];
            double share = arm.Runs.Max(run => run.Model.MajorityShare(part));
            double[] values = [.. arm.Runs.Select(run => Measures.Of(run, Measure))];
            holds &= arm.Runs.Zip(values).All(run => run.First.Diverged ? OrDiverges : run.Second <= share + Within);
            double[] finite = [.. values.Where(double.IsFinite)];
            string range = finite.Length == 0 ? "" : $", at most {Measures.Number(finite.Max(), Measure)}";
            numbers.Add($"{arm.Arm.Label} {Measures.Spread(arm.Runs, values, Measure)}{range}; "
                + $"the most frequent class has {Measures.Number(share, Measure)}");
        }
        return (holds, string.Create(CultureInfo.InvariantCulture,
            $"{Measures.Words(Measure)}: {string.Join("; ", numbers)}; "
            + $"claimed at most {100 * Within:0.##} points above it in every run{(OrDiverges ? ", or divergence" : "")}"));
    }
}
