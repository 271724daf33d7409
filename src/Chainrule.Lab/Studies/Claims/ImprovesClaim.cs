using System.ComponentModel;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>A measure gets better from one epoch to another, in every run.</summary>
[Description("A measure gets better from one epoch to another, in every run.")]
public sealed record ImprovesClaim : HistoryClaim
{
    /// <summary>The earlier epoch; 1 by default.</summary>
    [Description("The earlier epoch."), Bounds(From = 1)]
    public int From { get; init; } = 1;

    /// <summary>The later epoch; the last one by default.</summary>
    [Description("The later epoch; the last one by default."), Bounds(From = 1)]
    public int? To { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (To <= From) throw new SpecException(this, "to", $"is {To}; expected a later epoch than from, which is {From}");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach ((string, string) problem in base.Problems(plan)) yield return problem;
        IReadOnlyList<Arm> arms = plan.Among(Among);
        if (Measures.EpochProblem(From, Measure, arms) is { } from) yield return ("from", from);
        else if (To is null && arms.FirstOrDefault(arm => arm.Document.Recipe.Training.Epochs == From) is { } last)
            yield return ("from", $"epoch {From} is the last one of '{last.Label}'; there is none later to compare it with.");
        if (To is { } end && Measures.EpochProblem(end, Measure, arms) is { } to) yield return ("to", to);
    }

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        bool isHigherBetter = Measures.HigherIsBetter(Measure, results.Plan.Arms);
        foreach (ArmResults arm in results.Among(Among))
        {
            double[] before = [.. arm.Runs.Select(run => Measures.Of(run, Measure, From))];
            double[] after = [.. arm.Runs.Select(run => Measures.Of(run, Measure, To ?? run.History.Epochs.Count))];
            int better = before.Zip(after)
                .Count(pair => isHigherBetter ? pair.Second > pair.First : pair.Second < pair.First);
            holds &= better == arm.Runs.Count;
            numbers.Add($"{arm.Arm.Label} from {Measures.Spread(arm.Runs, before, Measure, epoch: From)} "
                + $"to {Measures.Spread(arm.Runs, after, Measure, epoch: To)}, better in {better} of {arm.Runs.Count} runs");
        }
        return (holds, $"{Measures.Words(Measure)} from epoch {From} to {(To is { } to ? $"epoch {to}" : "the last one")}: "
            + $"{string.Join("; ", numbers)}");
    }
}
