using System.CommandLine;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule predict RUN --input F</c>.</summary>
internal static class PredictCommand
{
    public static Command Create(Output output)
    {
        Argument<string> run = CommonOptions.Run();
        Option<string[]> input = new("--input")
        {
            Description = "The samples: one .npy file, one .csv file, whose columns are found by name where it has a header and by place "
                + "where it has none, or .png pictures and folders of them.",
            HelpName = "FILE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> stretch = new("--stretch") { Description = "Stretch pictures that have another size than the network's inputs." };
        Option<bool> invert = new("--invert")
        {
            Description = "Exchange light and dark of pictures: for dark writing on white where the network knows white on black.",
        };
        Option<string?> file = new("--output")
        {
            Description = "Where the predictions go: .npy or .csv; standard output as CSV by default.",
            HelpName = "FILE",
        };
        Command command = new("predict", CommonOptions.WithExample(
            "Predicts with a trained run. Inputs are unscaled, as the data source of its recipe holds them.",
            "chainrule predict runs/digits-cnn/first --input images.npy --output classes.csv",
            "chainrule predict runs/mnist-mlp/first --input seven.png --invert --stretch"))
        { run, input, file, stretch, invert };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(file) is { } wanted) PredictionFile.RequireKind(wanted);
            Run saved = Run.Open(parsed.GetValue(run)!);
            string[] sources = parsed.GetValue(input)!;
            Predictions predictions = Predict(saved, sources, parsed.GetValue(stretch), parsed.GetValue(invert));
            output.Warn(saved.Model.Warnings(withData: false).Concat(predictions.Warnings));
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

    private static Predictions Predict(Run saved, string[] sources, bool stretch, bool invert)
    {
        if (PredictionFile.FindPictures(sources) is { } pictures) return saved.PredictPictures(pictures, stretch, invert);
        if (sources.Length > 1) throw new UsageException("Only pictures may be several files; give one .npy or .csv file.");
        if (stretch || invert) throw new UsageException($"{(stretch ? "--stretch" : "--invert")} is for pictures.");
        return saved.PredictFile(sources[0]);
    }
}
