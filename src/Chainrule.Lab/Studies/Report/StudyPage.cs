using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Report;

/// <summary>What is reported of a study: every question with its figures, tables and claims, and what one needs to do it again.</summary>
public static class StudyPage
{
    private const string QuickNote = "Quick: fewer repeats and epochs than the study calls for. "
        + "A claim that does not hold here may hold at full size, and the other way round.";

    /// <summary>The report of one study.</summary>
    public static IReadOnlyList<Block> Of(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<IReadOnlyList<Verdict>> verdicts = Evaluate(results);
        List<Block> head = [.. Title(results, 1)];
        head.Add(new Paragraph(
            $"{Numerals.Amount(results.Parts.Count, "question")}, {Numerals.Amount(RunCount(results), "run")}. {Score(verdicts)}"));
        if (results.Quick) head.Add(new Paragraph(QuickNote) { Kind = ParagraphKind.Remark });
        return [new Headline(head), new Contents(), .. Parts(results, 2, verdicts), .. Environment([results])];
    }

    /// <summary>The report of several studies.</summary>
    public static IReadOnlyList<Block> Of(IReadOnlyList<StudyResults> studies)
    {
        ArgumentNullException.ThrowIfNull(studies);
        (StudyResults Results, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts)[] all =
            [.. studies.Select(results => (results, Evaluate(results)))];
        string amounts = string.Join(", ", Numerals.Amount(studies.Count, "study", "studies"),
            Numerals.Amount(all.Sum(study => study.Results.Parts.Count), "question"), Numerals.Amount(studies.Sum(RunCount), "run"));
        List<Block> head =
            [new Heading(1, "The lab", "lab"), new Paragraph($"{amounts}. {Score([.. all.SelectMany(study => study.Verdicts)])}")];
        if (studies.Any(study => study.Quick)) head.Add(new Paragraph(QuickNote) { Kind = ParagraphKind.Remark });
        List<Block> blocks = [new Headline(head), Overview(all), new Contents(), .. Failed(all)];
        foreach ((StudyResults results, IReadOnlyList<IReadOnlyList<Verdict>> verdicts) in all)
            blocks.AddRange([.. Title(results, 2), .. Parts(results, 3, verdicts)]);
        return [.. blocks, .. Environment(studies)];
    }

    /// <summary>The verdicts on all claims of a study, part by part.</summary>
    public static IReadOnlyList<IReadOnlyList<Verdict>> Evaluate(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. results.Parts
            .Select(part => (IReadOnlyList<Verdict>)[.. results.Document.PartOf(part.Plan).Claims.Select(claim => claim.Test(part))])];
    }

    private static Table Overview(IEnumerable<(StudyResults Results, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts)> all) =>
        new("The studies.",
        ["study", .. ((string[])["questions", "runs", "diverged", "claims that hold", "that do not"]).Select(Column.Number)],
        [.. all.Select(study => (IReadOnlyList<string>)
        [
            study.Results.Document.Study.Title ?? study.Results.Document.Study.Name,
            Numerals.Count(study.Results.Parts.Count),
            Numerals.Count(RunCount(study.Results)),
            Numerals.Count(study.Results.Parts.Sum(part => part.Arms.Sum(arm => arm.Diverged))),
            Numerals.Count(study.Verdicts.Sum(part => part.Count(verdict => verdict.Holds))),
            Numerals.Count(study.Verdicts.Sum(part => part.Count(verdict => !verdict.Holds))),
        ])]);

    private static IEnumerable<Block> Failed(IEnumerable<(StudyResults Results, IReadOnlyList<IReadOnlyList<Verdict>> Verdicts)> all)
    {
        IReadOnlyList<string>[] failed = [.. from study in all
                                             from part in study.Results.Parts.Zip(study.Verdicts)
                                             from verdict in part.Second
                                             where !verdict.Holds
                                             select (string[])[Name(study.Results, part.First), verdict.Says, verdict.Numbers]];
        if (failed.Length == 0) yield break;
        yield return new Heading(2, "Claims that do not hold", "failed");
        yield return new Table("What was expected and what came out.", ["study", "claim", "numbers"], failed);
    }

    private static IEnumerable<Block> Title(StudyResults results, int level)
    {
        Study study = results.Document.Study;
        yield return new Heading(level, study.Title ?? study.Name, study.Name);
        if (study.Question is not null) yield return new Paragraph(study.Question) { Kind = ParagraphKind.Lead };
    }

    private static IEnumerable<Block> Parts(StudyResults results, int level, IReadOnlyList<IReadOnlyList<Verdict>> verdicts)
    {
        Study study = results.Document.Study;
        foreach ((PartResults part, IReadOnlyList<Verdict> judged) in results.Parts.Zip(verdicts))
            foreach (Block block in Part(results, part, judged, level)) yield return block;
        if (study.Parts.Count > 0 && study.Teaches is not null) yield return new Paragraph(study.Teaches) { Kind = ParagraphKind.Teaches };
        double seconds = results.Parts.Sum(part => part.Arms.Sum(arm => arm.Runs.Sum(run => run.Summary.Seconds)));
        yield return new Paragraph(
            $"Time: {Numerals.Duration(seconds)} of training, summed over all runs of this study.")
        { Kind = ParagraphKind.Time };
    }

    private static IEnumerable<Block> Part(StudyResults results, PartResults part, IReadOnlyList<Verdict> verdicts, int level)
    {
        Study study = results.Document.Study;
        StudyPart described = results.Document.PartOf(part.Plan);
        bool isWhole = ReferenceEquals(described, study);
        string id = isWhole ? study.Name : $"{study.Name}-{described.Name}";
        if (!isWhole) yield return new Heading(level, described.Question ?? described.Name, id);
        if (verdicts.Count > 0)
            yield return new Verdicts([.. verdicts.Select(verdict => new Statement(verdict.Says, verdict.Holds, verdict.Numbers))]);
        yield return Results(described, part);
        foreach (Block warning in Warned(part)) yield return warning;
        int index = 0;
        foreach (Figure figure in described.Plots)
            foreach (Block block in figure.Draw(part))
                yield return block is Picture picture ? picture with { Name = $"{id}-{++index:00}-{picture.Name}" } : block;
        foreach (ArmResults arm in part.Arms.Where(arm => arm.Diverged > 0)) yield return Diverged(arm);
        if (described.Teaches is not null) yield return new Paragraph(described.Teaches) { Kind = ParagraphKind.Teaches };
        yield return new Fold("Recipe, seeds and data", [new Code(Settings(part))]);
        foreach (ArmResults arm in part.Arms)
            yield return new Links($"Runs of {arm.Arm.Label}", [.. arm.Runs.Select(run => ($"seed {run.Seed}", Target(results, run)))]);
    }

    /// <summary>What looked wrong before the runs began: each warning once, with the arms that it is about.</summary>
    private static IEnumerable<Paragraph> Warned(PartResults part) =>
        from warned in part.Arms.SelectMany(arm => arm.Runs.SelectMany(run => run.Summary.Warnings ?? []).Distinct(),
            (arm, warning) => (Arm: arm.Arm.Label, Warning: warning)).GroupBy(pair => pair.Warning, pair => pair.Arm)
        let whom = warned.Count() == part.Arms.Count ? part.Arms.Count == 1 ? "Warning" : "Warning for all"
            : $"Warning for {string.Join("; ", warned)}"
        select new Paragraph($"{Text.Strong(whom + ":")} {warned.Key}") { Kind = ParagraphKind.Remark };

    private static Paragraph Diverged(ArmResults arm)
    {
        StudyRun first = arm.Runs.First(run => run.Diverged);
        return new($"{arm.Arm.Label}: {arm.Diverged} of {arm.Runs.Count} runs diverged, which is a "
            + $"result. Seed {first.Seed}: {first.Summary.Divergence}")
        { Kind = ParagraphKind.Remark };
    }

    private static Table Results(StudyPart described, PartResults part)
    {
        IReadOnlyList<string> measures = described.Table;
        if (measures.Count == 0)
            measures = [.. part.Arms.Select(arm => Measures.Of(arm.Arm.Document.Recipe))
                .Aggregate((common, next) => [.. common.Intersect(next)]).Where(IsUsual)];
        string runs = part.Plan.Repeat == 1 ? "one run" : $"mean ± standard deviation over {part.Plan.Repeat} seeds";
        string axes = part.Plan.Axes.Count > 0 ? string.Join(", ", part.Plan.Axes.Select(axis => axis.Name)) : "recipe";
        return new($"Results: {runs}; final weights, where nothing else is said.",
            [axes, Column.Number("runs"), Column.Number("diverged"), .. measures.Select(measure => Column.Number(Measures.Words(measure)))],
            [.. part.Arms.Select(arm => (IReadOnlyList<string>)
            [
                arm.Arm.Label, $"{arm.Runs.Count}", $"{arm.Diverged}",
                .. measures.Select(measure => Measures.Spread(arm.Runs, Measures.Of([arm], measure), measure)),
            ])]);
    }

    /// <summary>Losses and accuracies; of the best epoch only accuracies, since the best loss decides which epoch that is.</summary>
    private static bool IsUsual(string measure) => measure.EndsWith("_accuracy", StringComparison.Ordinal)
        || (measure.EndsWith("_loss", StringComparison.Ordinal) && !measure.StartsWith("best_", StringComparison.Ordinal));

    private static string Settings(PartResults part)
    {
        List<string> lines = [];
        foreach (ArmResults arm in part.Arms.Where(arm => arm.Arm.Changes.Count > 0))
            lines.Add($"# {arm.Arm.Label}: {string.Join(", ", arm.Arm.Changes)}");
        if (lines.Count > 0) lines.Add("#");
        lines.Add($"# The recipe of {part.Arms[0].Arm.Label}, with every default:");
        lines.Add(RecipeWriter.ToYaml(part.Arms[0].Arm.Document.WithSeed(part.Arms[0].Runs[0].Seed).Recipe));
        foreach (IGrouping<string, StudyRun> data in part.Arms.SelectMany(arm => arm.Runs).GroupBy(run => run.Summary.DataSha256))
            lines.Add($"# data sha256 {data.Key}: {string.Join(", ", data.Select(run => $"seed {run.Seed}").Distinct())}");
        return string.Join('\n', lines);
    }

    private static string Target(StudyResults results, StudyRun run) =>
        Path.GetRelativePath(Path.GetFullPath(results.Folder), Path.Combine(run.Folder, "report.html")).Replace('\\', '/');

    /// <summary>The machines that the runs were made on, by what their summaries say: whoever writes the report may sit
    /// elsewhere.</summary>
    private static IEnumerable<Block> Environment(IEnumerable<StudyResults> studies)
    {
        yield return new Heading(2, "Where this ran", "environment");
        yield return new Table("What the runs were made with, as each of them noted it down.",
            ["Chainrule", "instruction set", Column.Number("processors"), "system", "runtime", Column.Number("runs")],
            [.. studies.SelectMany(results => results.Parts).SelectMany(part => part.Arms).SelectMany(arm => arm.Runs)
                .GroupBy(run => (run.Summary.Version, run.Summary.InstructionSet, run.Summary.Machine))
                    .OrderByDescending(runs => runs.Count())
                .Select(runs => (IReadOnlyList<string>)
                [
                    runs.Key.Version, runs.Key.InstructionSet, runs.Key.Machine is { } machine ? Numerals.Count(machine.Processors) : "–",
                    runs.Key.Machine?.System ?? "–", runs.Key.Machine?.Runtime ?? "–", $"{runs.Count()}",
                ])]);
    }

    private static string Name(StudyResults results, PartResults part) =>
        ReferenceEquals(results.Document.PartOf(part.Plan), results.Document.Study)
            ? results.Document.Study.Name : $"{results.Document.Study.Name}, {part.Plan.Name}";

    private static int RunCount(StudyResults results) => results.Parts.Sum(part => part.Arms.Sum(arm => arm.Runs.Count));

    private static string Score(IReadOnlyList<IReadOnlyList<Verdict>> parts)
    {
        Verdict[] verdicts = [.. parts.SelectMany(part => part)];
        int holds = verdicts.Count(verdict => verdict.Holds), fails = verdicts.Length - holds;
        return verdicts.Length == 0 ? "Nothing is claimed."
            : $"Of {Numerals.Amount(verdicts.Length, "claim")} {holds} {(holds == 1 ? "holds" : "hold")} "
                + $"and {fails} {(fails == 1 ? "does" : "do")} not.";
    }
}
