using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Data;
using Chainrule.Lab.Plots;
using Chainrule.Tests;

namespace Chainrule.Cli.Tests;

/// <summary>The examples of the help pages, typed in the repository's folder after the runs that they name have been trained.</summary>
public partial class HelpExamplesTests(TrainedRun run)
{
    /// <summary>The commands that take long; they are cancelled as soon as they show progress.</summary>
    private static readonly string[] trainings = ["train", "verify", "study", "lab"];

    [Fact]
    public void Every_example_of_every_help_page_does_what_it_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using Workplace place = Place();
        string[] examples = [.. HelpText.All(place).SelectMany(help => help.Examples)];
        Assert.True(examples.Length > 20, $"Only {examples.Length} examples were found.");
        Assert.Contains("chainrule data fetch mnist", examples);
        string[] failures = [.. examples.Select(example => (Example: example, Outcome: Try(place, example)))
            .Where(tried => !IsFine(tried.Example, tried.Outcome))
            .Select(tried => $"{tried.Example}: {tried.Outcome.ExitCode}\n{tried.Outcome.All}")];
        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }

    [Theory]
    [InlineData("chainrule train recipes/digits-cnn.yaml --sett training.epochs=5")]
    [InlineData("chainrule train recipes/digits.yaml")]
    [InlineData("chainrule train recipes/mnist-mlp.yaml --set training.epoch=1")]
    [InlineData("chainrule study studies/a-two-layer.yaml --only optimiser")]
    [InlineData("chainrule lab g-beyond")]
    [InlineData("chainrule predict runs/digits-cnn/first --input seven.png --size 8")]
    public void A_wrong_example_would_be_noticed(string example)
    {
        using Workplace place = Place();
        Assert.False(IsFine(example, Try(place, example)));
    }

    private Workplace Place()
    {
        Workplace place = new();
        foreach (string folder in (string[])["recipes", "studies"])
            foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
                Copy(file, Path.GetRelativePath(Repository.Root, file));
        foreach (string name in (string[])["digits-cnn", "mnist-mlp"])
            foreach (string file in Directory.GetFiles(run.Folder)) Copy(file, $"runs/{name}/first/{Path.GetFileName(file)}");
        Npy.Write(place["images.npy"], NdArray.Create(new float[2 * 64], 2, 1, 8, 8));
        place.Write("seven.png", PngImage.Encode(10, 12, 1, new byte[120]));
        if (Environment.GetEnvironmentVariable("CHAINRULE_DATA") is { } data) place.Variables["CHAINRULE_DATA"] = data;
        else place.Variables["XDG_DATA_HOME"] = place["data"];
        // Nothing is downloaded for a test.
        foreach (string variable in (string[])["http_proxy", "https_proxy", "all_proxy"]) place.Variables[variable] = "http://127.0.0.1:9";
        return place;

        void Copy(string from, string to)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place[to])!);
            File.Copy(from, place[to]);
        }
    }

    private static Outcome Try(Workplace place, string example)
    {
        string[] words = [.. example.Split(' ').Skip(1).TakeWhile(word => word != ">")];
        if (!trainings.Contains(words[0])) return place.Run(words);
        Process process = place.Start(words);
        string? first = process.StandardError.ReadLine();
        if (first is not null && Progress.IsMatch(first))
        {
            using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
        Outcome outcome = Workplace.Finish(process);
        return outcome with { Messages = $"{first}\n{outcome.Messages}" };
    }

    /// <summary>It succeeds, is cancelled half-way, or lacks nothing but MNIST, which it looks for after everything that could be wrong
    /// with the example.</summary>
    private static bool IsFine(string example, Outcome outcome) => outcome.ExitCode switch
    {
        0 => true,
        130 => trainings.Contains(example.Split(' ')[1]),
        3 => outcome.All.Contains("'mnist' is not complete in ", StringComparison.Ordinal)
            || (example == "chainrule data fetch mnist" && outcome.All.Contains("127.0.0.1:9", StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>The progress of a training or a study; a command that prints anything else is left to end by itself.</summary>
    [GeneratedRegex(@"^epoch +\d+/\d+ |^[\w-]+  \d+/\d+ ")]
    private static partial Regex Progress { get; }
}
