using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

/// <summary>Cancelled with a signal, a training saves and ends soon, whatever it is doing. The network is made so heavy that no training
/// that is cancelled here could have completed.</summary>
public class CancelTests
{
    private const string Heavy = """
        name: heavy
        data: { digits: { DATA scale: unit } }
        model:
          - conv2d: { filters: 256, padding: same }
          - conv2d: { filters: 256, padding: same }
          - batch_norm
          - relu
          - conv2d: { filters: 256, padding: same }
          - conv2d: { filters: 256, padding: same }
          - conv2d: { filters: 256, padding: same }
          - conv2d: { filters: 256, padding: same }
          - relu
          - avg_pool2d: 8
          - flatten
          - linear: 10
        loss: cross_entropy
        optimizer: { adam: 0.001 }
        training: { steps: STEPS, batch_size: BATCH }
        metrics: [accuracy]
        """;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void In_the_midst_of_a_large_step(string signal)
    {
        using Workplace place = Place("", steps: 3, batch: "all");
        Cancelled(place, signal, () => File.Exists(place["out/history.csv"]));
        Assert.Equal((0, 0), ((int)Runs.Summary(place["out"])["steps"]!, (int)Runs.Summary(place["out"])["epochs"]!));
    }

    [Fact]
    public void In_the_midst_of_an_evaluation()
    {
        using Workplace place = Place("test: 0, validation: 1780,", steps: 1, batch: "4");
        Cancelled(place, "INT", () =>
            Length(place["out/checkpoint"]) > 0 && File.Exists(place["out/history.csv"]) && HasStep(place["out/checkpoint"], 1));
        Assert.Equal((1, 0), ((int)Runs.Summary(place["out"])["steps"]!, (int)Runs.Summary(place["out"])["epochs"]!));
        Assert.Null(Runs.Summary(place["out"])["best"]);
    }

    [Fact]
    public void In_the_midst_of_the_final_measuring()
    {
        using Workplace place = Place("test: 0,", steps: 1, batch: "4");
        Cancelled(place, "INT", () => File.Exists(place["out/weights.safetensors"]));
        Assert.Equal(1, (int)Runs.Summary(place["out"])["steps"]!);
        Assert.Contains("chainrule evaluate", File.ReadAllText(place["out/report.html"]), StringComparison.Ordinal);
    }

    private static Workplace Place(string data, int steps, string batch)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Workplace place = new();
        place.Write("recipe.yaml", Heavy.Replace("DATA", data, StringComparison.Ordinal)
            .Replace("STEPS", steps.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("BATCH", batch, StringComparison.Ordinal));
        return place;
    }

    private static void Cancelled(Workplace place, string signal, Func<bool> isThere)
    {
        Process process = place.Start("train", "recipe.yaml", "--out", "out");
        while (!process.HasExited && !isThere()) Thread.Sleep(5);
        Thread.Sleep(100);
        Stopwatch watch = Stopwatch.StartNew();
        using (Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)])) kill.WaitForExit();
        Outcome outcome = Workplace.Finish(process);
        TestContext.Current.TestOutputHelper?.WriteLine($"ended {watch.Elapsed.TotalSeconds:0.00} s after the signal");
        Assert.True(outcome.ExitCode == 130, $"{outcome.ExitCode}\n{outcome.All}");
        Assert.Contains("Cancelled; weights and checkpoint are saved. Go on with the same command and --out out --resume",
            outcome.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.All, StringComparison.Ordinal);
        Assert.Equal("cancelled", (string)Runs.Summary(place["out"])["status"]!);
        Assert.All((string[])["checkpoint", "weights.safetensors", "history.csv", "report.html", "recipe.yaml"], file =>
            Assert.True(File.Exists(Path.Combine(place["out"], file)), file));
        Assert.Empty(Directory.GetFiles(place["out"], "*.tmp"));
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static bool HasStep(string checkpoint, long step)
    {
        try
        {
            string numbers = Chainrule.Interchange.Safetensors.Read(checkpoint).Metadata["chainrule.checkpoint"];
            return (long)JsonNode.Parse(numbers)!["step"]! == step;
        }
        catch (Chainrule.Data.DataException)
        {
            return false;
        }
    }
}
