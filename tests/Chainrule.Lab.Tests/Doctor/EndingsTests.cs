using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>Trainings that end in every way at every moment: doctor, report and files of the run bear all of them.</summary>
/// <remarks>Always the same trainings. <c>CHAINRULE_FUZZ</c> is their number.</remarks>
public class EndingsTests
{
    private const int Usual = 120;

    [Fact]
    public void However_a_training_ends_its_report_and_its_files_are_whole()
    {
        int times = Environment.GetEnvironmentVariable("CHAINRULE_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : Usual;
        Dictionary<string, int> seen = [];
        for (int seed = 0; seed < times; seed++)
        {
            using TemporaryFolder folder = new();
            RandomTraining training = new(seed, folder);
            try
            {
                string outcome = Check(training);
                seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Training {seed}: {training}", e);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", seen.Select(pair => $"{pair.Value} {pair.Key}")));
        // A test whose trainings are all refused, or all end alike, would test little.
        Assert.InRange(seen.GetValueOrDefault("refused"), 0, times / 3);
        Assert.All(["Completed", "Diverged", "EarlyStopped", "Cancelled"],
            status => Assert.True(seen.Keys.Any(key => key.StartsWith(status, StringComparison.Ordinal)), $"None is {status}."));
    }

    /// <summary>Trains it and says how it ended.</summary>
    private static string Check(RandomTraining training)
    {
        training.Folder.Write("recipe.yaml", training.Recipe);
        RecipeDocument document;
        RunSummary whole;
        try
        {
            document = RecipeReader.Read(training.Folder["recipe.yaml"]);
            whole = Judged(Runner.Train(document, Options(training, "whole")));
        }
        catch (Exception e) when (e is DocumentException or DataException)
        {
            Assert.False(Directory.Exists(training.Folder["whole"]));
            return "refused";
        }
        Ending ending = training.Ending;
        switch (ending)
        {
            case Ending.WholeAndResumed:
                Same(whole, Judged(Runner.Train(document, Options(training, "whole", resume: true))));
                break;
            case Ending.BeforeTheFirstStep:
                Assert.Throws<OperationCanceledException>(
                    () => Runner.Train(document, Options(training, "parts"), new CancellationToken(canceled: true)));
                Assert.False(Directory.Exists(training.Folder["parts"]));
                return "Cancelled before the first step";
            case Ending.StepByStep:
                for (int i = training.Below(3); i >= 0; i--)
                {
                    RunSummary cut = Judged(document.Recipe.Precision == Precision.Float32
                        ? OneStep<float>(document, training) : OneStep<double>(document, training));
                    if (cut.Status == TrainingStatus.Diverged) break;
                }
                Same(whole, Judged(Runner.Train(document, Options(training, "parts", resume: true))));
                break;
            case Ending.AtTheEndOfAnEpoch or Ending.Killed:
                using (CancellationTokenSource cancellation = new())
                {
                    int epoch = 1 + training.Below(3);
                    Judged(Runner.Train(document, Options(training, "parts") with { Progress = new After(epoch, cancellation) },
                        cancellation.Token));
                }
                if (ending == Ending.Killed)
                    foreach (string file in (string[])["summary.json", "report.html", "weights.safetensors", "statistics.csv"])
                        File.Delete(training.Folder[$"parts/{file}"]);
                Same(whole, Judged(Runner.Train(document, Options(training, "parts", resume: true))));
                break;
        }
        return $"{whole.Status} {ending}";
    }

    private static RunOptions Options(RandomTraining training, string name, bool resume = false) => new()
    {
        Folder = training.Folder[name],
        DataDirectory = training.Folder["cache"],
        Threads = 1,
        Resume = resume,
    };

    /// <summary>Trains until it sees that it is cancelled, which is so from the beginning.</summary>
    private static RunResult OneStep<T>(RecipeDocument document, RandomTraining training)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RunOptions options = Options(training, "parts", resume: true);
        DataSplit<T> data = Experiment<T>.Load(document, new RunAccess { DataDirectory = options.DataDirectory });
        using RunFolder folder = RunFolder.Create(options.Folder, resume: true);
        Run? earlier = Run.Find(options.Folder);
        return new RunSession<T>(document, data, Experiment<T>.TrainerOf(document, data, threads: 1), options)
            .Train(folder, earlier, new CancellationToken(canceled: true));
    }

    private static void Same(RunSummary whole, RunSummary parts)
    {
        Assert.Equal((whole.Status, whole.Divergence?.Step), (parts.Status, parts.Divergence?.Step));
        if (whole.Divergence is null) Assert.Equal(whole.WeightsSha256, parts.WeightsSha256);
    }

    /// <summary>Has the doctor and the reporter look at a training, and holds the files against it.</summary>
    private static RunSummary Judged(RunResult result)
    {
        RunSummary summary = RunReporter.Write(result, TrainingDoctor.Examine(result));
        Run run = Run.Open(result.Folder.Path);
        Assert.Equal(summary.Status, run.Summary!.Status);
        Assert.Equal(summary.Findings ?? [], run.Summary.Findings ?? []);
        Assert.Equal(summary.Epochs, run.History.Epochs.Count);
        // As text: .NET writes 2⁻²⁵ so that its neighbour is read back.
        Assert.Equal(StatisticsCsv.Write(result.Statistics.Measurements), StatisticsCsv.Write(run.Statistics));
        Assert.Equal(summary.Status != TrainingStatus.Cancelled, run.IsFinished);
        Assert.NotEmpty(run.Model.Network.Layers);
        string page = File.ReadAllText(result.Folder.Report);
        Assert.EndsWith("</html>\n", page);
        // One that diverges and is cancelled while it is measured is not finished.
        if (summary.Status != TrainingStatus.Cancelled)
            Assert.Equal(summary.Status == TrainingStatus.Diverged, summary.Divergence is not null);
        Assert.Equal(summary.Status == TrainingStatus.Cancelled, summary.Train.Count == 0);
        if (summary.Divergence is { } divergence)
        {
            string step = $"at step {Numerals.Count(divergence.Step)}";
            Assert.Contains(step, page);
            Assert.Contains(step, divergence.ToString());
            Assert.NotEmpty(summary.Findings!);
            Assert.All(summary.Findings!, finding => Assert.Matches(
                $"{step}\\b|With them, (the training diverged in its first step|the learning rate .* is too large)", finding));
        }
        // What is said to be fine is finite, and better than guessing.
        if (summary is { Findings: null, Status: not TrainingStatus.Cancelled })
            Assert.True(result.Baselines[0].IsBeaten && double.IsFinite(summary.Train["loss"]), $"{result.Baselines[0].Loss}");
        return summary;
    }

    private sealed class After(int epoch, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed?.Epoch >= epoch) cancellation.Cancel();
        }
    }
}
