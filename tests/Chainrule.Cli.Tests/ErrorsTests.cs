using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Data;
using Chainrule.Lab.Plots;
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
        ["More outputs than classes"] = (place, _) => place.Recipe("linear: 10", "linear: 12"),
        ["Targets that the loss does not take"] = (place, _) => Write(place, Points
            .Replace("linear: 2", "linear: 1", StringComparison.Ordinal)
            .Replace("cross_entropy", "binary_cross_entropy_with_logits", StringComparison.Ordinal), "x,k\n-2,-1\n-1,-1\n1,1\n2,1\n"),
        ["Labels that are read as values"] = (place, _) => Arrays(place, "{ linear: 3 }", [1], Labels([1, 2, 3, 1], 4, 1)),
        ["Labels that begin at 1"] = (place, _) => Arrays(place, "{ linear: 3 }", [1], Labels([1, 2, 3, 1], 4)),
        ["Rows where a layer looks for pixels"] = (place, _) =>
            Arrays(place, "{ conv2d: 2 }, flatten, { linear: 2 }", [64], Labels([0, 1, 0, 1], 4)),
        ["Pictures with their channels last"] = (place, _) =>
            Arrays(place, "{ conv2d: 2 }, flatten, { linear: 2 }", [5, 5, 3], Labels([0, 1, 0, 1], 4)),
        ["A label that is no whole number"] = (place, _) => Arrays(place, "{ linear: 3 }", [1],
            NdArray.Create<double>([1, 2, 1.5, 1], 4), ", task: classes"),
        ["A whole number that is too large"] = (place, _) =>
        {
            Arrays(place, "{ linear: 2 }", [1], Labels([0, 1, 0, 1], 4));
            Npy.Write(place["x.npy"], NdArray.Create<long>([0, 9007199254740993, 0, 0], 4));
        },
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
        ["A shape that mixes rows, columns and channels"] = (place, _) =>
            Arrays(place, "{ conv2d: 2 }, flatten, { linear: 2 }", [5, 5, 3], Labels([0, 1, 0, 1], 4), ", reshape: [3, 5, 5]"),
        ["A column that is missing"] = (place, _) => Trained(place).Write("new.csv", "Y,x\n1,2\n"),
        ["Two columns of one name"] = (place, _) => Trained(place).Write("new.csv", "x,y,x\n1,2,3\n"),
        ["A class that the run does not know"] = (place, _) => WithOther(place, "x,y,class\n1,2,a\n3,4,c\n", "csv: other.csv"),
        ["Values where classes are expected"] = (place, _) =>
            WithOther(place, "x,y,class\n1,2,0\n3,4,1\n", "csv: { path: other.csv, task: regression }"),
        ["Columns that are not needed"] = (place, _) => Trained(place).Write("new.csv", "y,name,x,class\n1,Ann,2,a\n3,Bo,4,b\n"),
        ["A table without a header"] = (place, _) => Trained(place).Write("new.csv", "1,2\n3,4\n"),
        ["Whole numbers that are rounded"] = (place, _) => Write(place, Points, "x,y,class\n9007199254740993,2,a\n3,4,b\n"),
        ["A header of numbers"] = (place, _) => Write(place, Points, "2023,2024,2025\n1,2,3.5\n2,3,5.5\n4,1,5.25\n"),
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
        ["A training that diverges in its first step"] = (place, _) => Write(place, Points
            .Replace("linear: 2", "linear: 1", StringComparison.Ordinal)
            .Replace("cross_entropy", "mean_squared_error", StringComparison.Ordinal)
            .Replace("batch_size: 2", "batch_size: all", StringComparison.Ordinal), "x,y\n1,1e25\n2,3e25\n3,2e25\n"),
        ["Outputs that are no probabilities"] = (place, _) => place.Recipe(),
        ["Accuracy of values to predict"] = (place, _) => place.Write("recipe.yaml", Plane("linear: 1") + "metrics: [accuracy]\n"),
        ["A study whose data has changed"] = (place, _) =>
        {
            Write(place, Points, "0,0,a\n0,1,b\n1,0,b\n1,1,a\n");
            place.Write("study.yaml", "name: study\nbase: points.yaml\nrepeat: 2\n");
            place.Succeeds("study", "study.yaml", "--out", "results", "--quiet");
            place.Write("points.csv", "0,0,a\n0,1,b\n1,0,b\n1,1.5,a\n");
        },
        ["A softmax before cross_entropy"] = (place, _) => Ending(place, "softmax", "cross_entropy"),
        ["A ReLU before cross_entropy"] = (place, _) => Ending(place, "relu", "cross_entropy"),
        ["A sigmoid before a loss with logits"] = (place, _) => Ending(place, "sigmoid", "binary_cross_entropy_with_logits", outputs: 1),
        ["Scores without a sign"] = (place, _) => Ending(place, "sigmoid", "hinge", outputs: 1),
        ["Several sigmoids with categorical_cross_entropy"] = (place, _) => Ending(place, "sigmoid", "categorical_cross_entropy"),
        ["A linear layer before a loss of probabilities"] = (place, _) => Ending(place, "identity", "binary_cross_entropy"),
        ["A softmax over one output"] = (place, _) => Ending(place, "softmax", "binary_cross_entropy", outputs: 1),
        ["Targets that the outputs cannot reach"] = (place, _) => place.Write("recipe.yaml", Plane("linear: 1, sigmoid")),
        ["Pictures of which the first is grey"] = (place, _) =>
        {
            place.Write("pictures.yaml", Points.Replace("csv: points.csv", "images: pictures", StringComparison.Ordinal));
            foreach (string name in (string[])["cat", "dog"]) Directory.CreateDirectory(place[$"pictures/{name}"]);
            place.Write("pictures/cat/1.png", PngImage.Encode(2, 1, 1, [0, 9]));
            place.Write("pictures/dog/1.png", PngImage.Encode(2, 1, 3, [5, 5, 5, 9, 9, 9]));
            place.Write("pictures/dog/2.png", PngImage.Encode(2, 1, 3, [255, 0, 0, 0, 255, 51]));
        },
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

    private static Workplace Trained(Workplace place)
    {
        Write(place, Points, "x,y,class\n1,2,a\n3,4,b\n");
        place.Succeeds("train", "points.yaml", "--out", "trained", "--quiet");
        return place;
    }

    private static void WithOther(Workplace place, string table, string data)
    {
        Trained(place).Write("other.csv", table);
        place.Write("other.yaml", Points.Replace("csv: points.csv", data, StringComparison.Ordinal));
    }

    private static Workplace WithRun(Workplace place, TrainedRun run)
    {
        place.Recipe();
        run.CopyTo(place);
        return place;
    }

    private static void Ending(Workplace place, string last, string loss, int outputs = 10) => place.Write("recipe.yaml", Workplace.Small
        .Replace("linear: 10", $"linear: {outputs}\n  - {last}", StringComparison.Ordinal)
        .Replace("loss: cross_entropy", $"loss: {loss}", StringComparison.Ordinal));

    private static string Plane(string layers) => $"name: plane\ndata: {{ plane: {{ samples: 50 }} }}\nmodel: [{layers}]\n" +
        "loss: mean_squared_error\noptimizer: { sgd: 0.1 }\ntraining: { epochs: 2, batch_size: all }\n";

    private static void Write(Workplace place, string recipe, string table)
    {
        place.Write("points.yaml", recipe);
        place.Write("points.csv", table);
    }

    private static NdArray Labels(int[] labels, params int[] shape) => NdArray.Create(labels, shape);

    /// <summary>A recipe of four samples in arrays.</summary>
    private static void Arrays(Workplace place, string model, int[] input, NdArray targets, string keys = "")
    {
        place.Write("points.yaml", Points.Replace("csv: points.csv", $"npy: {{ inputs: x.npy, targets: y.npy{keys} }}",
            StringComparison.Ordinal).Replace("{ linear: 2 }", model, StringComparison.Ordinal));
        Npy.Write(place["x.npy"], NdArray.Create(new float[4 * input.Aggregate(1, (a, b) => a * b)], [4, .. input]));
        Npy.Write(place["y.npy"], targets);
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
