using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Reports;

/// <summary>A run of each kind with its page, trained when it is first asked for.</summary>
public sealed partial class ReportedRuns : IDisposable
{
    private const string Ending = """
        optimizer: { adam: 0.01 }
        training: { epochs: 3, batch_size: 32 }
        """;

    /// <summary>The recipes by the name of the kind.</summary>
    private static readonly Dictionary<string, string> Recipes = new()
    {
        ["digits"] = $"""
            name: digits
            description: images </style><script>alert(1)</script>
            data: {"{ digits: { validation: 0.1, scale: unit } }"}
            model: {"[{ conv2d: { filters: 4, kernel: 3 } }, relu, flatten, { linear: 10 }]"}
            loss: cross_entropy
            metrics: [accuracy]
            {Ending}
            """,
        ["flowers"] = $"""
            name: flowers
            data: {"{ csv: { path: flowers.csv, validation: 0.3, scale: standardize } }"}
            model: {"[{ linear: 2 }]"}
            loss: cross_entropy
            metrics: [accuracy]
            {Ending}
            """,
        ["xor"] = $"""
            name: xor
            data: xor
            model: {"[{ linear: 8 }, tanh, { linear: 1 }, sigmoid]"}
            loss: binary_cross_entropy
            metrics: [accuracy]
            optimizer: {"{ adam: 0.01 }"}
            training: {"{ epochs: 3, batch_size: all }"}
            """,
        ["colors"] = $"""
            name: colors
            data: {"{ images: { path: pictures, scale: standardize } }"}
            model: {"[{ conv2d: { filters: 4, kernel: 3 } }, relu, flatten, { linear: 2 }]"}
            loss: cross_entropy
            metrics: [accuracy]
            optimizer: {"{ sgd: 1e-9 }"}
            training: {"{ epochs: 1, batch_size: all }"}
            """,
        ["plane"] = $"""
            name: plane
            data: {"{ plane: { samples: 120, test: 0.25, scale: standardize } }"}
            model: {"[{ linear: 4 }, { residual: [{ linear: 4 }, tanh] }, { linear: 1 }]"}
            loss: mean_squared_error
            metrics: [mean_absolute_error]
            {Ending}
            """,
        ["diverged"] = $"""
            name: diverged
            data: {"{ digits: { scale: unit } }"}
            model: {"[flatten, { linear: 16 }, relu, { linear: 10 }]"}
            loss: cross_entropy
            metrics: [accuracy]
            optimizer: {"{ sgd: 1e30 }"}
            training: {"{ epochs: 3, batch_size: 32 }"}
            """,
        ["cancelled"] = $"""
            name: cancelled
            data: {"{ digits: { validation: 0.1, scale: unit } }"}
            model: {"[flatten, { linear: 16 }, relu, { linear: 10 }]"}
            loss: cross_entropy
            metrics: [accuracy]
            {Ending}
            """,
    };

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, ReportedRun> runs = [];
    private readonly Lock gate = new();

    public static TheoryData<string> Names => [.. Recipes.Keys];

    public ReportedRun this[string name]
    {
        get
        {
            lock (gate)
            {
                if (!runs.TryGetValue(name, out ReportedRun? run)) runs[name] = run = Train(name);
                return run;
            }
        }
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A picture of 5×4 pixels in as many colours.</summary>
    internal static byte[] ColorPicture(int number) =>
        PngImage.Encode(5, 4, 3, [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 4 + number))]);

    private ReportedRun Train(string name)
    {
        // Classes whose names are markup, so far apart that the network makes few mistakes but for two swapped labels.
        const string Markup = "\"<b>&\"\"1\"\"\"";
        IEnumerable<string> flowers = Enumerable.Range(0, 60).Select(i =>
            i % 2 == 0 ? $"{Number(1 + i / 100.0)},2,{Markup}\n" : $"{Number(4 + i / 100.0)},5,{(i % 10 == 9 ? Markup : "plain")}\n");
        folder.Write("flowers.csv", "a,b,kind\n" + string.Concat(flowers));
        for (int i = 0; i < 8; i++) folder.Write($"pictures/{(i % 2 == 0 ? "a" : "b")}/{i}.png", ColorPicture(i));
        folder.Write($"{name}.yaml", Recipes[name]);
        using CancellationTokenSource cancellation = new();
        RunSummary summary = Trainings.Train(RecipeReader.Read(folder[$"{name}.yaml"]), new RunOptions
        {
            Folder = folder[name],
            DataDirectory = folder["cache"],
            Progress = name == "cancelled" ? new CancelAfterAnEpoch(cancellation) : null,
        }, cancellation.Token);
        return new(summary, Path.Combine(folder[name], "report.html"));

        static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
    }

    private sealed class CancelAfterAnEpoch(CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed is not null) cancellation.Cancel();
        }
    }
}

/// <summary>A run and its page.</summary>
public sealed partial record ReportedRun(RunSummary Summary, string File)
{
    public string Html { get; } = System.IO.File.ReadAllText(File);

    /// <summary>The page as a tree, without style and script, which are no markup.</summary>
    public XElement Page =>
        XDocument.Parse(StyleOrScript.Replace(Html, "<$1></$1>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!;

    /// <summary>The text of the section under a heading.</summary>
    public XElement? Section(string id) =>
        Page.Descendants("section").FirstOrDefault(section => (string?)section.Attribute("aria-labelledby") == id);

    [GeneratedRegex("<(style|script)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex StyleOrScript { get; }
}
