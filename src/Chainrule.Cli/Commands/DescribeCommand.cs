using System.CommandLine;
using System.Text.Json;
using Chainrule.Inspection;
using Chainrule.Lab.Data;
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
        Command command = new("describe", CommonOptions.WithExample("Shows a recipe's network: layers, shapes, parameters, operations, memory.",
            "chainrule describe recipes/lenet5.yaml"))
        { recipe, set, data, json };
        command.SetAction(parsed =>
        {
            RecipeDocument document = CommonOptions.ReadRecipe(parsed.GetValue(recipe)!, parsed.GetValue(set));
            Description description = Describe(document, CommonOptions.FindData(parsed.GetValue(data)));
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(description, CliJson.Default.Description));
            else Print(output, description);
            return ExitCode.Success;
        });
        return command;
    }

    private static Description Describe(RecipeDocument document, string dataDirectory)
    {
        DataContext context = new() { Folder = document.Folder, DataDirectory = dataDirectory, Seed = document.Recipe.Seed };
        int samples = document.Recipe.Data.Load<float>(context).Train.Count;
        Shape input = document.Recipe.Data.Load<float>(context).Train.InputShape;
        bool isSingle = document.Recipe.Precision == Precision.Float32;
        NetworkSummary summary;
        long activations;
        int batchSize = Math.Min(document.Recipe.Training.BatchSize.Of(samples), samples);
        if (isSingle)
        {
            Network<float> network = Runner.Build<float>(document, input);
            (summary, activations) = (NetworkSummary.Of(network), network.CreateWorkspace(batchSize).Length * sizeof(float));
        }
        else
        {
            Network<double> network = Runner.Build<double>(document, input);
            (summary, activations) = (NetworkSummary.Of(network), network.CreateWorkspace(batchSize).Length * sizeof(double));
        }
        return new(document.Recipe.Name, [.. input],
            [.. summary.Layers.Select(layer => new LayerRow(layer.Path, layer.Layer.ToString(), [.. layer.OutputShape], layer.Parameters, layer.Operations))],
            summary.Parameters, summary.Operations, summary.ParameterBytes, activations);
    }

    private static void Print(Output output, Description description)
    {
        output.Table(["", "layer", ">output", ">parameters", ">operations"],
            [
                ["", "input", string.Join('×', description.InputShape), "", ""],
                .. description.Layers.Select(layer => (IReadOnlyList<string>)
                    [layer.Path, Short(layer.Layer), string.Join('×', layer.OutputShape), Output.Count(layer.Parameters), Output.Count(layer.Operations)]),
                ["", "total", "", Output.Count(description.Parameters), Output.Count(description.Operations)],
            ]);
        output.Results.WriteLine($"weights {Bytes(description.ParameterBytes)}, gradients the same; activations of a batch {Bytes(description.ActivationBytes)}; operations count one sample forward");
    }

    private static string Short(string layer) => layer.Length <= 60 ? layer : layer[..59] + "…";

    private static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
