using System.Diagnostics;
using System.Globalization;

namespace Chainrule.Cli.Tests;

/// <summary>Runs that are stopped and resumed end with the same weights and the same history as one that is not.</summary>
public class ResumeTests(TrainedRun run)
{
    /// <summary>A training that takes a few seconds and has every kind of state: running statistics, dropout masks, moments, a product, a
    /// schedule and early stopping that watch the validation.</summary>
    private const string Stateful = """
        name: stateful
        data:
          digits:
            validation: 0.2
            scale: unit
        model:
          - flatten
          - linear: 128
          - batch_norm
          - relu
          - dropout: 0.3
          - linear: 10
        loss: cross_entropy
        optimizer: { nadam: 0.002 }
        schedule: { reduce_on_plateau: { patience: 3, factor: 0.7 } }
        training:
          epochs: 150
          batch_size: 24
          evaluate_every: 2
          early_stopping: { metric: validation_accuracy, patience: 70 }
        metrics: [accuracy]
        """;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Cancelled_it_saves_and_goes_on_to_the_same_end(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using Workplace place = new();
        place.Write("recipe.yaml", Stateful.Replace("epochs: 150", "epochs: 100", StringComparison.Ordinal));
        Process process = place.Start("train", "recipe.yaml", "--out", "cancelled");
        await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Outcome outcome = Workplace.Finish(process);
        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("--out cancelled --resume", outcome.Messages);
        Assert.DoesNotContain("   at ", outcome.All);
        Assert.Equal("cancelled", (string)Runs.Summary(place["cancelled"])["status"]!);
        Assert.All((string[])["checkpoint", "weights.safetensors", "history.csv"], file =>
            Assert.True(File.Exists(Path.Combine(place["cancelled"], file))));
        Assert.Contains("accuracy", place.Succeeds("evaluate", "cancelled").Results);
        foreach (string folder in (string[])["whole", "cancelled"])
            place.Succeeds("train", "recipe.yaml", "--out", folder, "--resume", "--quiet", "--set", "training.epochs=40");
        Runs.AssertSame(place["whole"], place["cancelled"]);
    }

    [Theory]
    [InlineData("training.epochs=6")]
    [InlineData("training.epochs=7", "training.evaluate_every=4")]
    [InlineData("training.steps=100")]
    [InlineData("training.steps=120", "training.evaluate_every=2", "training.early_stopping={metric: train_loss, patience: 4}")]
    public void A_completed_run_trains_on_to_what_a_longer_one_would_have_come_to(string longer, params string[] both)
    {
        using Workplace place = new();
        place.Recipe("  epochs: 3\n", "");
        string[] set = [.. both.SelectMany(change => (string[])["--set", change])];
        string shorter = longer.StartsWith("training.steps", StringComparison.Ordinal) ? "training.steps=47" : "training.epochs=3";
        place.Succeeds(["train", "recipe.yaml", "--out", "whole", "--quiet", "--set", longer, .. set]);
        place.Succeeds(["train", "recipe.yaml", "--out", "parts", "--quiet", "--set", shorter, .. set]);
        place.Succeeds(["train", "recipe.yaml", "--out", "parts", "--quiet", "--resume", "--set", shorter, .. set]);
        place.Succeeds(["train", "recipe.yaml", "--out", "parts", "--quiet", "--resume", "--set", longer, .. set]);
        Runs.AssertSame(place["whole"], place["parts"]);
    }

    [Fact]
    public void A_run_that_stopped_early_stays_stopped()
    {
        using Workplace place = new();
        place.Recipe("epochs: 3", "epochs: 60\n  early_stopping: { patience: 1, min_delta: 0.05 }");
        place.Succeeds("train", "recipe.yaml", "--out", "out", "--quiet");
        string hash = Runs.Hash(place["out"]);
        Assert.Equal("early_stopped", (string)Runs.Summary(place["out"])["status"]!);
        place.Succeeds("train", "recipe.yaml", "--out", "out", "--quiet", "--resume");
        Assert.Equal((hash, "early_stopped"), (Runs.Hash(place["out"]), (string)Runs.Summary(place["out"])["status"]!));
    }

    [Fact]
    public void Resuming_nothing_starts_from_the_beginning()
    {
        using Workplace place = new();
        place.Recipe();
        place.Succeeds("train", "recipe.yaml", "--out", "new", "--resume", "--quiet");
        Runs.AssertSame(run.Folder, place["new"]);
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_or_other_data_is_refused()
    {
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        place.Refuses(2, ["train", "recipe.yaml", "--out", "run", "--resume", "--set", "optimizer.learning_rate=0.02"],
            "checkpoint belongs to another recipe");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "run", "--resume", "--precision", "float64"],
            "checkpoint belongs to another recipe");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "run", "--resume", "--set", "training.epochs=2"],
            "has made 54 steps, and this recipe ends after 36");

        place.Write("points.csv", "0,0,a\n0,1,b\n1,0,b\n1,1,a\n");
        place.Write("points.yaml", "name: points\ndata: { csv: points.csv }\nmodel: [{ linear: 2 }]\nloss: cross_entropy\n" +
            "optimizer: { sgd: 0.1 }\ntraining: { epochs: 2, batch_size: 2 }\n");
        place.Succeeds("train", "points.yaml", "--out", "points", "--quiet");
        place.Write("points.csv", "0,0,a\n0,1,b\n1,0,b\n1,1.5,a\n");
        place.Refuses(2, ["train", "points.yaml", "--out", "points", "--resume"], "checkpoint belongs to other data");
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        byte[] file = File.ReadAllBytes(place["run/checkpoint"]);
        byte[] changed = [.. file];
        changed[^1000] ^= 1;
        (byte[], string)[] cases = [(changed, "the checkpoint is damaged: its checksum does not match"),
            (file[..^9], "cut off"), ([], "no safetensors file"), (file[..500], "cut off")];
        foreach ((byte[] damaged, string message) in cases)
        {
            place.Write("run/checkpoint", damaged);
            place.Refuses(3, ["train", "recipe.yaml", "--out", "run", "--resume", "--set", "training.epochs=4"],
                "run/checkpoint: ", message);
        }
    }
}
