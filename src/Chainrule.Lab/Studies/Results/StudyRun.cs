using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Studies.Results;

/// <summary>A run of a study.</summary>
/// <param name="Arm">What it is a run of.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Its run folder.</param>
/// <param name="Summary">What came of it.</param>
/// <param name="History">Its epochs.</param>
/// <param name="Model">Its network and data, for what summary and history do not hold.</param>
public sealed record StudyRun(Arm Arm, ulong Seed, string Folder, RunSummary Summary, RunHistory History, RunModel Model)
{
    /// <summary>Whether it diverged.</summary>
    public bool Diverged => Summary.Status == TrainingStatus.Diverged;
}

/// <summary>The runs of an arm, in the order of their seeds.</summary>
public sealed record ArmResults(Arm Arm, IReadOnlyList<StudyRun> Runs)
{
    /// <summary>How many runs diverged.</summary>
    public int Diverged => Runs.Count(run => run.Diverged);
}

/// <summary>The runs of a part.</summary>
public sealed record PartResults(PartPlan Plan, IReadOnlyList<ArmResults> Arms)
{
    /// <summary>The arms with all these labels.</summary>
    public IReadOnlyList<ArmResults> Among(IEnumerable<string> labels) => [.. Arms.Where(arm => arm.Arm.Has(labels))];
}
