using System.Diagnostics;
using System.Globalization;

namespace Chainrule.Cli.Tests;

/// <summary>Where the tool writes, and that nobody else writes there meanwhile.</summary>
public class WriterTests(TrainedRun run)
{
    /// <summary>Names that a version of the tool wrote through, or could.</summary>
    public static TheoryData<string> Names =>
    [
        "checkpoint.tmp", ".write-test", "history.csv.tmp", "statistics.csv.tmp", "weights.safetensors.tmp", "best.safetensors.tmp",
        "summary.json.tmp", "report.html.tmp", "recipe.yaml.tmp", "checkpoint", "history.csv", "weights.safetensors", "summary.json",
        "report.html", "recipe.yaml", ".lock",
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_link_in_a_folder_that_somebody_else_made_destroys_nothing(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        place.Write("victim", "precious");
        File.Delete(place[$"run/{name}"]);
        File.CreateSymbolicLink(place[$"run/{name}"], place["victim"]);
        Outcome outcome = place.Run("train", "recipe.yaml", "--out", "run", "--resume", "--set", "training.epochs=4", "--quiet");
        Assert.Equal("precious", File.ReadAllText(place["victim"]));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(name == ".lock" ? "is no file of this folder's own" : "is a link", outcome.Messages, StringComparison.Ordinal);
        // What the message advises works.
        File.Delete(place[$"run/{name}"]);
        if (File.Exists(Path.Combine(run.Folder, name))) File.Copy(Path.Combine(run.Folder, name), place[$"run/{name}"]);
        place.Succeeds("train", "recipe.yaml", "--out", "run", "--resume", "--set", "training.epochs=4", "--quiet");
    }

    [Fact]
    public void A_lock_with_another_name_elsewhere_destroys_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other names of a file are recognised on Linux.");
        using Workplace place = new();
        place.Recipe();
        run.CopyTo(place);
        place.Write("victim", "precious");
        File.Delete(place["run/.lock"]);
        using (Process link = Process.Start("ln", [place["victim"], place["run/.lock"]])) link.WaitForExit();
        place.Refuses(2, ["train", "recipe.yaml", "--out", "run", "--resume"], "is no file of this folder's own");
        Assert.Equal("precious", File.ReadAllText(place["victim"]));
    }

    [Fact]
    public void The_chosen_folder_may_be_a_link_and_those_within_it_may_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using Workplace place = new();
        place.Recipe();
        Directory.CreateDirectory(place["real"]);
        Directory.CreateDirectory(place["elsewhere"]);
        Directory.CreateSymbolicLink(place["chosen"], place["real"]);
        place.Succeeds("train", "recipe.yaml", "--out", "chosen", "--quiet", "--set", "training.epochs=1");
        Assert.True(File.Exists(place["real/report.html"]));
        place.Write("study.yaml",
            "name: one\nbase: recipe.yaml\nrepeat: 1\nset: { training: { epochs: 1 } }\nplots: [{ curves: train_loss }]\n");
        Directory.CreateDirectory(place["out"]);
        Directory.CreateSymbolicLink(place["out/runs"], place["elsewhere"]);
        Outcome refused = place.Run("study", "study.yaml", "--out", "out", "--quiet");
        Assert.True(refused.ExitCode == 2 && refused.Messages.Contains("out/runs is a link", StringComparison.Ordinal), refused.All);
        Assert.Empty(Directory.GetFileSystemEntries(place["elsewhere"]));
    }

    [Theory]
    [InlineData("export", "run", "--output", "out.safetensors")]
    [InlineData("export", "run", "--output", "out.onnx")]
    [InlineData("export", "run", "--output", "out.npz")]
    [InlineData("predict", "run", "--input", "x.csv", "--output", "out.csv")]
    [InlineData("predict", "run", "--input", "x.csv", "--output", "out.npy")]
    [InlineData("data", "show", "digits", "--output", "out.png")]
    [InlineData("data", "show", "digits", "--output", "out.svg")]
    public void An_output_that_is_a_link_or_a_pipe_is_refused(params string[] command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are recognised on Linux.");
        using Workplace place = new();
        run.CopyTo(place);
        place.Write("x.csv", string.Join(',', Enumerable.Repeat("0", 64)) + "\n");
        place.Write("victim", "precious");
        File.CreateSymbolicLink(place[command[^1]], place["victim"]);
        place.Refuses(3, command, command[^1], "is a link");
        // The temporary name of earlier versions, as a link.
        File.Delete(place[command[^1]]);
        File.CreateSymbolicLink(place[command[^1] + ".tmp"], place["victim"]);
        place.Succeeds(command);
        Assert.Equal("precious", File.ReadAllText(place["victim"]));
        File.Delete(place[command[^1]]);
        using (Process make = Process.Start("mkfifo", place[command[^1]])) make.WaitForExit();
        place.Refuses(3, command, command[^1], "is a named pipe");
    }

    [Fact]
    public void The_second_of_two_that_go_on_with_one_folder_is_told_who_holds_it()
    {
        using Workplace place = new();
        place.Recipe("epochs: 3", "epochs: 100000");
        string[] train = ["train", "recipe.yaml", "--out", "out", "--resume", "--quiet"];
        Process first = place.Start(train);
        while (!first.HasExited && !File.Exists(place["out/checkpoint"])) Thread.Sleep(5);
        Outcome second = place.Run(train);
        Assert.Equal(2, second.ExitCode);
        string holder = string.Create(CultureInfo.InvariantCulture, $"process {first.Id} on {Environment.MachineName} since 20");
        Assert.Contains($"out is being written by {holder}", second.Messages, StringComparison.Ordinal);
        // Who held it is killed: nothing is in the way of the next one.
        first.Kill();
        Workplace.Finish(first);
        Process third = place.Start(train);
        string mine = string.Create(CultureInfo.InvariantCulture, $"process {third.Id} ");
        while (!third.HasExited && !Read(place["out/.lock"]).StartsWith(mine, StringComparison.Ordinal)) Thread.Sleep(5);
        Assert.False(third.HasExited);
        third.Kill();
        Workplace.Finish(third);

        static string Read(string path)
        {
            using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public void Two_studies_into_one_folder_do_not_mix()
    {
        using Workplace place = new();
        place.Recipe("epochs: 3", "epochs: 100000");
        place.Write("study.yaml", "name: one\nbase: recipe.yaml\nrepeat: 2\nplots: [{ curves: train_loss }]\n");
        Process first = place.Start("study", "study.yaml", "--out", "out", "--quiet");
        while (!first.HasExited && !(Directory.Exists(place["out"])
            && Directory.GetFiles(place["out"], "checkpoint", SearchOption.AllDirectories).Length > 0)) Thread.Sleep(5);
        Outcome second = place.Run("study", "study.yaml", "--out", "out", "--quiet");
        first.Kill();
        Outcome killed = Workplace.Finish(first);
        Assert.True(second.ExitCode == 2 && second.Messages.Contains("is being written by process", StringComparison.Ordinal),
            second.All + killed.All);
    }
}
