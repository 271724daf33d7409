using System.CommandLine;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Report;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule study STUDY</c>.</summary>
internal static class StudyCommand
{
    public static Command Create(Output output)
    {
        Argument<string> study = new("STUDY") { Description = "The study, a YAML file." };
        Option<string?> folder = Folder("runs/studies/NAME");
        Option<bool> quick = Quick(), quiet = new("--quiet") { Description = "Show no progress." };
        Option<string[]> only = Only("Only this part of the study. May be given several times.", "PART");
        Option<int> threads = CommonOptions.Threads();
        Option<string?> data = CommonOptions.DataDirectory();
        Command command = new("study", CommonOptions.WithExample(
            "Runs a study: a recipe with what varies, repeated with fresh seeds, its plots and its claims. Runs that the folder holds " +
            "already are not repeated, so that an interrupted study goes on.",
            "chainrule study studies/a-two-layer.yaml",
            "chainrule study studies/a-two-layer.yaml --quick --only optimizer --out runs/two-layer"))
        { study, folder, quick, only, threads, quiet, data };
        command.SetAction((parsed, cancellation) =>
        {
            StudyDocument document = StudyReader.Read(parsed.GetValue(study)!);
            bool isQuick = parsed.GetValue(quick);
            string path = parsed.GetValue(folder) ?? Path.Combine("runs", "studies", document.Study.Name + (isQuick ? "-quick" : ""));
            string[] parts = parsed.GetValue(only) ?? [];
            foreach (string part in parts) StudySelection.RequirePart(document.Study, part);
            using StudyProgressLine? progress = parsed.GetValue(quiet) ? null : new StudyProgressLine(output);
            StudyResults results = Run(output, document, new StudyOptions
            {
                Folder = path,
                DataDirectory = CommonOptions.FindData(parsed.GetValue(data)),
                Quick = isQuick,
                Only = parts,
                Threads = parsed.GetValue(threads),
                Progress = progress,
            }, cancellation);
            progress?.Dispose();
            string report = ReportFiles.Write(path, "report", document.Study.Title ?? document.Study.Name, StudyPage.Of(results));
            Print(output, results);
            output.Results.WriteLine($"report  {report}");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    /// <summary>Runs a study; where it is cancelled, says how to go on.</summary>
    public static StudyResults Run(Output output, StudyDocument document, StudyOptions options, CancellationToken cancellation)
    {
        try
        {
            return StudyRunner.Run(document, options, cancellation);
        }
        catch (OperationCanceledException)
        {
            (options.Progress as IDisposable)?.Dispose();
            output.Messages.WriteLine(
                $"The runs of '{document.Study.Name}' are saved in {options.Folder}; the same command goes on with them.");
            throw;
        }
    }

    /// <summary>Prints every claim with its verdict.</summary>
    public static void Print(Output output, StudyResults results)
    {
        Study study = results.Document.Study;
        output.Results.WriteLine($"{study.Title ?? study.Name}{(results.Quick ? " (quick: fewer repeats and epochs)" : "")}");
        foreach ((PartResults part, IReadOnlyList<Verdict> verdicts) in results.Parts.Zip(StudyPage.Evaluate(results)))
        {
            int diverged = part.Arms.Sum(arm => arm.Diverged);
            string lost = diverged > 0 ? $", {diverged} of them diverged" : "";
            output.Results.WriteLine($"  {part.Plan.Name}: {part.Arms.Sum(arm => arm.Runs.Count)} runs{lost}");
            foreach (Verdict verdict in verdicts)
            {
                output.Results.WriteLine($"    {(verdict.Holds ? "holds        " : "does not hold")}  {verdict.Says}");
                output.Results.WriteLine($"                   {verdict.Numbers}");
            }
        }
        output.Results.WriteLine();
    }

    public static Option<string?> Folder(string standard) => new("--out")
    {
        Description = $"The folder for runs and report; by default {standard}, with '-quick' appended for --quick.",
        HelpName = "DIR",
    };

    public static Option<bool> Quick() => new("--quick")
    {
        Description = "Fewer repeats and epochs, as the study says; the report is marked so.",
    };

    public static Option<string[]> Only(string description, string name) => new("--only")
    {
        Description = description,
        HelpName = name,
        AllowMultipleArgumentsPerToken = false,
    };
}
