using System.CommandLine;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule predict RUN --input F</c>.</summary>
internal static class PredictCommand
{
    public static Command Create(Output output)
    {
        Argument<string> run = CommonOptions.Run();
        Option<string> input = new("--input") { Description = "The samples: .npy, or .csv with a column for each input.", HelpName = "FILE", Required = true };
        Option<string?> file = new("--output") { Description = "Where the predictions go: .npy or .csv; standard output as CSV by default.", HelpName = "FILE" };
        Command command = new("predict", CommonOptions.WithExample("Predicts with a trained run. Inputs are unscaled, as the data source of its recipe holds them.",
            "chainrule predict runs/digits-cnn/first --input images.npy --output classes.csv"))
        { run, input, file };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(file) is { } wanted) PredictionFile.RequireKind(wanted);
            SavedRun saved = SavedRun.Open(parsed.GetValue(run)!);
            string source = parsed.GetValue(input)!;
            Predictions predictions = saved.Predict(PredictionFile.Read(source), source);
            if (parsed.GetValue(file) is { } target)
            {
                PredictionFile.Write(predictions, target);
                output.Messages.WriteLine($"{Output.Count(predictions.Count)} predictions written to {target}");
            }
            else output.Results.Write(PredictionFile.ToCsv(predictions));
            return ExitCode.Success;
        });
        return command;
    }
}
