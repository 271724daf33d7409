using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

public class VerifyTests(TrainedRun run)
{
    [Fact]
    public void All_numbers_of_threads_give_the_weights_that_train_gives()
    {
        using Workplace place = new();
        place.Recipe();
        Outcome outcome = place.Succeeds("verify", "recipe.yaml", "--threads", "1,3");
        string hash = Runs.Hash(run.Folder);
        string[] lines = outcome.Results.Split('\n');
        Assert.Matches($@"^ +1   completed +54 +\d+\.\d   {hash}$", lines[2]);
        Assert.Matches($@"^ +3   completed +54 +\d+\.\d   {hash}$", lines[3]);
        Assert.Equal("small, float32: the same weights, bit for bit, in all 2 trainings", lines[5]);
        Assert.Equal(["recipe.yaml"], Directory.GetFileSystemEntries(place.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Without_a_word_on_threads_it_is_1_2_3_and_8()
    {
        using Workplace place = new();
        place.Recipe();
        JsonObject report = JsonNode.Parse(place.Succeeds("verify", "recipe.yaml", "--set", "training.epochs=1",
            "--precision", "float64", "--quiet", "--json").Results)!.AsObject();
        Assert.Equal(["name", "precision", "instruction_set", "runs", "same"], report.Select(field => field.Key));
        Assert.Equal(("small", "float64", true), ((string)report["name"]!, (string)report["precision"]!, (bool)report["same"]!));
        Assert.Equal([1, 2, 3, 8], report["runs"]!.AsArray().Select(item => (int)item!["threads"]!));
        Assert.Single(report["runs"]!.AsArray().Select(item => (string)item!["weights_sha256"]!).Distinct());
    }

    [Fact]
    public void A_kept_run_shows_the_comparison_in_its_report()
    {
        using Workplace place = new();
        place.Recipe();
        Outcome outcome = place.Succeeds("verify", "recipe.yaml", "--threads", "2,1", "--out", "kept", "--quiet");
        Assert.Contains("report  kept/report.html", outcome.Results, StringComparison.Ordinal);
        Runs.AssertSame(run.Folder, place["kept"]);
        string page = File.ReadAllText(place["kept/report.html"]);
        Assert.Contains("All runs ended with the same weights.", page, StringComparison.Ordinal);
        foreach (int threads in (int[])[1, 2])
            Assert.Contains($"<tr><th scope=\"row\">{threads}</th><td><code>{Runs.Hash(run.Folder)}</code></td></tr>", page,
                StringComparison.Ordinal);
        place.Refuses(2, ["verify", "recipe.yaml", "--out", "kept"], "The run folder kept exists already.");
    }

    [Fact]
    public void Trainings_that_diverge_are_compared_too()
    {
        using Workplace place = new();
        place.Recipe();
        Assert.Contains("diverged", place.Succeeds("verify", "recipe.yaml", "--threads", "1,2", "--set", "optimizer={sgd: 1e30}").Results,
            StringComparison.Ordinal);
        place.Refuses(2, ["verify", "none.yaml"], "none.yaml: there is no such file.");
    }
}
