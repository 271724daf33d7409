using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;
using static Chainrule.Lab.Tests.Studies.SmallStudy;

namespace Chainrule.Lab.Tests.Studies;

public class StudyRunnerTests
{
    [Fact]
    public void An_interrupted_study_goes_on_with_what_is_missing_and_reports_the_same()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small);
        Dictionary<string, string> whole = ReportOf(folder, "whole",
            StudyRunner.Run(document, Options(folder, "whole"), TestContext.Current.CancellationToken));

        using CancellationTokenSource cancellation = new();
        Assert.Throws<OperationCanceledException>(() => StudyRunner.Run(document, Options(folder, "parts", new Watcher(progress =>
        {
            if (progress.Done >= 2) cancellation.Cancel();
        }), threads: 1), cancellation.Token));
        string[] done = Directory.GetFiles(folder["parts"], "report.html", SearchOption.AllDirectories);
        Assert.InRange(done.Length, 2, 4);
        DateTime[] times = [.. done.Select(File.GetLastWriteTimeUtc)];

        Dictionary<string, string> parts = ReportOf(folder, "parts",
            StudyRunner.Run(document, Options(folder, "parts"), TestContext.Current.CancellationToken));
        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.All(whole, file => Assert.Equal(file.Value, parts[file.Key]));
        Assert.Equal(times, done.Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_cancelled_run_is_gone_on_with_from_where_it_was()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small.Replace("repeat: 3", "repeat: 1", StringComparison.Ordinal)
            .Replace("epochs: 300", "epochs: 60000", StringComparison.Ordinal));
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
        Assert.Equal(whole.Parts[0].Arms[0].Runs[0].History.Column("train_loss"),
            results.Parts[0].Arms[0].Runs[0].History.Column("train_loss"));
    }

    [Fact]
    public void Side_by_side_or_one_by_one_the_runs_come_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small);
        string[] Hashes(string name, int threads) =>
            [.. StudyRunner.Run(document, Options(folder, name, threads: threads), TestContext.Current.CancellationToken)
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
        RunFolderException error = Assert.Throws<RunFolderException>(() =>
            StudyRunner.Run(changed, Options(folder, "out"), TestContext.Current.CancellationToken));
        Assert.Contains("holds a run of another recipe; the study has changed since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_runs_on_data_that_has_changed_since_is_left_alone()
    {
        using TemporaryFolder folder = new();
        const string Table = "0,0,0\n0,1,1\n1,0,1\n1,1,0\n";
        folder.Write("points.csv", Table);
        StudyDocument document = StudyReader.Parse(Small
            .Replace("data: { xor: { validation: 4 } }", $"data: {{ csv: {folder["points.csv"].Replace('\\', '/')} }}",
            StringComparison.Ordinal)
            .Replace("curves: { measure: train_loss, with: validation_loss }", "curves: train_loss", StringComparison.Ordinal),
                folder["study.yaml"]);
        StudyResults Run() => StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken);
        string[] Hashes(StudyResults results) =>
            [.. results.Parts[0].Arms.SelectMany(arm => arm.Runs).Select(run => run.Summary.DataSha256).Distinct()];
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
        Assert.Equal(Experiment.DataSha256(Recipe("digits", 3), new() { DataDirectory = folder["data"] }), Hash("digits", 3));
    }

    [Fact]
    public void The_first_failure_ends_the_study()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small.Replace("validation: 4", "validation: 21", StringComparison.Ordinal));
        Assert.Throws<Chainrule.Data.DataException>(() =>
            StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken));
    }

    private sealed class Watcher(Action<StudyProgress> watch) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => watch(value);
    }
}
