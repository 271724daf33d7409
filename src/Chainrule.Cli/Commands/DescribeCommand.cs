using System.CommandLine;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule describe RECIPE</c>.</summary>
internal static class DescribeCommand
{
    public static Command Create(Output output)
    {
        Argument<string> recipe = CommonOptions.Recipe();
        Option<string[]> set = CommonOptions.Set();
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("describe", CommonOptions.WithExample(
            "Shows a recipe's network: layers, shapes, parameters, operations, memory.",
            "chainrule describe recipes/lenet5.yaml"))
        { recipe, set, data, json };
        command.SetAction(parsed =>
        {
            RecipeDocument document = CommonOptions.ReadRecipe(parsed.GetValue(recipe)!, parsed.GetValue(set));
            (NetworkSummary summary, long activations, IReadOnlyList<string> warnings) =
                Experiment.Describe(document, new() { DataDirectory = CommonOptions.FindData(parsed.GetValue(data)) });
            output.Warn(warnings);
            if (parsed.GetValue(json))
                output.Results.WriteLine(JsonSerializer.Serialize(
                    new(document.Recipe.Name, [.. summary.InputShape],
                        [.. summary.Layers.Select(layer => new LayerRow(
                            layer.Path, layer.Layer.ToString(), [.. layer.OutputShape], layer.Parameters, layer.Operations))],
                        summary.Parameters, summary.Operations, summary.ParameterBytes, activations, warnings),
                    CliJson.Default.Description));
            else Print(output, summary, activations);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(Output output, NetworkSummary summary, long activations)
    {
        output.Results.WriteLine(summary.ToString());
        output.Results.WriteLine();
        output.Results.WriteLine($"weights {Bytes(summary.ParameterBytes)}, gradients the same; activations of a batch " +
            $"{Bytes(activations)}; operations count one sample forward");
    }

    private static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
