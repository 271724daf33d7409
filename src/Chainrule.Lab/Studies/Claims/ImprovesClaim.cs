using System.ComponentModel;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>A measure gets better from one epoch to another, in every run.</summary>
[Description("A measure gets better from one epoch to another, in every run.")]
public sealed record ImprovesClaim : Claim
{
    /// <summary>The measure, one of those that every epoch has.</summary>
    [Description("The measure, one of those that every epoch has, such as train_loss.")]
    public required string Measure { get; init; }

    /// <summary>The earlier epoch; 1 by default.</summary>
    [Description("The earlier epoch."), Bounds(From = 1)]
    public int From { get; init; } = 1;

    /// <summary>The later epoch; the last one by default.</summary>
    [Description("The later epoch; the last one by default."), Bounds(From = 1)]
    public int? To { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan) =>
        base.Problems(plan).Concat(Measures.Problem(Measure, plan.Arms, ofHistory: true) is { } problem ? [("measure", problem)] : []);

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            double[] before = [.. arm.Runs.Select(run => Measures.Of(run, Measure, From))];
            double[] after = [.. arm.Runs.Select(run => Measures.Of(run, Measure, To ?? run.History.Epochs.Count))];
            int better = before.Zip(after).Count(pair => Measures.HigherIsBetter(Measure) ? pair.Second > pair.First : pair.Second < pair.First);
            holds &= better == arm.Runs.Count;
            numbers.Add($"{arm.Arm.Label} from {Measures.Spread(before, Measure)} to {Measures.Spread(after, Measure)}, better in {better} of {arm.Runs.Count} runs");
        }
        return (holds, $"{Measures.Words(Measure)} from epoch {From} to {(To is { } to ? $"epoch {to}" : "the last one")}: {string.Join("; ", numbers)}");
    }
}
