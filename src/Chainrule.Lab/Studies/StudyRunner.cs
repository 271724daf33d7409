using Chainrule.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Studies;

/// <summary>Runs studies. Runs are independent of each other: as many go side by side as there are threads, each on one, which gives the same
/// bits as any other number. Runs that a folder holds already are taken, unfinished ones are gone on with.</summary>
public static class StudyRunner
{
    /// <summary>Runs a study.</summary>
    /// <exception cref="RecipeException">A recipe does not suit its data.</exception>
    /// <exception cref="DataException">Data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">A folder cannot be used, or holds a run of another recipe or on other data.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the runs under way are saved.</exception>
    public static StudyResults Run(StudyDocument document, StudyOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        string? prepared = StudyFiles.Prepare(document.Study, options);
        IReadOnlyList<PartPlan> plans = [.. document.Plan(options.Quick).Where(plan => options.Only.Count == 0 || options.Only.Contains(plan.Part.Name))];
        List<PlannedRun> runs = [.. plans.SelectMany(plan => plan.Arms.SelectMany(arm => plan.Seeds.Select(seed =>
            new PlannedRun(plan, arm, seed, Document(arm, prepared, seed), FolderOf(document.Study, plan, arm, seed, options)))))];
        StudySession session = new(document.Study.Name, runs, options, cancellation);
        session.Run();
        ILookup<(PartPlan, Arm), StudyRun> done = runs.ToLookup(run => (run.Plan, run.Arm), run => Completed(run, options));
        return new(document, options.Quick, options.Folder,
            [.. plans.Select(plan => new PartResults(plan, [.. plan.Arms.Select(arm => new ArmResults(arm with { Document = Document(arm, prepared, 1) }, [.. done[(plan, arm)]]))]))]);
    }

    private static RecipeDocument Document(Arm arm, string? prepared, ulong seed) =>
        (prepared is null ? arm.Document : arm.Document.In(prepared)).WithSeed(seed);

    private static string FolderOf(Study study, PartPlan plan, Arm arm, ulong seed, StudyOptions options) =>
        Path.GetFullPath(Path.Combine([options.Folder, "runs", study.Name, .. study.Parts.Count > 0 ? (string[])[plan.Part.Name] : [], arm.Folder, $"{seed}"]));

    /// <summary>What lies in the folder of a finished run; what has just been trained is read back, too, so that it makes no difference.</summary>
    private static StudyRun Completed(PlannedRun run, StudyOptions options)
    {
        RunFolder folder = RunFolder.Open(run.Folder);
        return new(run.Arm, run.Seed, run.Folder, RunSummary.FromJson(File.ReadAllText(folder.Summary)), RunHistory.Read(folder.History),
            RunView.Of(run.Document, folder, options.DataDirectory, options.Cache));
    }
}

/// <summary>A run that a study calls for.</summary>
internal sealed record PlannedRun(PartPlan Plan, Arm Arm, ulong Seed, RecipeDocument Document, string Folder)
{
    /// <summary>Part, arm and seed.</summary>
    public string Name => Arm.Labels.Count > 0 ? $"{Plan.Part.Name}, {Arm.Label}, seed {Seed}" : $"{Plan.Part.Name}, seed {Seed}";

    /// <summary>Whether the folder holds this run, finished. A diverged run is finished, a cancelled one is not.</summary>
    /// <param name="hashes">The hashes of the data as it is now.</param>
    /// <exception cref="RunFolderException">It holds a run of another recipe, or a finished one on other data.</exception>
    public bool IsDone(DataHashes hashes)
    {
        string recipe = Path.Combine(Folder, "recipe.yaml"), summary = Path.Combine(Folder, "summary.json");
        if (!File.Exists(recipe)) return false;
        if (File.ReadAllText(recipe) != RecipeWriter.ToYaml(Document.Recipe.Moved(Document.Folder, Folder)))
            throw new RunFolderException($"{Folder} holds a run of another recipe; the study has changed since. Delete the folder, or choose another one with --out.");
        // The report is what a run writes last.
        if (!((string[])["summary.json", "history.csv", "weights.safetensors", "report.html"]).All(file => File.Exists(Path.Combine(Folder, file)))) return false;
        RunSummary done = RunSummary.FromJson(File.ReadAllText(summary));
        if (done.Status == TrainingStatus.Cancelled) return false;
        if (done.DataSha256 != hashes.Of(Document))
            throw new RunFolderException($"{Folder} holds a run on other data; the samples have changed since. Delete the folder, or choose another one with --out.");
        return true;
    }
}
