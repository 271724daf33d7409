using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Inspection;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule gradcheck [RECIPE]</c>.</summary>
internal static class GradcheckCommand
{
    /// <summary>The largest number of derivatives that are checked for each tensor of a recipe's network.</summary>
    private const int MostPerTensor = 100;

    public static Command Create(Output output)
    {
        Argument<string?> recipe = new("RECIPE")
        {
            Description = "A recipe whose network to check; without it, everything that the library has.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> set = CommonOptions.Set();
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("gradcheck", CommonOptions.WithExample(
            "Proves gradients: compares them with central differences in double precision.",
            "chainrule gradcheck", "chainrule gradcheck recipes/lenet5.yaml"))
        { recipe, set, data, json };
        command.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<GradcheckRow> rows = parsed.GetValue(recipe) is { } path
                ? Recipe(CommonOptions.ReadRecipe(path, parsed.GetValue(set)), CommonOptions.FindData(parsed.GetValue(data)))
                : Library(output, cancellation);
            // A loss collects the checks of the layers before it, so it is not counted twice.
            GradcheckReport report = new(rows, rows.Where(row => row.Kind != "loss").Sum(row => row.Checks),
                rows.Max(row => row.WorstError), GradientCheck.Tolerance, rows.All(row => row.Passed));
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(report, CliJson.Default.GradcheckReport));
            else Print(output, report);
            return Task.FromResult(report.Passed ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }

    private static IReadOnlyList<GradcheckRow> Library(Output output, CancellationToken cancellation)
    {
        int done = 0;
        DirectProgress<GradientCheckGroup> progress = new(group =>
        {
            output.Messages.Write($"\r{++done} checked: {group.Name}".PadRight(60));
        });
        IReadOnlyList<GradientCheckGroup> groups = GradientSuite.Run(output.IsMessageTerminal ? progress : null, cancellation);
        if (output.IsMessageTerminal) output.Messages.Write('\r' + new string(' ', 60) + '\r');
        return [.. groups.Select(group => new GradcheckRow(group.Kind, group.Name, group.Results.Count, group.Checks,
            group.Worst.WorstError, $"{group.Worst.Where} of {group.Worst.Name}", group.Kinks, group.Passed)
        {
            Finding = group.Finding,
        })];
    }

    private static GradcheckRow[] Recipe(RecipeDocument document, string dataDirectory)
    {
        DataContext context = new() { Folder = document.Folder, DataDirectory = dataDirectory, Seed = document.Recipe.Seed };
        Shape input = document.Recipe.Data.Load<double>(context).Train.InputShape;
        List<GradcheckRow> rows = [];
        foreach (bool training in (bool[])[true, false])
        {
            Network<double> network = Experiment.Build<double>(document, input);
            GradientCheckResult result = GradientCheck.Network(network, document.Recipe.Loss, training: training,
                name: document.Recipe.Name, most: MostPerTensor);
            rows.Add(new(training ? "training" : "inference", result.Name, 1, result.Checks, result.WorstError, result.Where, result.Kinks,
                result.Passed)
            {
                Finding = result.Finding,
            });
        }
        return [.. rows];
    }

    private static void Print(Output output, GradcheckReport report)
    {
        output.Table(["kind", "name", ">runs", ">derivatives", ">worst relative error", ">kinks stepped around", ""],
            report.Rows.Select(row => (IReadOnlyList<string>)
                [row.Kind, row.Name, Output.Count(row.Runs), Output.Count(row.Checks),
                    row.WorstError.ToString("0.0E+0", CultureInfo.InvariantCulture), Output.Count(row.Kinks),
                    row.Passed ? "ok" : "FAILED"]));
        output.Results.WriteLine();
        foreach (GradcheckRow row in report.Rows.Where(row => !row.Passed))
        {
            string start = $"FAILED: {row.Kind} {row.Name}: ";
            if (!(row.WorstError <= report.Tolerance))
                output.Results.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{start}relative error {row.WorstError:0.0E+0} at {row.Where}"));
            if (row.Finding is not null) output.Results.WriteLine(start + row.Finding);
        }
        output.Results.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Output.Count(report.Checks)} derivatives compared with central differences in double precision: worst relative error " +
                $"{report.WorstError:0.0E+0}, {report.Tolerance:0E+0} allowed: " +
                $"{(report.Passed ? "all gradients are right" : "NOT ALL GRADIENTS ARE RIGHT")}"));
    }
}
