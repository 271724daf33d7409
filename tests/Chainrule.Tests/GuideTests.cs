using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Parameters;
using Chainrule.Training;

namespace Chainrule.Tests;

#pragma warning disable xUnit1051 // This is code for readers, who have no test context.

/// <summary>The code of docs/guide.md, word for word; <see cref="DocumentationTests"/> compares.</summary>
public class GuideTests
{
    [Fact]
    public void Exclusive_or_by_hand()
    {
        Network<double> network = Network.Build<double>([2], [new Linear(2), new ReLU(), new Linear(1)]);
        double[] byHand = [1, -1, -1, 1, 0, 0, 5, 5, -0.5];   // 0.weight, 0.bias, 2.weight, 2.bias
        byHand.CopyTo(network.Weights);
        Trainer<double> trainer = new(network, new BinaryCrossEntropyWithLogits(), new Sgd(0.1)) { Metrics = [new AccuracyMetric()] };
        Console.WriteLine(trainer.Evaluate(Generators.Xor<double>())["accuracy"]);   // 1: all 21 points

        Workspace<double> workspace = network.CreateWorkspace(capacity: 1);
        double[] x = [0.3, 0.7], dz = new double[1];
        Span<double> z = network.Forward(workspace, x, training: true, seed: 1, step: 0, Team.Single);
        new BinaryCrossEntropyWithLogits().Evaluate<double>(z, target: [1], dz, batchSize: 1);
        network.Backward(workspace, x, dz);
        foreach (Parameter<double> parameter in network.Parameters)
            Console.WriteLine($"{parameter.Name}: {string.Join(' ', parameter.Gradient.ToArray().Select(value => $"{value:F3}"))}");

        Assert.Equal(1, trainer.Evaluate(Generators.Xor<double>())["accuracy"]);
        Assert.Equal(1.5, z[0], 1e-12);
        double[] expected = [0, 0, -0.274, -0.638, 0, -0.912, 0, -0.073, -0.182];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], network.Gradients[i], 5e-4);
    }

    [Fact]
    public void A_description_as_text()
    {
        Layer layer = new Linear(64) { Bias = false, Initializer = new Normal(0.01) };
        string text = layer.ToString();                  // Linear(64, bias: false, initializer: Normal(0.01))
        Console.WriteLine(Layer.Parse(text) == layer);   // True

        Assert.Equal("Linear(64, bias: false, initializer: Normal(0.01))", text);
        Assert.Equal(layer, Layer.Parse(text));
        Assert.Equal("at character 12, 'bais: false)': Linear has no setting 'bais'; did you mean 'bias'? Valid settings: units, bias, "
            + "initializer, bias_initializer.", Assert.Throws<SpecFormatException>(() => Layer.Parse("Linear(64, bais: false)")).Message);
    }

    [Fact]
    public void A_network_of_two_inputs_prints_as_a_table()
    {
        Network<float> network = Network.Build<float>([786],
        [
            new ParallelSlices(
            [
                new Slice("image", [1, 28, 28], [new Conv2d(8), new ReLU(), new MaxPool2d(2), new Flatten()]),
                new Slice("age and weight", [2], [new Linear(16), new ReLU()]),
            ]),
            new Linear(10),
        ]);
        Console.WriteLine(network);

        string guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide.md"));
        Assert.Contains($"```text\n{network}\n```".ReplaceLineEndings(), guide.ReplaceLineEndings(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_with_progress_that_stops_early()
    {
        DataSplit<float> data = Digits.Load<float>().Split(validation: 0.1, test: 0.2).Scaled(Scaling.Unit);
        Network<float> network = Network.Build<float>(data.Train.InputShape, [new Flatten(), new Linear(64), new ReLU(), new Linear(10)],
            seed: 1);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.002)) { Metrics = [new AccuracyMetric()] };
        try
        {
            TrainingOptions options = new() { Epochs = 100, BatchSize = 32, EarlyStopping = new EarlyStopping { Patience = 5 } };
            Progress<TrainingProgress> progress = new(report =>
            {
                if (report.Completed is { } epoch) Console.WriteLine($"{epoch.Epoch}: {epoch.Validation!.Loss:F4}");
            });
            using CancellationTokenSource cancellation = new(TimeSpan.FromMinutes(5));
            TrainingState<float> state = trainer.Start();
            History history = trainer.Fit(data, options, state, progress, cancellation: cancellation.Token);
            network.Save("best.safetensors", state.Best!);
            Network<float> best = NetworkFile.Load<float>("best.safetensors");

            Assert.Equal(TrainingStatus.EarlyStopped, history.Status);
            Assert.Equal(history.Epochs.Count - 5, history.BestEpoch);
            Assert.True(best.Weights.SequenceEqual(state.Best!.Weights));
        }
        finally
        {
            File.Delete("best.safetensors");
        }
    }

    [Fact]
    public void A_training_that_is_followed()
    {
        DataSplit<float> data = Digits.Load<float>().Split(validation: 0.1).Scaled(Scaling.Unit);
        Network<float> network = Network.Build<float>(data.Train.InputShape, [new Flatten(), new Linear(32), new ReLU(), new Linear(10)]);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.002))
        {
            Metrics = [new AccuracyMetric()],
            Callbacks = [new StopAtAccuracy(0.9)],
        };
        History history = trainer.Fit(data, new TrainingOptions { Epochs = 50, RestoreBest = true });
        Console.WriteLine($"{history.Status}: {history.Best!["validation_accuracy"]:P1} in epoch {history.BestEpoch}");

        Assert.Equal(TrainingStatus.Stopped, history.Status);
        Assert.InRange(history["validation_accuracy"].Max(), 0.9, 1);
        Assert.Equal(history.Best["validation_accuracy"], trainer.Evaluate(data.Validation!)["accuracy"]);
    }

    [Fact]
    public void Batches_that_are_changed_and_batches_without_end()
    {
        DataSplit<float> data = Digits.Load<float>().Split(validation: 0.1).Scaled(Scaling.Unit);
        Network<float> network = Network.Build<float>(data.Train.InputShape, [new Flatten(), new Linear(10)]);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.002))
        {
            Transform = batch =>
            {
                foreach (ref float value in batch.Inputs) value += 0.1f * (float)batch.Random.NextNormal();
            },
        };
        trainer.Fit(data, new TrainingOptions { Epochs = 1 });

        Network<float> sine = Network.Build<float>([1], [new Linear(32), new Tanh(), new Linear(1)]);
        BatchGenerator<float> batches = new(batch =>
        {
            for (int i = 0; i < batch.Size; i++)
            {
                batch.Inputs[i] = (float)batch.Random.NextNormal();
                batch.Targets[i] = float.Sin(batch.Inputs[i]);
            }
        }, stepsPerEpoch: 100);
        new Trainer<float>(sine, new MeanSquaredError(), new Adam(0.01)).Fit(batches, new TrainingOptions { Steps = 1000 });

        float[] y = new float[1];
        sine.Predict([0.5f], y);
        Assert.InRange(y[0], float.Sin(0.5f) - 0.1f, float.Sin(0.5f) + 0.1f);
    }

    [Fact]
    public void A_training_that_is_resumed()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "checkpoint");
        try
        {
            string whole = Train(), resumed = Train();
            Assert.Equal(whole, resumed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Train()
        {
            DataSplit<float> data = Digits.Load<float>().Split(validation: 0.1).Scaled(Scaling.Unit);
            Network<float> network = Network.Build<float>(data.Train.InputShape, [new Flatten(), new Linear(10)]);
            Trainer<float> trainer = new(network, new CrossEntropy(), new Adam()) { Callbacks = [new SaveEveryHundredSteps(path)] };
            TrainingState<float> state = trainer.Start();
            if (File.Exists(path)) state.Load(path);
            History history = trainer.Fit(data, new TrainingOptions { Epochs = 5 }, state);
            Assert.Equal(5, history.Epochs.Count);
            return network.WeightsSha256();
        }
    }

    private sealed class StopAtAccuracy(double enough) : Callback<float>
    {
        public override void OnEvaluate(TrainingContext<float> training)
        {
            if (training.Validation!["accuracy"] >= enough) training.Stop();
        }
    }

    private sealed class SaveEveryHundredSteps(string path) : Callback<float>
    {
        public override void OnBatchEnd(TrainingContext<float> training)
        {
            if (training.Step % 100 == 0) training.State.Save(path);
        }
    }
}
