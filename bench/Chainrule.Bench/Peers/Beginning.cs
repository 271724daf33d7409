using System.Diagnostics;
using System.Globalization;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Bench.Peers;

/// <summary>What it takes before anything is warm. All in seconds, one element per process.</summary>
/// <param name="ToolFirstStep">From the start of the published tool's process until it says on standard error how the first epoch went,
/// which is a single step of XOR.</param>
/// <param name="ToolOneStep">The same process to its end: the tool measures the weights and writes the report as well.</param>
/// <param name="ToolEpochs">The same for 5,000 epochs.</param>
/// <param name="FitEpochs"><c>Trainer.Fit</c> alone for 5,000 epochs, in a fresh process.</param>
/// <param name="NumPyEpochs">The same 5,000 epochs in a fresh Python process, imports not counted.</param>
internal sealed record Beginning(double[] ToolFirstStep, double[] ToolOneStep, double[] ToolEpochs, double[] FitEpochs,
    double[] NumPyEpochs)
{
    /// <summary>The argument by which this program is started again to do its part.</summary>
    public const string Command = "cold-xor";

    private const int Epochs = 5000;

    private const string Recipe = """
        name: beginning
        data: xor
        precision: float64
        initializer: { normal: 1 }
        bias_initializer: { normal: 1 }
        model:
          - linear: 16
          - sigmoid
          - linear: 16
          - sigmoid
          - linear: 1
          - sigmoid
        loss: binary_cross_entropy
        optimizer: { sgd: 0.5 }
        training:
          epochs: EPOCHS
          batch_size: all
        """;

    public static Beginning Measure(Settings settings)
    {
        TrainingTask task = TrainingTask.All[0];
        Dataset<double> data = Generators.Xor<double>();
        Network<double> network = Build(task);
        using Job job = Job.ForTraining(task, 0, 0, Epochs, data, network);
        string tool = Publish(Path.Combine(job.Folder, "tool"));
        int rounds = settings.Quick ? 3 : 9;
        double[] times = new double[settings.NumPy is null ? 0 : rounds];
        Beginning result = new(new double[rounds], new double[rounds], new double[rounds], new double[rounds], times);
        Console.Error.Write("beginning: round");
        for (int round = 0; round < rounds; round++)
        {
            Console.Error.Write($" {round + 1}");
            (result.ToolFirstStep[round], result.ToolOneStep[round]) = Tool(tool, job.Folder, 1);
            (_, result.ToolEpochs[round]) = Tool(tool, job.Folder, Epochs);
            result.FitEpochs[round] = double.Parse(Output(Environment.ProcessPath!, ChildArguments()), CultureInfo.InvariantCulture);
            if (settings.NumPy is not { } python) continue;
            using PeerProcess peer = new(python, Contestant.NumPy, "numpy_train.py", job, 1, Contestant.Double);
            result.NumPyEpochs[round] = peer.Take().Seconds * Epochs;
        }
        Console.Error.WriteLine();
        return result;
    }

    /// <summary>The part of the fresh process: trains and writes the seconds that it took.</summary>
    public static int RunChild()
    {
        TrainingTask task = TrainingTask.All[0];
        Network<double> network = Build(task);
        DataSplit<double> data = new(Generators.Xor<double>());
        Trainer<double> trainer = new(network, task.Loss, new Sgd(task.LearningRate));
        long start = Stopwatch.GetTimestamp();
        trainer.Fit(data, new TrainingOptions { Epochs = Epochs, BatchSize = BatchSize.All });
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static Network<double> Build(TrainingTask task) =>
        Network.Build<double>(task.Input, task.Layers(0), seed: 1, new Normal(1), new Normal(1));

    /// <summary>Publishes the tool as the README says and returns its program.</summary>
    private static string Publish(string folder)
    {
        Output("dotnet", ["publish", Path.Combine(Repository.Root, "src", "Chainrule.Cli"), "-c", "Release", "-o", folder, "-v", "quiet"]);
        return Path.Combine(folder, "Chainrule.Cli" + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    /// <summary>Seconds from the start of the tool's process to its first line of progress, and to its end.</summary>
    private static (double Progress, double End) Tool(string tool, string folder, int epochs)
    {
        string recipe = Path.Combine(folder, "recipe.yaml");
        File.WriteAllText(recipe, Recipe.Replace("EPOCHS", $"{epochs}", StringComparison.Ordinal));
        string run = Path.Combine(folder, "run");
        if (Directory.Exists(run)) Directory.Delete(run, recursive: true);
        long start = Stopwatch.GetTimestamp();
        double progress = 0;
        ProcessStartInfo info = new(tool, ["train", recipe, "--out", run]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = new() { StartInfo = info };
        process.ErrorDataReceived += (_, line) =>
        {
            if (progress == 0 && line.Data?.StartsWith("epoch ", StringComparison.Ordinal) == true)
                progress = Stopwatch.GetElapsedTime(start).TotalSeconds;
        };
        process.Start();
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double end = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0 && progress > 0
            ? (progress, end)
            : throw new InvalidOperationException($"{Path.GetFileName(tool)} train {recipe} ended with {process.ExitCode}.");
    }

    private static string[] ChildArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Beginning).Assembly.Location, Command] : [Command];

    private static string Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
