using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Studies;

/// <summary>A run of a study.</summary>
/// <param name="Arm">What it is a run of.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Its run folder.</param>
/// <param name="Summary">What came of it.</param>
/// <param name="History">Its epochs.</param>
/// <param name="View">Its network and data, for what summary and history do not hold.</param>
public sealed record StudyRun(Arm Arm, ulong Seed, string Folder, RunSummary Summary, RunHistory History, RunView View)
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

/// <summary>A study that has been run.</summary>
/// <param name="Document">The study.</param>
/// <param name="Quick">Whether with fewer repeats and epochs.</param>
/// <param name="Folder">Where the results lie.</param>
/// <param name="Parts">The parts in their order.</param>
public sealed record StudyResults(StudyDocument Document, bool Quick, string Folder, IReadOnlyList<PartResults> Parts);
