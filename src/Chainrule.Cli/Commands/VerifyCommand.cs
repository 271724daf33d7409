using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule verify RECIPE</c>.</summary>
internal static class VerifyCommand
{
    private static readonly int[] usual = [1, 2, 3, 8];

    public static Command Create(Output output)
    {
        Argument<string> recipe = CommonOptions.Recipe();
        Option<int[]> threads = CommonOptions.Numbers("--threads", "The numbers of threads to train on.", usual);
        Option<string?> folder = new("--out")
        {
            Description = "Keep the first training in this run folder, with the comparison in its report; by default nothing is kept.",
            HelpName = "DIR",
        };
        Option<string[]> set = CommonOptions.Set();
        Option<ulong?> seed = CommonOptions.Seed();
        Option<string?> precision = CommonOptions.Precision();
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("verify", CommonOptions.WithExample(
            "Trains a recipe on several numbers of threads and checks that all end with the same weights, bit for bit.",
            "chainrule verify recipes/digits-cnn.yaml --set training.epochs=3",
            "chainrule verify recipes/mnist-mlp.yaml --threads 1,2 --set training.epochs=1 --out runs/verified"))
        { recipe, threads, folder, set, seed, precision, quiet, data, json };
        command.SetAction((parsed, cancellation) =>
        {
            RecipeDocument document = CommonOptions.ReadRecipe(parsed.GetValue(recipe)!, parsed.GetValue(set), parsed.GetValue(seed),
                parsed.GetValue(precision));
            string? kept = parsed.GetValue(folder);
            using ProgressLine? progress = parsed.GetValue(quiet) ? null : new ProgressLine(output, document.Recipe);
            (RunResult Run, TrainingDiagnosis Diagnosis)? first = null;
            Verification verified = Verifier.Verify(document, parsed.GetValue(threads)!, new RunOptions
            {
                Folder = kept ?? "",
                DataDirectory = CommonOptions.FindData(parsed.GetValue(data)),
                Progress = progress,
            }, kept is null ? null : Keep, cancellation);
            if (first is { } training)
            {
                using FolderLock writer = FolderLock.Take(kept!);
                RunReporter.Write(training.Run, training.Diagnosis, verified);
            }
            progress?.Dispose();
            string format = document.Recipe.Precision == Precision.Float32 ? "float32" : "float64";
            VerifyReport report = new(document.Recipe.Name, format, Installation.InstructionSet,
                [.. verified.Runs.Select(run => new VerifyRow(run.Threads, Words(run.Status), run.Steps, run.Seconds, run.WeightsSha256))],
                    verified.IsSame);
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(report, CliJson.Default.VerifyReport));
            else Print(output, report, kept);
            return Task.FromResult(verified.IsSame ? ExitCode.Success : ExitCode.Failure);

            // The page is written when the first training has ended, and again when it has been compared.
            RunSummary Keep(RunResult result)
            {
                first = (result, TrainingDoctor.Examine(result));
                return RunReporter.Write(result, first.Value.Diagnosis);
            }
        });
        return command;
    }

    private static string Words(TrainingStatus status) => status switch
    {
        TrainingStatus.EarlyStopped => "early_stopped",
        TrainingStatus.Diverged => "diverged",
        TrainingStatus.Stopped => "stopped",
        _ => "completed",
    };

    private static void Print(Output output, VerifyReport report, string? folder)
    {
        output.Table([">threads", "ended", ">steps", ">seconds", "weights, SHA-256"], report.Runs.Select(run => (IReadOnlyList<string>)
            [Output.Count(run.Threads), run.Status.Replace('_', ' '), Output.Count(run.Steps),
                run.Seconds.ToString("0.0", CultureInfo.InvariantCulture), run.WeightsSha256]));
        output.Results.WriteLine();
        string same = report.Runs.Count == 1
            ? "one training, nothing to compare it with"
            : $"the same weights, bit for bit, in all {report.Runs.Count} trainings";
        output.Results.WriteLine(report.Same
            ? $"{report.Name}, {report.Precision}: {same}"
            : $"{report.Name}, {report.Precision}: THE WEIGHTS DIFFER. This should not happen: please report it with the recipe " +
                "and this table.");
        if (folder is not null) output.Results.WriteLine($"report  {Path.Combine(folder, "report.html")}");
    }
}
