using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies;

/// <summary>Runs studies. Runs are independent of each other: as many go side by side as there are threads, each on one, which gives the
/// same bits as any other number. Runs that a folder holds already are taken, unfinished ones are continued.</summary>
public static class StudyRunner
{
    /// <summary>Runs a study.</summary>
    /// <exception cref="DocumentException">A recipe does not suit its data.</exception>
    /// <exception cref="DataException">Data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">A folder cannot be used, or holds a run of another recipe or on other data.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the runs under way are saved.</exception>
    public static StudyResults Run(StudyDocument document, StudyOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        string folder = Path.GetFullPath(Path.Combine(options.Folder, "runs", document.Study.Name));
        using FolderLock writer = OutputFolder.Take(options.Folder, folder);
        string? prepared = StudyFiles.Prepare(document.Study, options);
        IReadOnlyList<PartPlan> plans =
            [.. document.Plan(options.Quick).Where(plan => options.Only.Count == 0 || options.Only.Contains(plan.Name))];
        List<PlannedRun> runs = [.. plans.SelectMany(plan => plan.Arms.SelectMany(arm => plan.Seeds.Select(seed =>
            new PlannedRun(plan, arm, seed, Document(arm, prepared, seed), FolderOf(folder, document.Study, plan, arm, seed)))))];
        StudySession session = new(document.Study.Name, runs, options, cancellation);
        session.Run();
        ILookup<(PartPlan, Arm), StudyRun> done = runs.ToLookup(run => (run.Plan, run.Arm), run => Read(run, options.Access));
        return new(document, options.Quick, options.Folder, [.. plans.Select(plan => new PartResults(plan,
            [.. plan.Arms.Select(arm => new ArmResults(arm with { Document = Document(arm, prepared, 1) }, [.. done[(plan, arm)]]))]))]);
    }

    private static RecipeDocument Document(Arm arm, string? prepared, ulong seed) =>
        (prepared is null ? arm.Document : arm.Document.In(prepared)).WithSeed(seed);

    private static string FolderOf(string folder, Study study, PartPlan plan, Arm arm, ulong seed)
    {
        string[] part = study.Parts.Count > 0 ? [plan.Name] : [];
        return Path.Combine([folder, .. part, arm.Folder, $"{seed}"]);
    }

    /// <summary>A finished run from its folder; what has just been trained is read back, too, so that it makes no difference.</summary>
    private static StudyRun Read(PlannedRun planned, RunAccess access)
    {
        Run run = Lab.Runs.Run.Open(planned.Folder, access: access);
        return new(planned.Arm, planned.Seed, planned.Folder, run.Summary!, run.History, run.Model);
    }
}

/// <summary>A run that a study calls for.</summary>
internal sealed record PlannedRun(PartPlan Plan, Arm Arm, ulong Seed, RecipeDocument Document, string Folder)
{
    /// <summary>Part, arm and seed.</summary>
    public string Name => Arm.Labels.Count > 0 ? $"{Plan.Name}, {Arm.Label}, seed {Seed}" : $"{Plan.Name}, seed {Seed}";
}
