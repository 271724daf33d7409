using System.CommandLine;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule evaluate RUN</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Output output)
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> recipe = new("--data")
        {
            Description = "A recipe whose data to take instead of the run's own.",
            HelpName = "RECIPE",
        };
        Option<string?> unknown = new("--unknown-classes")
        {
            Description = "What samples are whose class the run does not know: an error, which is the default, or wrong.",
            HelpName = "WHAT",
        };
        unknown.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not ("error" or "wrong") and string value }])
                result.AddError($"--unknown-classes is '{value}'; expected error or wrong.");
        });
        Option<int> threads = CommonOptions.Threads();
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("evaluate", CommonOptions.WithExample("Measures a trained run on its data, or on the data of another recipe.",
            "chainrule evaluate runs/digits-cnn/first"))
        { run, recipe, unknown, threads, data, json };
        command.SetAction((parsed, cancellation) =>
        {
            RunAccess access = new() { DataDirectory = CommonOptions.FindData(parsed.GetValue(data)) };
            Run saved = Run.Open(parsed.GetValue(run)!, access: access);
            RecipeDocument? other = parsed.GetValue(recipe) is { } path ? RecipeReader.Read(path) : null;
            IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> scores =
                saved.Model.Evaluate(other, parsed.GetValue(threads), parsed.GetValue(unknown) == "wrong", cancellation);
            output.Warn(saved.Model.Warnings(other));
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(scores, CliJson.Default.Scores));
            else
                output.Table(["part", .. scores.Values.First().Keys.Select(name => ">" + name)],
                    scores.Select(part => (IReadOnlyList<string>)[part.Key, .. part.Value.Values.Select(Output.Score)]));
            if (saved.Summary?.Divergence is not { } divergence) return Task.FromResult(ExitCode.Success);
            output.Messages.WriteLine($"The run diverged; these are the scores of the weights that it kept. {divergence}");
            return Task.FromResult(ExitCode.Diverged);
        });
        return command;
    }
}
