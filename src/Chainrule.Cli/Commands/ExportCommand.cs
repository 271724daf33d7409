using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using Chainrule.Cli.Terminal;
using Chainrule.Interchange;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Losses;
using Chainrule.Models;
using Chainrule.Onnx;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule export RUN --format F --output F</c>.</summary>
internal static class ExportCommand
{
    private static readonly string[] formats = ["onnx", "safetensors", "npz"];

    public static Command Create(Output output)
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> format = new("--format")
        {
            Description = "onnx, safetensors or npz; by default what the output file's name ends in.",
            HelpName = "F",
        };
        format.Validators.Add(result => RefuseUnknown(result, result.Tokens is [Token { Value: var value }] ? value : null));
        Option<string> file = new("--output") { Description = "The file to write.", HelpName = "FILE", Required = true };
        Option<bool> best = new("--best") { Description = "Take the weights that were best by validation instead of the final ones." };
        Option<string?> precision = CommonOptions.Precision();
        precision.Description = "float32 or float64, in place of the run's own.";
        Option<bool> unscaled = new("--no-scaling")
        {
            Description = "Leave the scaling of inputs out of the ONNX model; it then takes inputs as the first layer does.",
        };
        Option<bool> probabilities = new("--probabilities")
        {
            Description = "Let the ONNX model end in the softmax or sigmoid that makes probabilities of its outputs.",
        };
        Command command = new("export", CommonOptions.WithExample(
            "Writes a trained network for other tools. An ONNX model takes inputs unscaled, as predict does.",
            "chainrule export runs/digits-cnn/first --output digits.onnx --probabilities",
            "chainrule export runs/digits-cnn/first --best --output weights.npz"))
        { run, format, file, best, precision, unscaled, probabilities };
        command.SetAction(parsed =>
        {
            string target = parsed.GetValue(file)!;
            string kind = parsed.GetValue(format) ?? Path.GetExtension(target).TrimStart('.').ToLowerInvariant();
            if (!formats.Contains(kind))
                throw new UsageException($"{target} has no name that says what to write; add --format onnx, safetensors or npz.");
            if (kind != "onnx" && (parsed.GetValue(unscaled) || parsed.GetValue(probabilities)))
                throw new UsageException($"A file of {kind} holds weights alone; --no-scaling and --probabilities are for --format onnx.");
            Run saved = Run.Open(parsed.GetValue(run)!, parsed.GetValue(best));
            OutputFunction function = parsed.GetValue(probabilities) ? Probabilities(saved.Document.Recipe.Loss) : OutputFunction.None;
            bool isSingle = (parsed.GetValue(precision)
                ?? (saved.Document.Recipe.Precision == Precision.Float32 ? "float32" : "float64")) == "float32";
            Action write = isSingle
                ? Writer<float>(saved, kind, target, !parsed.GetValue(unscaled), function)
                : Writer<double>(saved, kind, target, !parsed.GetValue(unscaled), function);
            RunFolder.Guarded(target, write);
            string which = parsed.GetValue(best) ? "best" : "final", bytes = Output.Count(new FileInfo(target).Length);
            output.Messages.WriteLine($"{which} weights of {saved.Document.Recipe.Name} written to {target}, {bytes} bytes");
            return ExitCode.Success;
        });
        return command;
    }

    private static void RefuseUnknown(SymbolResult result, string? value)
    {
        if (value is not null && !formats.Contains(value))
            result.AddError($"--format is '{value}'; expected {string.Join(", ", formats[..^1])} or {formats[^1]}.");
    }

    /// <summary>The function that turns the outputs that a loss is trained on into probabilities.</summary>
    private static OutputFunction Probabilities(Loss loss) => loss.GivesProbabilities ? loss.OutputFunction
        : throw new UsageException($"The run was trained with {loss}, whose predictions are no probabilities; leave --probabilities out.");

    private static Action Writer<T>(Run saved, string format, string target, bool withScaling, OutputFunction function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model<T> model = saved.LoadModel<T>();
        return format switch
        {
            "npz" => () => model.Network.SaveNpz(target),
            "safetensors" => () => model.Save(target),
            _ => () => model.SaveOnnx(target,
                model.ToOnnxOptions(withScaling, function != OutputFunction.None) with { Name = saved.Document.Recipe.Name }),
        };
    }
}
