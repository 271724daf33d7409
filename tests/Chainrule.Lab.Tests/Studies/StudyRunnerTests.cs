using System.Text.RegularExpressions;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Report;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Studies;

public partial class StudyRunnerTests
{
    private const string Small = """
        name: small
        title: Small networks on XOR
        base:
          name: points
          data: { xor: { validation: 4 } }
          initializer: { normal: 1 }
          model: [{ linear: 8 }, sigmoid, { linear: 1 }, sigmoid]
          loss: mean_squared_error
          optimizer: { sgd: 0.5 }
          training: { epochs: 300, batch_size: all }
          metrics: [accuracy]
        repeat: 3
        vary:
          - axis: activation
            values:
              sigmoid: {}
              none: { model.1: identity, model.3: identity, optimizer: { sgd: 1000 } }
        plots:
          - samples: { among: [sigmoid] }
          - curves: { measure: train_loss, with: validation_loss }
          - bars: train_accuracy
          - predictions
          - surface
          - saturation: { among: [sigmoid] }
          - activations: [sigmoid, tanh]
          - confusion: { among: [sigmoid] }
          - weights
          - network
          - epochs
        claims:
          - diverges: { says: without an activation it diverges, among: [none] }
          - bound: { says: it learns, measure: train_accuracy, among: [sigmoid], at_least: 0.5 }
        """;

    private static StudyOptions Options(TemporaryFolder folder, string name, IProgress<StudyProgress>? progress = null, int threads = 2) =>
        new() { Folder = folder[name], DataDirectory = folder["data"], Progress = progress, Threads = threads };

    [Fact]
    public void A_diverged_arm_is_a_result()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        PartResults part = Assert.Single(results.Parts);
        Assert.Equal([0, 3], part.Arms.Select(arm => arm.Diverged));
        Assert.All(part.Arms[1].Runs, run => Assert.Equal(TrainingStatus.Diverged, run.Summary.Status));
        Assert.All(StudyPage.Evaluate(results)[0], verdict => Assert.True(verdict.Holds, verdict.Numbers));
        string page = HtmlPage.Write("x", StudyPage.Of(results));
        Assert.Contains("3 of 3 runs diverged, which is a result", page, StringComparison.Ordinal);
        Assert.Contains("<td>none</td><td class=\"number\">3</td><td class=\"number\">3</td><td class=\"number\">diverged</td>", page, StringComparison.Ordinal);
    }

    /// <summary>Early stopping ends the runs with sigmoids before the epoch that the figure shows, and a network of identities has no saturation.</summary>
    [Fact]
    public void What_was_not_measured_is_told_from_what_diverged_in_both_reports()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small.Replace("sigmoid: {}", "sigmoid: { training.early_stopping: { patience: 1, metric: train_loss, min_delta: 1000 } }", StringComparison.Ordinal)
            .Replace("  - bars: train_accuracy", "  - bars: { measure: train_accuracy, epoch: 250 }", StringComparison.Ordinal)
            + "\ntable: [train_loss, final_saturation]\n");
        IReadOnlyList<Block> blocks = StudyPage.Of(StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken));
        string html = HtmlPage.Write("x", blocks), markdown = MarkdownPage.Write(blocks, "figures").Page;
        Assert.Contains("<td>none</td><td class=\"number\">3</td><td class=\"number\">3</td><td class=\"number\">diverged</td><td class=\"number\">not measured</td>", html, StringComparison.Ordinal);
        Assert.Contains("| none | 3 | 3 | diverged | not measured |", markdown, StringComparison.Ordinal);
        foreach (string page in (string[])[html, markdown])
            Assert.Contains("Not drawn: sigmoid: 3 of 3 runs not measured; none: 3 of 3 runs diverged.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_study_goes_on_with_what_is_missing_and_reports_the_same()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small);
        Dictionary<string, string> whole = Report(folder, "whole", StudyRunner.Run(document, Options(folder, "whole"), TestContext.Current.CancellationToken));

        using CancellationTokenSource cancellation = new();
        Assert.Throws<OperationCanceledException>(() => StudyRunner.Run(document, Options(folder, "parts", new Watcher(progress =>
        {
            if (progress.Done >= 2) cancellation.Cancel();
        }), threads: 1), cancellation.Token));
        string[] done = Directory.GetFiles(folder["parts"], "report.html", SearchOption.AllDirectories);
        Assert.InRange(done.Length, 2, 4);
        DateTime[] times = [.. done.Select(File.GetLastWriteTimeUtc)];

        Dictionary<string, string> parts = Report(folder, "parts", StudyRunner.Run(document, Options(folder, "parts"), TestContext.Current.CancellationToken));
        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.All(whole, file => Assert.Equal(file.Value, parts[file.Key]));
        Assert.Equal(times, done.Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_cancelled_run_is_gone_on_with_from_where_it_was()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small.Replace("repeat: 3", "repeat: 1", StringComparison.Ordinal).Replace("epochs: 300", "epochs: 60000", StringComparison.Ordinal));
        using CancellationTokenSource cancellation = new();
        Assert.Throws<OperationCanceledException>(() => StudyRunner.Run(document, Options(folder, "out", new Watcher(progress =>
        {
            if (progress.Active.Any(run => run.Share > 0.1)) cancellation.Cancel();
        })), cancellation.Token));
        RunSummary cancelled = RunSummary.FromJson(File.ReadAllText(folder["out/runs/small/sigmoid/1/summary.json"]));
        Assert.Equal(TrainingStatus.Cancelled, cancelled.Status);
        StudyResults results = StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken);
        StudyResults whole = StudyRunner.Run(document, Options(folder, "whole"), TestContext.Current.CancellationToken);
        Assert.Equal(whole.Parts[0].Arms[0].Runs[0].Summary.WeightsSha256, results.Parts[0].Arms[0].Runs[0].Summary.WeightsSha256);
        Assert.Equal(whole.Parts[0].Arms[0].Runs[0].History.Column("train_loss"), results.Parts[0].Arms[0].Runs[0].History.Column("train_loss"));
    }

    [Fact]
    public void Side_by_side_or_one_by_one_the_runs_come_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small);
        string[] Hashes(string name, int threads) => [.. StudyRunner.Run(document, Options(folder, name, threads: threads), TestContext.Current.CancellationToken)
            .Parts[0].Arms.SelectMany(arm => arm.Runs).Select(run => run.Summary.WeightsSha256)];
        string[] one = Hashes("one", 1);
        Assert.Equal(one, Hashes("three", 3));
        Assert.Equal(one, Hashes("many", 13));
        Assert.Equal(6, one.Distinct().Count());
    }

    [Fact]
    public void A_folder_with_runs_of_another_recipe_is_left_alone()
    {
        using TemporaryFolder folder = new();
        StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        StudyDocument changed = StudyReader.Parse(Small.Replace("epochs: 300", "epochs: 200", StringComparison.Ordinal));
        RunFolderException error = Assert.Throws<RunFolderException>(() => StudyRunner.Run(changed, Options(folder, "out"), TestContext.Current.CancellationToken));
        Assert.Contains("holds a run of another recipe; the study has changed since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_runs_on_data_that_has_changed_since_is_left_alone()
    {
        using TemporaryFolder folder = new();
        const string Table = "0,0,0\n0,1,1\n1,0,1\n1,1,0\n";
        folder.Write("points.csv", Table);
        StudyDocument document = StudyReader.Parse(Small.Replace("data: { xor: { validation: 4 } }", $"data: {{ csv: {folder["points.csv"].Replace('\\', '/')} }}", StringComparison.Ordinal)
            .Replace("curves: { measure: train_loss, with: validation_loss }", "curves: train_loss", StringComparison.Ordinal), folder["study.yaml"]);
        StudyResults Run() => StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken);
        string[] Hashes(StudyResults results) => [.. results.Parts[0].Arms.SelectMany(arm => arm.Runs).Select(run => run.Summary.DataSha256).Distinct()];
        string[] first = Hashes(Run());
        Assert.Single(first);

        folder.Write("points.csv", Table.Replace("1,1,0", "1,1,1", StringComparison.Ordinal));
        RunFolderException error = Assert.Throws<RunFolderException>(Run);
        Assert.Contains("holds a run on other data; the samples have changed since", error.Message, StringComparison.Ordinal);

        folder.Write("points.csv", Table);
        Assert.Equal(first, Hashes(Run()));
    }

    [Fact]
    public void Data_that_several_runs_share_is_hashed_once()
    {
        using TemporaryFolder folder = new();
        DataHashes hashes = new(folder["data"], new());
        RecipeDocument Recipe(string data, ulong seed) => RecipeReader.Parse($"""
            name: points
            data: {data}
            model: [{"{"} linear: 1 {"}"}]
            loss: mean_squared_error
            optimizer: adam
            training: {"{"} epochs: 1 {"}"}
            """, folder["recipe.yaml"]).WithSeed(seed);
        string Hash(string data, ulong seed) => hashes.Of(Recipe(data, seed));
        // The seed says which samples are kept aside, but changes nothing of data that is the same for all.
        Assert.Same(Hash("{ xor: { validation: 4 } }", 1), Hash("{ xor: { validation: 4, scale: standardize } }", 1));
        Assert.NotEqual(Hash("{ xor: { validation: 4 } }", 1), Hash("{ xor: { validation: 4 } }", 2));
        Assert.Same(Hash("digits", 1), Hash("digits", 2));
        Assert.Equal(Runner.DataSha256(Recipe("digits", 3), folder["data"], new()), Hash("digits", 3));
    }

    [Fact]
    public void A_quick_report_says_that_it_is_one()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small + "\nquick: { repeat: 1, set: { training.epochs: 5 } }\n");
        StudyResults results = StudyRunner.Run(document, Options(folder, "out") with { Quick = true }, TestContext.Current.CancellationToken);
        Assert.Equal(2, results.Parts[0].Arms.Sum(arm => arm.Runs.Count));
        Assert.Contains("Quick: fewer repeats and epochs", HtmlPage.Write("x", StudyPage.Of(results)), StringComparison.Ordinal);
        Assert.Contains("Quick: fewer repeats and epochs", MarkdownPage.Write(StudyPage.Of([results]), "figures").Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_ran_is_where_the_runs_were_made_and_not_where_the_page_is_written()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        Assert.All(results.Parts[0].Arms.SelectMany(arm => arm.Runs), run => Assert.Equal(Machine.Current, run.Summary.Machine));
        StudyResults Elsewhere(Func<RunSummary, RunSummary> change) => results with
        {
            Parts = [.. results.Parts.Select(part => part with { Arms = [.. part.Arms.Select(arm => arm with { Runs = [.. arm.Runs.Select(run => run with { Summary = change(run.Summary) })] })] })],
        };
        IReadOnlyList<IReadOnlyList<string>> Rows(StudyResults made) => StudyPage.Of(made).OfType<Table>().Last().Rows;

        Assert.Equal([["9.9", "none", "64", "Plan 9", ".NET 99", "6"]],
            Rows(Elsewhere(summary => summary with { Version = "9.9", InstructionSet = "none", Machine = new(64, "Plan 9", ".NET 99") })));
        Assert.Equal([["9.9", "none", "64", "Plan 9", ".NET 99", "4"], ["9.8", "none", "–", "–", "–", "2"]],
            Rows(Elsewhere(summary => summary with { Version = summary.Seed < 3 ? "9.9" : "9.8", InstructionSet = "none", Machine = summary.Seed < 3 ? new(64, "Plan 9", ".NET 99") : null })));
    }

    [Fact]
    public void A_page_needs_nothing_beside_it()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        ReportFiles.Write(folder["out"], "report", "Small", StudyPage.Of(results));
        string html = File.ReadAllText(folder["out/report.html"]), markdown = File.ReadAllText(folder["out/report.md"]);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(src|href)=""https?:", html);
        Assert.All(Link.Matches(html), link => Assert.True(File.Exists(folder[$"out/{link.Groups["path"].Value}"]), link.Value));
        Assert.NotEmpty(Picture.Matches(markdown));
        Assert.All(Picture.Matches(markdown), picture => Assert.True(File.Exists(folder[$"out/{picture.Groups["path"].Value}"]), picture.Value));
    }

    [Fact]
    public void The_first_failure_ends_the_study()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small.Replace("validation: 4", "validation: 21", StringComparison.Ordinal));
        Assert.Throws<Chainrule.Data.DataException>(() => StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken));
    }

    /// <summary>The report's files but for the lines that tell times.</summary>
    private static Dictionary<string, string> Report(TemporaryFolder folder, string name, StudyResults results)
    {
        ReportFiles.Write(folder[name], "report", "Small", StudyPage.Of(results));
        return Directory.GetFiles(folder[name], "report.*").Concat(Directory.GetFiles(folder[$"{name}/report-figures"])).ToDictionary(
            file => Path.GetFileName(file)!, file => string.Join('\n', File.ReadAllLines(file).Where(line => !line.Contains("Time: ", StringComparison.Ordinal))));
    }

    private sealed class Watcher(Action<StudyProgress> watch) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => watch(value);
    }

    [GeneratedRegex("<a href=\"(?<path>[^#\"][^\"]*)\"")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>[^)]+)\)")]
    private static partial Regex Picture { get; }
}
