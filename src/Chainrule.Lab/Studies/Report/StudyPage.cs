using System.Globalization;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;

namespace Chainrule.Lab.Studies.Report;

/// <summary>What is reported of a study: every question with its figures, tables and claims, and what one needs to do it again.</summary>
public static class StudyPage
{
    private const string QuickNote = "Quick: fewer repeats and epochs than the study calls for. A claim that does not hold here may hold at full size, and the other way round.";

    /// <summary>The report of one study.</summary>
    public static IReadOnlyList<Block> Of(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. Body(results, 1, Evaluate(results)), .. Environment([results])];
    }

    /// <summary>The report of several studies.</summary>
    public static IReadOnlyList<Block> Of(IReadOnlyList<StudyResults> studies)
    {
        ArgumentNullException.ThrowIfNull(studies);
        (StudyResults Results, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts)[] all = [.. studies.Select(results => (results, Evaluate(results)))];
        List<Block> blocks = [new Heading(1, "The lab", "lab")];
        blocks.Add(new Paragraph($"{studies.Count} {(studies.Count == 1 ? "study" : "studies")}, {all.Sum(study => study.Results.Parts.Count)} questions, {studies.Sum(RunCount)} runs. "
            + Score([.. all.SelectMany(study => study.Verdicts).SelectMany(verdicts => verdicts)])));
        if (studies.Any(study => study.Quick)) blocks.Add(new Paragraph(QuickNote) { Kind = "remark" });
        blocks.Add(new Table("The studies.", ["study", ">questions", ">runs", ">diverged", ">claims that hold", ">that do not"],
            [.. all.Select(study => (IReadOnlyList<string>)[Title(study.Results.Document.Study), $"{study.Results.Parts.Count}", $"{RunCount(study.Results)}",
                $"{study.Results.Parts.Sum(part => part.Arms.Sum(arm => arm.Diverged))}", $"{study.Verdicts.Sum(part => part.Count(verdict => verdict.Holds))}", $"{study.Verdicts.Sum(part => part.Count(verdict => !verdict.Holds))}"])]));
        (string Study, Verdict Verdict)[] failed = [.. all.SelectMany(study => study.Results.Parts.Zip(study.Verdicts).SelectMany(part => part.Second.Where(verdict => !verdict.Holds).Select(verdict => (Name(study.Results, part.First), verdict))))];
        if (failed.Length > 0)
        {
            blocks.Add(new Heading(2, "Claims that do not hold", "failed"));
            blocks.Add(new Table("What was expected and what came out.", ["study", "claim", "numbers"], [.. failed.Select(one => (IReadOnlyList<string>)[one.Study, one.Verdict.Says, one.Verdict.Numbers])]));
        }
        foreach ((StudyResults results, IReadOnlyList<IReadOnlyList<Verdict>> verdicts) in all) blocks.AddRange(Body(results, 2, verdicts));
        blocks.AddRange(Environment(studies));
        return blocks;
    }

    /// <summary>The verdicts on all claims of a study, part by part.</summary>
    public static IReadOnlyList<IReadOnlyList<Verdict>> Evaluate(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. results.Parts.Select(part => (IReadOnlyList<Verdict>)[.. part.Plan.Part.Claims.Select(claim => claim.Test(part))])];
    }

    private static IEnumerable<Block> Body(StudyResults results, int level, IReadOnlyList<IReadOnlyList<Verdict>> verdicts)
    {
        Study study = results.Document.Study;
        yield return new Heading(level, Title(study), study.Name);
        if (study.Question is not null) yield return new Paragraph(study.Question) { Kind = "question" };
        if (level == 1)
        {
            yield return new Paragraph($"{results.Parts.Count} {(results.Parts.Count == 1 ? "question" : "questions")}, {RunCount(results)} runs. {Score([.. verdicts.SelectMany(part => part)])}");
            if (results.Quick) yield return new Paragraph(QuickNote) { Kind = "remark" };
        }
        foreach ((PartResults part, IReadOnlyList<Verdict> judged) in results.Parts.Zip(verdicts))
            foreach (Block block in Part(results, part, judged, level + 1)) yield return block;
        if (study.Parts.Count > 0 && study.Teaches is not null) yield return new Paragraph(study.Teaches) { Kind = "teaches" };
        double seconds = results.Parts.Sum(part => part.Arms.Sum(arm => arm.Runs.Sum(run => run.Summary.Seconds)));
        yield return new Paragraph($"Time: {Duration(seconds)} of training, summed over all runs of this study.") { Kind = "time" };
    }

    private static IEnumerable<Block> Part(StudyResults results, PartResults part, IReadOnlyList<Verdict> verdicts, int level)
    {
        Study study = results.Document.Study;
        StudyPart described = part.Plan.Part;
        bool isWhole = ReferenceEquals(described, study);
        string id = isWhole ? study.Name : $"{study.Name}-{described.Name}";
        if (!isWhole)
        {
            yield return new Heading(level, described.Question ?? described.Name, id);
        }
        int index = 0;
        if (verdicts.Count > 0) yield return new Verdicts(verdicts);
        yield return Results(part);
        foreach (Figure figure in described.Plots)
            foreach (Block block in figure.Draw(part))
                yield return block is Picture picture ? picture with { Name = $"{id}-{++index:00}-{picture.Name}" } : block;
        foreach (ArmResults arm in part.Arms.Where(arm => arm.Diverged > 0))
            yield return new Paragraph($"{arm.Arm.Label}: {arm.Diverged} of {arm.Runs.Count} runs diverged, which is a result. Seed {arm.Runs.First(run => run.Diverged).Seed}: {arm.Runs.First(run => run.Diverged).Summary.Divergence}") { Kind = "remark" };
        if (described.Teaches is not null) yield return new Paragraph(described.Teaches) { Kind = "teaches" };
        yield return new Listing("Recipe, seeds and data", Settings(part));
        foreach (ArmResults arm in part.Arms)
            yield return new Links($"Runs of {arm.Arm.Label}", [.. arm.Runs.Select(run => ($"seed {run.Seed}", Target(results, run)))]);
    }

    private static Table Results(PartResults part)
    {
        IReadOnlyList<string> measures = part.Plan.Part.Table;
        if (measures.Count == 0)
            measures = [.. part.Arms.Select(arm => Measures.Of(arm.Arm.Document.Recipe)).Aggregate((common, next) => [.. common.Intersect(next)])
                .Where(measure => measure.EndsWith("_loss", StringComparison.Ordinal) || measure.EndsWith("_accuracy", StringComparison.Ordinal))
                .Where(measure => !(measure.StartsWith("best_", StringComparison.Ordinal) && measure.EndsWith("_loss", StringComparison.Ordinal)))];
        string runs = part.Plan.Repeat == 1 ? "one run" : $"mean ± standard deviation over {part.Plan.Repeat} seeds";
        return new Table($"Results: {runs}; final weights, where nothing else is said.",
            [part.Plan.Axes.Count > 0 ? string.Join(", ", part.Plan.Axes.Select(axis => axis.Name)) : "recipe", ">runs", ">diverged", .. measures.Select(measure => ">" + Measures.Words(measure))],
            [.. part.Arms.Select(arm => (IReadOnlyList<string>)[arm.Arm.Label, $"{arm.Runs.Count}", $"{arm.Diverged}", .. measures.Select(measure => Measures.Spread(arm.Runs, Measures.Of([arm], measure), measure))])]);
    }

    private static string Settings(PartResults part)
    {
        List<string> lines = [];
        foreach (ArmResults arm in part.Arms.Where(arm => arm.Arm.Changes.Count > 0)) lines.Add($"# {arm.Arm.Label}: {string.Join(", ", arm.Arm.Changes)}");
        if (lines.Count > 0) lines.Add("#");
        lines.Add($"# The recipe of {part.Arms[0].Arm.Label}, with every default:");
        lines.Add(RecipeWriter.ToYaml(part.Arms[0].Arm.Document.WithSeed(part.Arms[0].Runs[0].Seed).Recipe));
        foreach (IGrouping<string, StudyRun> data in part.Arms.SelectMany(arm => arm.Runs).GroupBy(run => run.Summary.DataSha256))
            lines.Add($"# data sha256 {data.Key}: {string.Join(", ", data.Select(run => $"seed {run.Seed}").Distinct())}");
        return string.Join('\n', lines);
    }

    private static string Target(StudyResults results, StudyRun run) =>
        Path.GetRelativePath(Path.GetFullPath(results.Folder), Path.Combine(run.Folder, "report.html")).Replace('\\', '/');

    /// <summary>The machines that the runs were made on, by what their summaries say: whoever writes the report may sit elsewhere.</summary>
    private static IEnumerable<Block> Environment(IEnumerable<StudyResults> studies)
    {
        yield return new Heading(2, "Where this ran", "environment");
        yield return new Table("What the runs were made with, as each of them noted it down.", ["Chainrule", "instruction set", ">processors", "system", "runtime", ">runs"],
            [.. studies.SelectMany(results => results.Parts).SelectMany(part => part.Arms).SelectMany(arm => arm.Runs)
                .GroupBy(run => (run.Summary.Version, run.Summary.InstructionSet, run.Summary.Machine)).OrderByDescending(runs => runs.Count()).Select(runs => (IReadOnlyList<string>)
                    [runs.Key.Version, runs.Key.InstructionSet, runs.Key.Machine?.Processors.ToString(CultureInfo.InvariantCulture) ?? "–", runs.Key.Machine?.System ?? "–", runs.Key.Machine?.Runtime ?? "–", $"{runs.Count()}"])]);
    }

    private static string Title(Study study) => study.Title ?? study.Name;

    private static string Name(StudyResults results, PartResults part) =>
        ReferenceEquals(part.Plan.Part, results.Document.Study) ? results.Document.Study.Name : $"{results.Document.Study.Name}, {part.Plan.Part.Name}";

    private static int RunCount(StudyResults results) => results.Parts.Sum(part => part.Arms.Sum(arm => arm.Runs.Count));

    private static string Score(IReadOnlyList<Verdict> verdicts)
    {
        int holds = verdicts.Count(verdict => verdict.Holds);
        return verdicts.Count == 0 ? "Nothing is claimed." : $"Of {verdicts.Count} claims {holds} {(holds == 1 ? "holds" : "hold")} and {verdicts.Count - holds} {(verdicts.Count - holds == 1 ? "does" : "do")} not.";
    }

    private static string Duration(double seconds) => seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {(int)seconds % 60} s");
}
