using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Chainrule.Outside.Tests.Training;

/// <summary>A program that trains, saves every few steps and goes on from what was saved; it is this assembly, started with a folder in its
/// environment.</summary>
internal static class KilledTraining
{
    private const string Variable = "CHAINRULE_OUTSIDE_TRAINING";

    /// <summary>Starts the program.</summary>
    public static Process Start(string folder)
    {
        ProcessStartInfo start = new("dotnet", [typeof(KilledTraining).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder) return;
        Train(Path.Combine(folder, "checkpoint"));
        Environment.Exit(0);
    }

    private static void Train(string checkpoint)
    {
        DataSplit<float> data = Generators.Spirals<float>(400, 3, seed: 5).Split(validation: 100, seed: 6);
        Network<float> network = Network.Build<float>([2],
            [new Linear(16), new BatchNorm(), new Tanh(), new Dropout(0.2), new Linear(3)], seed: 7);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.01))
        {
            Metrics = [new MacroF1()],
            Transform = batch =>
            {
                foreach (ref float value in batch.Inputs) value += 0.05f * (float)batch.Random.NextNormal();
            },
            Callbacks = [new Saver(checkpoint)],
        };
        TrainingState<float> state = trainer.Start();
        if (File.Exists(checkpoint)) state.Load(checkpoint);
        Console.WriteLine($"from step {state.Step}");
        History history = trainer.Fit(data, new TrainingOptions { Epochs = 60, BatchSize = 32, RestoreBest = true }, state);
        Console.WriteLine($"{network.WeightsSha256()} {history.BestEpoch} {string.Join(' ', history["validation_f1"])}");
    }

    /// <summary>Saves every seven steps, halves the rate now and then, and takes its time.</summary>
    private sealed class Saver(string path) : Callback<float>
    {
        public override void OnBatchEnd(TrainingContext<float> training)
        {
            if (training.Step % 150 == 0) training.LearningRate /= 2;
            if (training.Step % 7 == 0) training.State.Save(path);
            Thread.Sleep(1);
        }
    }
}
