using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Lab.Runs;
using Chainrule.Tests;

namespace Chainrule.Cli.Tests;

/// <summary>docs/errors.md quotes what the tool says: for every heading there is a case here that makes it say so, by the command that
/// the page shows.</summary>
public partial class ErrorsTests(TrainedRun run)
{
    private const string Points = "name: points\ndata: { csv: points.csv }\nmodel: [{ linear: 2 }]\nloss: cross_entropy\n" +
        "optimizer: { sgd: 0.1 }\ntraining: { epochs: 2, batch_size: 2 }\n";

    /// <summary>Prepares the files that the command needs.</summary>
    private static readonly Dictionary<string, Action<Workplace, TrainedRun>> cases = new()
    {
        ["A misspelled key"] = (place, _) => place.Recipe("loss: ", "los: "),
        ["A misspelled kind"] = (place, _) => place.Recipe("- relu", "- rleu"),
        ["A value of the wrong type"] = (place, _) => place.Recipe("epochs: 3", "epochs: many"),
        ["A value out of its bounds"] = (place, _) => place.Recipe("adam: 0.01", "adam: -0.01"),
        ["Invalid YAML"] = (place, _) => place.Recipe("data:", "data"),
        ["Shapes that do not fit"] = (place, _) => place.Recipe("- flatten", "- sigmoid"),
        ["Outputs that do not fit the classes"] = (place, _) => place.Recipe("linear: 10", "linear: 7"),
        ["A network beyond memory"] = (place, _) => place.Recipe("linear: 16", "linear: 2000000000"),
        ["A batch larger than the training part"] = (place, _) => place.Recipe("batch_size: 64", "batch_size: 5000"),
        ["The best weights where nothing is validated"] = (place, _) => place.Recipe(),
        ["A change that leads nowhere"] = (place, _) => place.Recipe(),
        ["No such recipe"] = (_, _) => { },
        ["An unknown option"] = (place, _) => place.Recipe(),
        ["An option with a value that it cannot have"] = (place, _) => place.Recipe(),
        ["A value that is empty"] = (_, _) => { },
        ["A data set that is not there"] = (place, _) => place.Recipe("digits:", "mnist:"),
        ["A file of data that is not there"] = (place, _) => place.Write("points.yaml", Points),
        ["A value that is not a number"] = (place, _) => Write(place, Points, "x,y,class\n1,2,a\n3,nan,b\n"),
        ["A table cut short"] = (place, _) => Write(place, Points, "x,y,class\n1,2,a\n3,4,b\n5,"),
        ["An array cut short"] = (place, _) =>
        {
            place.Write("pictures.yaml", Points
                .Replace("csv: points.csv", "idx: { inputs: images.idx, targets: labels.idx }", StringComparison.Ordinal)
                .Replace("[{", "[flatten, {", StringComparison.Ordinal));
            place.Write("images.idx", [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2, .. new byte[10]]);
            place.Write("labels.idx", [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1]);
        },
        ["Weights that do not fit"] = (place, run) => WithRun(place, run),
        ["A run folder that is taken"] = (place, run) => WithRun(place, run),
        ["A folder of other files"] = (place, _) =>
        {
            place.Recipe();
            Directory.CreateDirectory(place["letters"]);
            place.Write("letters/dear.txt", "Dear reader");
        },
        ["A run folder that cannot be written"] = (place, _) => place.Recipe(),
        ["A run folder that another process writes into"] = (place, run) => WithRun(place, run),
        ["A link in a run folder"] = (place, run) =>
        {
            File.Move(WithRun(place, run)["run/checkpoint"], place["elsewhere"]);
            File.CreateSymbolicLink(place["run/checkpoint"], place["elsewhere"]);
        },
        ["What is no ordinary file"] = (place, _) => place.Recipe(),
        ["Another recipe"] = (place, run) => WithRun(place, run),
        ["Other data"] = (place, _) =>
        {
            Write(place, Points, "0,0,a\n0,1,b\n1,0,b\n1,1,a\n");
            place.Succeeds("train", "points.yaml", "--out", "points", "--quiet");
            place.Write("points.csv", "0,0,a\n0,1,b\n1,0,b\n1,1.5,a\n");
        },
        ["A shorter training"] = (place, run) => WithRun(place, run),
        ["A damaged checkpoint"] = (place, run) => Damage(WithRun(place, run)["run/checkpoint"]),
        ["Damaged weights"] = (place, run) => Damage(WithRun(place, run)["run/weights.safetensors"]),
        ["No run"] = (_, _) => { },
        ["A full disk"] = (place, run) => WithRun(place, run),
        ["A training that diverges"] = (place, _) => place.Recipe(),
        ["Outputs that are no probabilities"] = (place, _) => place.Recipe(),
        ["Cancelled"] = (place, _) => place.Recipe("epochs: 3", "epochs: 1000000"),
    };

    private static readonly Lazy<Dictionary<string, (string Command, string[] Lines, int ExitCode)>> documented = new(Read);

    public static TheoryData<string> Names => [.. cases.Keys];

    [Fact]
    public void Every_heading_has_a_case_and_every_case_a_heading() =>
        Assert.Equal(cases.Keys.Order(StringComparer.Ordinal), documented.Value.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void The_tool_says_what_is_documented(string heading)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && heading is ("A full disk" or "Cancelled" or "What is no ordinary file"),
            "Windows has neither signals nor such devices.");
        (string command, string[] lines, int exitCode) = documented.Value[heading];
        using Workplace place = new();
        cases[heading](place, run);
        using FolderLock? writer = heading == "A run folder that another process writes into" ? FolderLock.Take(place["run"]) : null;
        Process process = heading == "A full disk"
            ? SmallDisk.StartFull(place, "run", string.Join(' ', Argument.Matches(command).Skip(1)))
            : place.Start([.. Argument.Matches(command).Skip(1).Select(word => word.Value.Trim('\''))]);
        if (heading == "Cancelled")
        {
            while (!process.HasExited && !File.Exists(place["run/history.csv"])) Thread.Sleep(5);
            using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
        Outcome outcome = Workplace.Finish(process);
        if (heading == "A full disk") SmallDisk.SkipUnlessMounted(outcome.ExitCode, outcome.Messages);
        Assert.True(outcome.ExitCode == exitCode, $"{heading}: {outcome.ExitCode}\n{outcome.All}");
        string said = string.Join('\n', outcome.Messages.Replace(place.Folder, "…", StringComparison.Ordinal).TrimEnd().Split('\n')
            .Where(line => !line.StartsWith("epoch ", StringComparison.Ordinal)));
        string pattern = $@"\A{string.Join(@"\n", lines.Select(line => string.Join(".*?", line.Split('…').Select(Regex.Escape))))}\z";
        Assert.True(Regex.IsMatch(said, pattern),
            $"{heading}: docs/errors.md quotes\n{string.Join('\n', lines)}\nand the tool says\n{said}");
    }

    private static Workplace WithRun(Workplace place, TrainedRun run)
    {
        place.Recipe();
        run.CopyTo(place);
        return place;
    }

    private static void Write(Workplace place, string recipe, string table)
    {
        place.Write("points.yaml", recipe);
        place.Write("points.csv", table);
    }

    private static void Damage(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        file[^1000] ^= 1;
        File.WriteAllBytes(path, file);
    }

    private static Dictionary<string, (string, string[], int)> Read()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md")).ReplaceLineEndings("\n");
        Dictionary<string, (string, string[], int)> all = [];
        foreach (Match section in Section.Matches(text))
        {
            string body = section.Groups["body"].Value;
            string[] lines = Quote.Match(body).Groups["text"].Value.TrimEnd().Split('\n');
            all.Add(section.Groups["heading"].Value,
                (lines[0], lines[1..], int.Parse(Status.Match(body).Groups["code"].Value, CultureInfo.InvariantCulture)));
        }
        return all;
    }

    [GeneratedRegex(@"^### (?<heading>.+)\n(?<body>(?:(?!^#).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Section { get; }

    [GeneratedRegex(@"^```console\n\$ (?<text>(.|\n)*?)^```", RegexOptions.Multiline)]
    private static partial Regex Quote { get; }

    [GeneratedRegex(@"Exit status (?<code>\d+)")]
    private static partial Regex Status { get; }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Argument { get; }
}
