using System.ComponentModel;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>The training diverges, in every run, and stops with a report of where.</summary>
[Description("The training diverges in every run.")]
public sealed record DivergesClaim : Claim
{
    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<ArmResults> arms = results.Among(Among);
        StudyRun? first = arms.SelectMany(arm => arm.Runs).FirstOrDefault(run => run.Diverged);
        string report = first is null ? "" : $". {first.Arm.Label}, seed {first.Seed}: {first.Summary.Divergence}";
        return (arms.All(arm => arm.Diverged == arm.Runs.Count),
            string.Join("; ", arms.Select(arm => $"{arm.Arm.Label}: {arm.Diverged} of {arm.Runs.Count} runs diverged")) + report);
    }
}
