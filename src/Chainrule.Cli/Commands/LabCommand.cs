using System.CommandLine;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Data;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Report;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule lab [NAME…]</c>.</summary>
internal static class LabCommand
{
    public static Command Create(Output output)
    {
        Argument<string[]> names = new("NAME")
        {
            Description = "Studies, or parts of them as STUDY/PART; all studies by default.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "NAME…",
        };
        Option<string> studies = new("--studies")
        {
            Description = "The folder of studies; by default studies.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "studies",
        };
        Option<string?> folder = StudyCommand.Folder("runs/lab");
        Option<bool> quick = StudyCommand.Quick(), quiet = new("--quiet") { Description = "Show no progress." };
        Option<string[]> only = StudyCommand.Only("Only this study, or this part as STUDY/PART. May be given several times.", "NAME");
        Option<int> threads = CommonOptions.Threads();
        Option<string?> data = CommonOptions.DataDirectory();
        Command command = new("lab", CommonOptions.WithExample(
            "Runs all studies of a folder and writes one report. Runs that the folder holds already are not repeated, so that an " +
            "interrupted lab goes on.",
            "chainrule lab --quick", "chainrule lab a-two-layer f-mnist-beyond/lenet5"))
        { names, studies, folder, quick, only, threads, quiet, data };
        command.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<(StudyDocument Document, IReadOnlyList<string> Parts)> chosen = StudySelection.Choose(
                StudySelection.ReadAll(parsed.GetValue(studies)!), [.. parsed.GetValue(names) ?? [], .. parsed.GetValue(only) ?? []]);
            bool isQuick = parsed.GetValue(quick);
            string path = parsed.GetValue(folder) ?? Path.Combine("runs", isQuick ? "lab-quick" : "lab");
            DataCache cache = new();
            List<StudyResults> results = [];
            foreach ((StudyDocument document, IReadOnlyList<string> parts) in chosen)
            {
                using StudyProgressLine? progress = parsed.GetValue(quiet) ? null : new StudyProgressLine(output);
                results.Add(StudyCommand.Run(output, document, new StudyOptions
                {
                    Folder = path,
                    DataDirectory = CommonOptions.FindData(parsed.GetValue(data)),
                    Quick = isQuick,
                    Only = parts,
                    Threads = parsed.GetValue(threads),
                    Cache = cache,
                    Progress = progress,
                }, cancellation));
                progress?.Dispose();
                StudyCommand.Print(output, results[^1]);
            }
            string report = ReportFiles.Write(path, "report", isQuick ? "The lab (quick)" : "The lab", StudyPage.Of(results));
            output.Results.WriteLine($"report  {report}");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}

/// <summary>The studies, and the parts of them, that the command line names.</summary>
internal static class StudySelection
{
    /// <summary>All studies of a folder, by the names of their files. All are read before the first one runs.</summary>
    public static IReadOnlyList<StudyDocument> ReadAll(string folder)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"There is no folder {folder} with studies; name one with --studies.");
        string[] files = [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new UsageException($"The folder {folder} holds no studies (*.yaml); name another one with --studies.");
        return [.. files.Select(StudyReader.Read)];
    }

    /// <summary>The studies with these names; all where there are none.</summary>
    public static IReadOnlyList<(StudyDocument Document, IReadOnlyList<string> Parts)> Choose(
        IReadOnlyList<StudyDocument> studies, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return [.. studies.Select(study => (study, (IReadOnlyList<string>)[]))];
        (string Study, string? Part)[] wanted =
            [.. names.Select(name => name.Split('/', 2) is [string study, string part] ? (study, part) : (name, (string?)null))];
        foreach ((string name, string? part) in wanted)
        {
            StudyDocument? study = studies.FirstOrDefault(study => study.Study.Name == name);
            if (study is null)
            {
                string remedy = DidYouMean.Remedy(name, "studies", [.. studies.Select(one => one.Study.Name)]);
                throw new UsageException($"There is no study '{name}'{remedy}");
            }
            if (part is not null) RequirePart(study.Study, part);
        }
        return [.. studies.Where(study => wanted.Any(one => one.Study == study.Study.Name)).Select(study =>
            (study, wanted.Any(one => one.Study == study.Study.Name && one.Part is null) ? (IReadOnlyList<string>)[]
                : [.. wanted.Where(one => one.Study == study.Study.Name).Select(one => one.Part!).Distinct()]))];
    }

    /// <summary>Checks that a study has a part.</summary>
    public static void RequirePart(Study study, string part)
    {
        string[] parts = [.. study.Questions().Select(one => one.Name)];
        if (!parts.Contains(part))
            throw new UsageException($"The study '{study.Name}' has no part '{part}'{DidYouMean.Remedy(part, "parts", parts)}");
    }
}
