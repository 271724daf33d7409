using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

public class RunFolderTests(TrainedRun run)
{
    [Fact]
    public void The_folder_holds_what_is_promised()
    {
        string[] names = [.. Directory.GetFiles(run.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([".lock", "best.safetensors", "checkpoint", "history.csv", "recipe.yaml", "report.html", "statistics.csv",
            "summary.json", "weights.safetensors"], names);
    }

    [Fact]
    public void The_summary_has_the_fields_that_are_promised()
    {
        JsonObject summary = Runs.Summary(run.Folder);
        Assert.Equal(
            ["name", "version", "seed", "precision", "threads", "instruction_set", "machine", "epochs", "steps", "parameters",
                "train", "validation", "test", "best", "seconds",
                "samples_per_second", "weights_sha256", "data_sha256", "status"], summary.Select(field => field.Key));
        foreach (string part in (string[])["train", "validation", "test"])
            Assert.Equal(["loss", "accuracy"], summary[part]!.AsObject().Select(field => field.Key));
        Assert.Equal(["epoch", "validation", "test"], summary["best"]!.AsObject().Select(field => field.Key));
        Assert.Equal(("small", 3, 54, 1210, "completed", "float32"),
            ((string)summary["name"]!, (int)summary["epochs"]!, (int)summary["steps"]!, (int)summary["parameters"]!,
                (string)summary["status"]!, (string)summary["precision"]!));
        Assert.Matches("^[0-9a-f]{64}$", (string)summary["weights_sha256"]!);
        Assert.Matches("^[0-9a-f]{64}$", (string)summary["data_sha256"]!);
        Assert.InRange((double)summary["test"]!["accuracy"]!, 0.7, 1);
    }

    [Fact]
    public void The_history_has_a_line_for_every_epoch()
    {
        string[] lines = run.Read("history.csv").TrimEnd().Split('\n');
        Assert.Equal("epoch,step,seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy", lines[0]);
        Assert.Equal(["1,18", "2,36", "3,54"], lines[1..].Select(line => string.Join(',', line.Split(',')[..2])));
    }

    [Fact]
    public void Without_a_validation_part_nothing_speaks_of_one()
    {
        using Workplace place = new();
        place.Recipe("    validation: 0.2\n", "");
        Outcome outcome = place.Succeeds("train", "recipe.yaml", "--out", "out");
        Assert.DoesNotContain("validation",
            outcome.All + File.ReadAllText(place["out/history.csv"]) + File.ReadAllText(place["out/summary.json"]));
        Assert.False(File.Exists(place["out/best.safetensors"]));
    }

    [Fact]
    public void The_recipe_of_a_run_can_be_run()
    {
        using Workplace place = new();
        place.Succeeds("train", Path.Combine(run.Folder, "recipe.yaml"), "--out", "again", "--quiet");
        Runs.AssertSame(run.Folder, place["again"]);
        Assert.Equal(run.Read("recipe.yaml"), File.ReadAllText(place["again/recipe.yaml"]));
    }

    [Fact]
    public void The_recipe_of_a_run_finds_its_files_from_the_run_folder()
    {
        using Workplace place = new();
        Directory.CreateDirectory(place["data"]);
        place.Write("data/points.csv", "x,y,kind\n0,0,a\n0,1,b\n1,0,b\n1,1,a\n");
        place.Write("recipe.yaml", "name: points\ndata: { csv: data/points.csv }\nmodel: [{ linear: 2 }]\nloss: cross_entropy\n" +
            "optimizer: { sgd: 0.1 }\ntraining: { epochs: 2, batch_size: 2 }\n");
        place.Succeeds("train", "recipe.yaml", "--out", "runs/one", "--quiet");
        Assert.Contains("../../data/points.csv", File.ReadAllText(place["runs/one/recipe.yaml"]));
        place.Succeeds("evaluate", "runs/one");
        place.Succeeds("train", "runs/one/recipe.yaml", "--out", "runs/one", "--resume", "--set", "training.epochs=3");
        Assert.Equal(3, (int)Runs.Summary(place["runs/one"])["epochs"]!);
    }

    [Fact]
    public void The_same_recipe_gives_the_same_weights_on_any_number_of_threads()
    {
        using Workplace place = new();
        place.Recipe();
        foreach (string threads in (string[])["1", "2", "3"])
        {
            place.Succeeds("train", "recipe.yaml", "--out", threads, "--threads", threads, "--quiet");
            Runs.AssertSame(run.Folder, place[threads]);
        }
        place.Succeeds("train", "recipe.yaml", "--out", "other", "--seed", "2", "--quiet");
        Assert.NotEqual(Runs.Hash(run.Folder), Runs.Hash(place["other"]));
    }

    [Fact]
    public void A_folder_that_is_taken_is_refused()
    {
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        place.Refuses(2, ["train", "recipe.yaml", "--out", "run"],
            "The run folder run exists already. Add --resume to go on with it, or choose another one with --out.");
        Directory.CreateDirectory(place["files"]);
        place.Write("files/letter.txt", "Dear reader");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "files"], "The folder files exists already and holds other files.");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "files", "--resume"], "no checkpoint to go on with");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "recipe.yaml"], "recipe.yaml is a file");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        using Workplace place = new();
        place.Recipe();
        place.Refuses(2, ["train", "recipe.yaml", "--out", "recipe.yaml/out"], "The run folder recipe.yaml/out cannot be written", "--out");
    }

    [Fact]
    public void Without_a_folder_a_run_goes_to_runs()
    {
        using Workplace place = new();
        place.Recipe();
        place.Succeeds("train", "recipe.yaml", "--quiet", "--set", "training.epochs=1");
        Assert.True(File.Exists(Path.Combine(Directory.GetDirectories(place["runs/small"]).Single(), "summary.json")));
    }

    [Fact]
    public void Initial_weights_are_where_the_training_starts()
    {
        using Workplace place = new();
        run.CopyTo(place);
        place.Recipe();
        place.Succeeds("train", "recipe.yaml", "--out", "on", "--quiet",
            "--set", "initial_weights=run/weights.safetensors", "--set", "training.epochs=1");
        Assert.True((double)Runs.Summary(place["on"])["train"]!["loss"]! < (double)Runs.Summary(run.Folder)["train"]!["loss"]!);
        place.Refuses(3,
            ["train", "recipe.yaml", "--out", "out", "--set", "initial_weights=run/weights.safetensors", "--set", "model.1.units=32"],
            "run/weights.safetensors", "'1.weight' is [16, 64] instead of [32, 64]", "'1.bias' is [16] instead of [32]",
            "'3.weight' is [10, 16] instead of [10, 32]");
        place.Refuses(3, ["train", "recipe.yaml", "--out", "out", "--set", "initial_weights=run/weights.safetensors",
            "--set", "model.2=identity", "--set", "model.3={sequential: [{linear: 10}]}"],
            "'3.0.weight' [10, 16] is missing", "'3.weight' belongs to no layer");
        place.Refuses(3, ["train", "recipe.yaml", "--out", "out", "--set", "initial_weights=none.safetensors"],
            "none.safetensors: the file does not exist.");
    }

    [Fact]
    public void A_diverging_run_says_where_and_keeps_the_last_good_weights()
    {
        using Workplace place = new();
        place.Recipe();
        Outcome outcome = place.Run("train", "recipe.yaml", "--out", "out", "--set", "optimizer={sgd: 1e30}");
        Assert.Equal(4, outcome.ExitCode);
        Assert.DoesNotContain("   at ", outcome.All);
        Assert.Contains("Training diverged in epoch 1 at step 2: the output of layer 3, Linear(10) is not finite", outcome.Messages);
        Assert.Contains("Try a smaller learning rate than 1E+30", outcome.Messages);
        JsonObject summary = Runs.Summary(place["out"]);
        Assert.Equal("diverged", (string)summary["status"]!);
        Assert.InRange((double)summary["train"]!["loss"]!, 0, 10);
        Assert.Equal(0, (int)summary["divergence"]!["steps_kept"]!);
        Outcome measured = place.Run("evaluate", "out");
        Assert.Equal(4, measured.ExitCode);
        Assert.Contains("train", measured.Results);
        Assert.Contains("The run diverged; these are the scores of the weights that it kept. Training diverged in epoch 1",
            measured.Messages);
        Outcome again = place.Run("train", "recipe.yaml", "--out", "out", "--resume", "--set", "optimizer={sgd: 1e30}");
        Assert.Equal((4, outcome.Messages.Contains("at step 2", StringComparison.Ordinal)),
            (again.ExitCode, again.Messages.Contains("at step 2", StringComparison.Ordinal)));
        Assert.Equal((string)summary["weights_sha256"]!, Runs.Hash(place["out"]));
    }

    [Fact]
    public void A_disk_that_fills_up_ends_the_run_with_a_checkpoint_that_goes_on_to_the_same_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux offers a file system of a given size to a test.");
        using Workplace place = new();
        place.Recipe();
        Directory.CreateDirectory(place["disk"]);
        // It has room for one checkpoint, not for two.
        using Process shell = SmallDisk.Start(place, "36k", "disk", $"{SmallDisk.Tool} train recipe.yaml --out disk/run --quiet; "
            + "code=$?; cp -r disk/run kept; exit $code");
        string messages = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        SmallDisk.SkipUnlessMounted(shell.ExitCode, messages);
        Assert.True(shell.ExitCode == 3, $"{shell.ExitCode}\n{messages}");
        Assert.Contains("checkpoint cannot be written: No space left on device", messages, StringComparison.Ordinal);
        Assert.Contains("go on with the same command and --out disk/run --resume.", messages, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(place["kept"], "*.tmp"));
        place.Succeeds("train", "recipe.yaml", "--out", "kept", "--resume", "--quiet");
        Runs.AssertSame(run.Folder, place["kept"]);
    }

    [Fact]
    public void A_full_disk_leaves_the_checkpoint_before_as_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux offers a file system of a given size to a test.");
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        using Process shell = SmallDisk.StartFull(place, "run", "train recipe.yaml --out run --resume --set training.epochs=4 --quiet");
        string messages = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        SmallDisk.SkipUnlessMounted(shell.ExitCode, messages);
        Assert.Equal(3, shell.ExitCode);
        Assert.Contains("checkpoint cannot be written: No space left on device", messages, StringComparison.Ordinal);
        Assert.Contains("The last checkpoint is whole: when the cause is gone, go on with the same command and --out run --resume.",
            messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", messages, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(place["run/checkpoint"]), File.ReadAllBytes(place["after/checkpoint"]));
        place.Succeeds("train", "recipe.yaml", "--out", "after", "--resume", "--set", "training.epochs=4", "--quiet");
    }
}
