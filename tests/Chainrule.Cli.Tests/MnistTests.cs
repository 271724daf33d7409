using System.Diagnostics;
using System.Globalization;

namespace Chainrule.Cli.Tests;

/// <summary>The recipes on MNIST as a user runs them; they need the data.</summary>
public class MnistTests
{
    private static Workplace Place()
    {
        string? data = Environment.GetEnvironmentVariable("CHAINRULE_DATA");
        Assert.SkipWhen(data is null, "CHAINRULE_DATA does not name a folder with MNIST.");
        Workplace place = new();
        place.Variables["CHAINRULE_DATA"] = data;
        return place;
    }

    private static string Recipe()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Chainrule.slnx"))) folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder!, "recipes", "mnist-mlp.yaml");
    }

    [Fact]
    public void Cancelled_it_goes_on_to_the_same_end()
    {
        using Workplace place = Place();
        string[] train = ["train", Recipe(), "--quiet", "--set", "training.epochs=", "--set", "training.steps=1500",
            "--set", "schedule=constant"];
        place.Succeeds([.. train, "--out", "whole"]);
        Process process = place.Start([.. train, "--out", "cancelled"]);
        while (!File.Exists(place["cancelled/checkpoint"])) Thread.Sleep(10);
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])) kill.WaitForExit();
        Outcome outcome = Workplace.Finish(process);
        Assert.Equal(130, outcome.ExitCode);
        place.Succeeds([.. train, "--out", "cancelled", "--resume"]);
        Runs.AssertSame(place["whole"], place["cancelled"]);
    }

    [Fact]
    public void The_data_is_found_through_the_environment()
    {
        using Workplace place = Place();
        Assert.Matches(@"\nmnist .* in ", place.Succeeds("data", "list").Results);
        Assert.Contains("54,000 samples", place.Succeeds("data", "show", Recipe(), "--count", "1").Results);
    }
}
