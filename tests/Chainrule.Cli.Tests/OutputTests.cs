using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

public class OutputTests(TrainedRun run)
{
    [Fact]
    public void Results_go_to_standard_output_and_progress_to_standard_error()
    {
        Assert.Equal(3, run.Training.Messages.TrimEnd().Split('\n').Length);
        const string Scores = @"  loss \d\.\d{4}  accuracy 0\.\d{4}  \| ";
        Assert.All(run.Training.Messages.TrimEnd().Split('\n').Index(), line =>
            Assert.Matches($@"^epoch {line.Index + 1}/3{Scores}validation{Scores}[\d,]+ samples/s", line.Item));
        Assert.Matches(@"^part +loss +accuracy\n─+\ntrain +\S+ +\S+\nvalidation +\S+ +\S+\ntest +\S+ +\S+\n", run.Training.Results);
        Assert.Contains("small: completed, 3 epochs, 54 steps in ", run.Training.Results);
        Assert.Contains(Runs.Hash(run.Folder), run.Training.Results);
        Assert.Contains($"report  {Path.Combine("run", "report.html")}\n", run.Training.Results);
    }

    [Fact]
    public void Redirected_there_are_no_colours_and_no_cursor_movements()
    {
        using Workplace place = new();
        place.Variables["TERM"] = "xterm-256color";
        place.Recipe();
        string[][] commands =
        [
            ["train", "recipe.yaml", "--out", "out", "--set", "training.epochs=1"],
            ["describe", "recipe.yaml"], ["evaluate", run.Folder], ["gradcheck", "recipe.yaml"],
            ["data", "list"], ["data", "show", "digits"], ["info"], ["schema"], ["--help"],
        ];
        foreach (string[] command in commands)
        {
            Outcome outcome = place.Succeeds(command);
            Assert.DoesNotContain('\x1b', outcome.All);
            Assert.DoesNotContain('\r', outcome.All);
            Assert.All(outcome.Results.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        }
    }

    [Fact]
    public void Quiet_is_quiet_and_json_is_one_object()
    {
        using Workplace place = new();
        place.Recipe();
        Outcome outcome = place.Succeeds("train", "recipe.yaml", "--out", "out", "--quiet", "--json");
        Assert.Equal("", outcome.Messages);
        Assert.Equal(File.ReadAllText(place["out/summary.json"]), outcome.Results);
        string[][] commands = [["describe", "recipe.yaml", "--json"], ["gradcheck", "recipe.yaml", "--json"],
            ["data", "list", "--json"], ["info", "--json"], ["schema"]];
        foreach (string[] command in commands)
            Assert.NotNull(JsonNode.Parse(place.Succeeds(command).Results));
    }

    /// <summary>One line each on standard error, with --quiet too, and a list in the object that a program reads.</summary>
    [Fact]
    public void What_looks_wrong_is_a_warning_of_every_command_that_sees_it()
    {
        using Workplace place = new();
        place.Write("recipe.yaml", Workplace.Small + "\n");
        string[] set = ["--set", "model.3=softmax", "--set", "model.2={linear: 10}"];
        const string Warning = "The network ends in softmax, but cross_entropy applies a softmax itself";
        Outcome trained = place.Succeeds(["train", "recipe.yaml", "--out", "out", "--quiet", "--json", .. set]);
        Assert.StartsWith($"warning: {Warning}", Assert.Single(trained.Messages.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.StartsWith(Warning, (string)JsonNode.Parse(trained.Results)!["warnings"]![0]!, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(place["out/summary.json"]), trained.Results);
        Assert.Contains(Warning, File.ReadAllText(place["out/report.html"]), StringComparison.Ordinal);

        Outcome described = place.Succeeds(["describe", "recipe.yaml", "--json", .. set]);
        Assert.Equal(trained.Messages, described.Messages);
        Assert.StartsWith(Warning, (string)JsonNode.Parse(described.Results)!["warnings"]![0]!, StringComparison.Ordinal);
        place.Write("samples.csv", string.Join(',', Enumerable.Range(0, 64)) + "\n");
        foreach (string[] command in (string[][])[
            ["evaluate", "out"], ["evaluate", "out", "--data", "recipe.yaml"], ["predict", "out", "--input", "samples.csv"]])
            Assert.Equal(trained.Messages, place.Succeeds(command).Messages);
        Assert.Equal("", place.Succeeds("describe", "recipe.yaml").Messages);
    }

    [Fact]
    public void A_table_lists_the_layers()
    {
        using Workplace place = new();
        place.Recipe();
        string text = place.Succeeds("describe", "recipe.yaml").Results;
        Assert.Matches(
            @"input +1×8×8\n0 +Flatten\(\) +64 +0 +0\n1 +Linear\(16\) +16 +1,040 +2,048\n2 +ReLU\(\) +16 +0 +16\n" +
            @"3 +Linear\(10\) +10 +170 +320\n +total +1,210 +2,384\n", text);
    }

    [Fact]
    public void A_network_for_a_data_set_that_is_not_there_is_described_all_the_same()
    {
        using Workplace place = new();
        foreach (string name in (string[])["mnist", "fashion_mnist"])
        {
            place.Recipe("digits:", name + ":");
            Assert.Contains("1×28×28", place.Succeeds("describe", "recipe.yaml", "--data-dir", place["none"]).Results);
        }
    }

    [Fact]
    public void Gradients_of_a_recipe_are_proved()
    {
        using Workplace place = new();
        place.Recipe();
        Outcome outcome = place.Succeeds("gradcheck", "recipe.yaml");
        Assert.Contains("all gradients are right", outcome.Results);
    }

    [Fact]
    public void Data_is_listed_and_shown()
    {
        using Workplace place = new();
        string list = place.Succeeds("data", "list", "--data-dir", place["none"]).Results;
        Assert.Matches(@"\nmnist .* not there: chainrule data fetch mnist\n", list);
        Assert.Matches(@"\ncsv .* your files\n", list);
        Assert.Matches(@"\nxor .* built in\n", list);
        string digits = place.Succeeds("data", "show", "digits", "--count", "1").Results;
        Assert.Contains("train       1,438 samples\ntest        359 samples\ninputs      1×8×8\nclasses     10\n\nsample 0: class 0\n",
            digits);
        Assert.Contains("@@", digits);
        place.Recipe();
        Assert.Contains("validation  288 samples", place.Succeeds("data", "show", "recipe.yaml", "--count", "0").Results);
    }

    [Fact]
    public void On_a_terminal_a_bar_moves_and_leaves_whole_lines()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");
        using Workplace place = new();
        // Epochs have to take longer than the time between two updates of the bar.
        place.Write("recipe.yaml", "name: wide\ndata: { digits: { validation: 0.2, scale: unit } }\n" +
            "model: [flatten, linear: 4096, relu, linear: 10]\nloss: cross_entropy\noptimizer: { sgd: 0.1 }\n" +
            "training: { epochs: 3, batch_size: 1 }\n");
        place.Write("terminal.sh",
            $"stty cols 100 rows 24; dotnet '{Path.Combine(AppContext.BaseDirectory, "Chainrule.Cli.dll")}' train recipe.yaml --out out\n");
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("script", ["-qec", "sh terminal.sh", "typed"])
            {
                WorkingDirectory = place.Folder,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        string typed = File.ReadAllText(place["typed"]);
        Assert.Matches("[█░]{20} epoch [123]/3  batch ", typed);
        // The screen shows of each line what follows its last carriage return.
        string[] left = [.. typed.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(line => line.Split('\r')[^1])];
        Assert.Equal(3, left.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.DoesNotContain(left, line => line.Contains('░', StringComparison.Ordinal) || line.Contains('█', StringComparison.Ordinal));
    }
}
