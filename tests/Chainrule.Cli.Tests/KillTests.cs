using System.Diagnostics;
using System.Globalization;
using Chainrule.Kernels;

namespace Chainrule.Cli.Tests;

/// <summary>Trainings killed with SIGKILL at random moments, again and again, end with the same weights and the same history as one that
/// is left alone.</summary>
/// <remarks>The moments are drawn from a fixed seed. <c>CHAINRULE_KILLS</c> is the number of kills of each recipe; <c>--filter-trait
/// recipe=mnist-convnet</c> chooses one.</remarks>
public class KillTests
{
    private const int Usual = 8;

    private const string End = """

        loss: cross_entropy
        optimizer: { nadam: 0.002 }
        schedule: { reduce_on_plateau: { patience: 3, factor: 0.7 } }
        metrics: [accuracy]
        """;

    private static readonly Dictionary<string, string> recipes = new()
    {
        ["perceptron"] = """
            name: perceptron
            data: { digits: { validation: 0.2, scale: unit } }
            model: [flatten, { linear: 128 }, batch_norm, relu, { dropout: 0.3 }, { linear: 10 }]
            training:
              epochs: 150
              batch_size: 24
              evaluate_every: 2
              early_stopping: { metric: validation_accuracy, patience: 70 }
              checkpoint_every: 0.25s
            """ + End,
        ["convnet"] = """
            name: convnet
            data: { digits: { validation: 0.2, scale: unit } }
            model:
              - conv2d: { filters: 8, padding: same }
              - batch_norm
              - relu
              - max_pool2d: 2
              - dropout: 0.3
              - flatten
              - linear: 10
            training: { epochs: 60, batch_size: 32, clip_norm: 1, checkpoint_every: 0.25s }
            """ + End,
        ["mnist-perceptron"] = """
            name: mnist-perceptron
            data: { mnist: { validation: 6000, scale: unit } }
            model: [flatten, { linear: 128 }, relu, { linear: 64 }, relu, { linear: 10 }]
            training: { epochs: 3, batch_size: 64 }
            """ + End,
        ["mnist-convnet"] = """
            name: mnist-convnet
            data: { mnist: { validation: 2000, scale: unit } }
            model:
              - conv2d: 8
              - batch_norm
              - relu
              - max_pool2d: 2
              - conv2d: 16
              - batch_norm
              - relu
              - max_pool2d: 2
              - flatten
              - dropout: 0.5
              - linear: 10
            training: { steps: 900, batch_size: 48, evaluate_every: 1, checkpoint_every: 1s }
            """ + End,
    };

    public static IEnumerable<TheoryDataRow<string>> Names =>
        recipes.Keys.Select(name => new TheoryDataRow<string>(name).WithTrait("recipe", name));

    [Theory, MemberData(nameof(Names))]
    public void Killed_again_and_again_it_comes_to_the_same_end(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using Workplace place = new();
        bool isLarge = name.StartsWith("mnist", StringComparison.Ordinal);
        if (isLarge)
        {
            string? data = Environment.GetEnvironmentVariable("CHAINRULE_DATA");
            Assert.SkipWhen(data is null, "CHAINRULE_DATA does not name a folder with MNIST.");
            place.Variables["CHAINRULE_DATA"] = data;
        }
        int wanted = Environment.GetEnvironmentVariable("CHAINRULE_KILLS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Usual;
        place.Write("recipe.yaml", recipes[name]);
        place.Succeeds("train", "recipe.yaml", "--out", "whole", "--quiet");

        Stopwatch watch = Stopwatch.StartNew();
        RandomStream random = new(7, RandomPurpose.Generator);
        int kills = 0, beforeFirst = 0, whileWriting = 0, ends = 0, refused = 0;
        while (kills < wanted || Directory.Exists(place["killed"]))
        {
            string[] train = ["train", "recipe.yaml", "--out", "killed", "--resume", "--quiet"];
            Process process = place.Start(train);
            // Now and then two processes go on at once: one of them writes, the other one is refused.
            Process? rival = kills % 5 == 4 ? place.Start(train) : null;
            // Half of the kills come at any moment from the start on; the others only some time after the next checkpoint, so that the run
            // makes progress.
            if (kills % 2 == 1 || kills >= wanted) AwaitCheckpoint(place["killed/checkpoint"], process);
            bool hasEnded = process.WaitForExit(kills < wanted
                ? TimeSpan.FromMilliseconds(random.Next(isLarge ? 2500 : 800))
                : TimeSpan.FromSeconds(100));
            bool rivalWrites = rival is { HasExited: false };
            process.Kill();
            rival?.Kill();
            Outcome outcome = Workplace.Finish(process);
            if (rival is not null)
            {
                // At most one of them writes at a time; the first to come is not always the first to be started.
                Outcome other = Workplace.Finish(rival);
                foreach (Outcome one in (Outcome[])[outcome, other])
                    if (one.ExitCode == 2) Assert.Contains("is being written by", one.Messages, StringComparison.Ordinal);
                if (outcome.ExitCode == 2 || other.ExitCode == 2) refused++;
                Assert.Contains(other.ExitCode, (int[])[0, 2, 137]);
                if (outcome.ExitCode == 2) (hasEnded, outcome) = (!rivalWrites, other);
            }
            if (!hasEnded)
            {
                kills++;
                if (!File.Exists(place["killed/checkpoint"])) beforeFirst++;
                if (Directory.Exists(place["killed"]) && Directory.GetFiles(place["killed"], "*.tmp").Length > 0) whileWriting++;
                continue;
            }
            Assert.True(outcome.ExitCode == 0, $"after {kills} kills: {outcome.ExitCode}\n{outcome.All}");
            Runs.AssertSame(place["whole"], place["killed"]);
            // Resuming a finished run changes nothing.
            place.Succeeds(train);
            Runs.AssertSame(place["whole"], place["killed"]);
            ends++;
            Directory.Delete(place["killed"], recursive: true);
        }
        Assert.True(ends > 0);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {kills} kills, {beforeFirst} of them before the first checkpoint and {whileWriting} while a file was being " +
            $"written; {refused} times a second process was refused; {ends} runs completed, all with the weights "
            + $"of the run that was left alone; {watch.Elapsed.TotalSeconds:0} s"));
    }

    private static void AwaitCheckpoint(string file, Process process)
    {
        DateTime before = File.GetLastWriteTimeUtc(file);
        while (!process.HasExited && File.GetLastWriteTimeUtc(file) == before) Thread.Sleep(5);
    }
}
