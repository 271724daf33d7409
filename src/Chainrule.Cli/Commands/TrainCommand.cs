using System.CommandLine;
using System.Globalization;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule train RECIPE</c>.</summary>
internal static class TrainCommand
{
    public static Command Create(Output output)
    {
        Argument<string> recipe = CommonOptions.Recipe();
        Option<string?> folder = new("--out") { Description = "The run folder; by default runs/NAME/START-TIME.", HelpName = "DIR" };
        Option<string[]> set = CommonOptions.Set();
        Option<ulong?> seed = CommonOptions.Seed();
        Option<string?> precision = CommonOptions.Precision();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> resume = new("--resume")
        {
            Description = "Go on with what the run folder holds; start from the beginning where it holds nothing.",
        };
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("train", CommonOptions.WithExample("Trains a recipe and writes a run folder.",
            "chainrule train recipes/digits-cnn.yaml --set training.epochs=5",
            "chainrule train recipes/mnist-mlp.yaml --out runs/mnist --resume"))
        { recipe, folder, set, seed, precision, threads, resume, quiet, data, json };
        command.SetAction((parsed, cancellation) =>
        {
            RecipeDocument document = CommonOptions.ReadRecipe(parsed.GetValue(recipe)!, parsed.GetValue(set), parsed.GetValue(seed),
                parsed.GetValue(precision));
            string path = parsed.GetValue(folder) ?? RunFolder.DefaultFor(document.Recipe.Name, DateTime.Now);
            using ProgressLine? progress = parsed.GetValue(quiet) ? null : new ProgressLine(output, document.Recipe);
            RunSummary summary = Runner.Train(document, new RunOptions
            {
                Folder = path,
                DataDirectory = CommonOptions.FindData(parsed.GetValue(data)),
                Resume = parsed.GetValue(resume),
                Threads = parsed.GetValue(threads),
                Progress = progress,
                Warnings = new DirectProgress<string>(warning => output.Warn(warning)),
                Finish = result => RunReporter.Write(result, TrainingDoctor.Examine(result)),
            }, cancellation).Summary;
            progress?.Dispose();
            if (parsed.GetValue(json)) output.Results.Write(summary.ToJson());
            else Print(output, summary, path);
            if (summary.Divergence is not null) output.Messages.WriteLine(summary.Divergence);
            if (summary.Status == TrainingStatus.Cancelled)
                output.Messages.WriteLine(
                    $"Cancelled; weights and checkpoint are saved. Go on with the same command and --out {path} --resume, " +
                    $"or measure these weights with: chainrule evaluate {path}");
            return Task.FromResult(summary.Status switch
            {
                TrainingStatus.Diverged => ExitCode.Diverged,
                TrainingStatus.Cancelled => ExitCode.Cancelled,
                _ => ExitCode.Success,
            });
        });
        return command;
    }

    private static void Print(Output output, RunSummary summary, string folder)
    {
        IEnumerable<(string Part, IReadOnlyDictionary<string, double>? Scores)> parts =
        [
            ("train", summary.Train), ("validation", summary.Validation), ("test", summary.Test),
            .. summary.Best is { } best && best.Epoch < summary.Epochs
                ? [($"validation, epoch {best.Epoch} (best)", best.Validation), ($"test, epoch {best.Epoch} (best)", best.Test)]
                : ((string, IReadOnlyDictionary<string, double>?)[])[],
        ];
        if (summary.Train.Count > 0)
        {
            output.Table(["part", .. summary.Train.Keys.Select(name => ">" + name)],
                parts.Where(part => part.Scores is not null)
                    .Select(part => (IReadOnlyList<string>)[part.Part, .. part.Scores!.Values.Select(Output.Score)]));
            output.Results.WriteLine();
        }
        string status = summary.Status switch
        {
            TrainingStatus.EarlyStopped => "stopped early",
            TrainingStatus.Diverged => "diverged",
            TrainingStatus.Cancelled => "cancelled",
            TrainingStatus.Stopped => "stopped",
            _ => "completed",
        };
        output.Results.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Name}: {status}, {Output.Count(summary.Epochs)} {(summary.Epochs == 1 ? "epoch" : "epochs")}, " +
            $"{Output.Count(summary.Steps)} {(summary.Steps == 1 ? "step" : "steps")} in " +
            $"{Output.Duration(TimeSpan.FromSeconds(summary.Seconds))}, {Output.Count((long)summary.SamplesPerSecond)} samples/s"));
        output.Results.WriteLine($"weights {summary.WeightsSha256}");
        output.Results.WriteLine($"run     {folder}");
        output.Results.WriteLine($"report  {Path.Combine(folder, "report.html")}");
        if (summary.Findings is { } findings)
        {
            output.Results.WriteLine();
            foreach (string finding in findings) output.Results.WriteLine($"- {finding}");
        }
        else if (summary.Status != TrainingStatus.Cancelled) output.Results.WriteLine("doctor  nothing unusual");
    }
}
