using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Outside.Tests.Parts;

namespace Chainrule.Outside.Tests;

/// <summary>The code of docs/tasks.md, word for word, and what comes of it; the first task is the program tests/Flowers.</summary>
public sealed partial class TasksTests : IDisposable
{
    private readonly Place place = new();

    [Fact]
    public void Predicting_one_sample_from_a_saved_model()
    {
        string file = Saved();
        Model<float> model = Model.Load(file);
        ModelPrediction prediction = model.Predict(6.2f, 2.6f, 4.4f, 1.5f);
        Console.WriteLine($"{prediction.ClassName} with {prediction.Probability:P1}");

        Assert.Equal("marsh", prediction.ClassName);
        Assert.InRange(prediction.Probability, 0.5, 1);
    }

    [Fact]
    public void Serving_many_at_the_same_time()
    {
        string file = Saved();
        Flower[] requests = Flower.All;
        Model<float> model = Model.Load(file);
        ConcurrentDictionary<string, int> counts = new();
        Parallel.ForEach(requests, request =>
        {
            ModelPrediction prediction = model.Predict(request.Sizes);
            counts.AddOrUpdate(prediction.ClassName!, 1, (_, count) => count + 1);
        });

        Assert.Equal(requests.Length, counts.Values.Sum());
        Assert.Equal(3, counts.Count);
    }

    [Fact]
    public void Learning_values()
    {
        double[] positions = [.. Enumerable.Range(0, 200).Select(i => i / 20.0)];
        Dataset<double> waves = Dataset.From(positions, x => (double[])[x], x => (double[])[Math.Sin(x), Math.Cos(x)]);
        DataSplit<double> data = waves.Split(test: 0.2).Scaled(Scaling.Standardize);
        Network<double> network = Network.Build<double>([1], [new Linear(32), new Tanh(), new Linear(32), new Tanh(), new Linear(2)]);
        Trainer<double> trainer = new(network, new MeanSquaredError(), new Adam(0.01)) { Metrics = [new RSquaredMetric()] };
        trainer.Fit(data, new TrainingOptions { Epochs = 300 });
        Console.WriteLine($"R² on new positions {trainer.Evaluate(data.Test!)["r_squared"]:F3}");
        ModelPrediction prediction = new Model<double>(network, trainer.Loss, data.Train).Predict(2.0);
        Console.WriteLine($"sin(2) is about {prediction.Values[0]:F2}, cos(2) about {prediction.Values[1]:F2}");

        Assert.Equal(Math.Sin(2), prediction.Values[0], 0.1);
        Assert.Equal(Math.Cos(2), prediction.Values[1], 0.1);
        Assert.InRange(trainer.Evaluate(data.Test!)["r_squared"], 0.9, 1);
    }

    [Fact]
    public void Seeing_what_looks_wrong_before_training()
    {
        DataSplit<float> data = Generators.Moons<float>(400).Split(validation: 0.2);
        Network<float> network = Network.Build<float>([2], [new Linear(16), new ReLU(), new Linear(1), new Sigmoid()]);
        Trainer<float> trainer = new(network, new BinaryCrossEntropyWithLogits(), new Adam(0.01));
        foreach (string warning in trainer.Warnings(data)) Console.WriteLine(warning);

        Assert.StartsWith("The network ends in Sigmoid, but BinaryCrossEntropyWithLogits applies a sigmoid itself",
            Assert.Single(trainer.Warnings(data)), StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_in_time_with_the_best_weights()
    {
        DataSplit<float> data = Generators.Moons<float>(400).Split(validation: 0.2);
        Network<float> network = Network.Build<float>([2], [new Linear(16), new ReLU(), new Linear(2)]);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.02)) { Metrics = [new AccuracyMetric()] };
        EarlyStopping early = new() { Metric = "validation_accuracy", Patience = 5 };
        History history = trainer.Fit(data, new TrainingOptions { Epochs = 200, EarlyStopping = early, RestoreBest = true });
        Console.WriteLine($"{history.Status}, best in epoch {history.BestEpoch}: {trainer.Evaluate(data.Validation!)["accuracy"]:P1}");

        Assert.Equal(TrainingStatus.EarlyStopped, history.Status);
        Assert.Equal(history["validation_accuracy"].Max(), trainer.Evaluate(data.Validation!)["accuracy"]);
    }

    [Fact]
    public void Watching_a_training()
    {
        DataSplit<float> data = Generators.Moons<float>(400).Split(validation: 0.2);
        Network<float> network = Network.Build<float>([2], [new Linear(16), new ReLU(), new Linear(2)]);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.02))
        {
            Metrics = [new AccuracyMetric()],
            Callbacks = [new StopAtAccuracy(0.85)],
        };
        History history = trainer.Fit(data, new TrainingOptions { Epochs = 200 });

        Assert.Equal(TrainingStatus.Stopped, history.Status);
        Assert.InRange(history["validation_accuracy"][^1], 0.85, 1);
    }

    private sealed class StopAtAccuracy(double enough) : Callback<float>
    {
        public override void OnEpochEnd(TrainingContext<float> training)
        {
            double accuracy = training.Validation!["accuracy"];
            Console.WriteLine($"{training.Epoch}: {accuracy:P1}");
            if (training.Epoch == 20) training.LearningRate /= 10;
            if (accuracy >= enough) training.Stop();
        }
    }

    [Fact]
    public void Going_on_after_a_kill()
    {
        string checkpoint = place["checkpoint"];
        DataSplit<float> data = new(Generators.Moons<float>());
        Network<float> whole = Network.Build<float>([2], [new Linear(8), new ReLU(), new Linear(2)]);
        new Trainer<float>(whole, new CrossEntropy(), new Adam(0.01)).Fit(data, new TrainingOptions { Epochs = 6 });
        TrainingOptions options = new() { Epochs = 3 };
        Fit();
        options = new() { Epochs = 6 };
        Assert.Equal(whole.WeightsSha256(), Fit());

        string Fit()
        {
            Network<float> network = Network.Build<float>([2], [new Linear(8), new ReLU(), new Linear(2)]);
            CheckpointSaver<float> saver = new(checkpoint);
            Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.01)) { Callbacks = [saver] };
            TrainingState<float> state = trainer.Start();
            if (File.Exists(checkpoint)) state.Load(checkpoint);
            trainer.Fit(data, options, state);
            return network.WeightsSha256();
        }
    }

    [Fact]
    public void A_layer_of_ones_own_in_a_recipe()
    {
        string file = place.Write("own.yaml", """
            name: own
            data: { moons: { test: 0.2 } }
            model: [linear: 16, swish: 1.5, linear: 2]
            loss: cross_entropy
            optimizer: { adam: 0.02 }
            training: { epochs: 20 }
            metrics: [accuracy]
            """), folder = place["run"];
        Kinds.Register<Layer, Swish>("swish", OwnJson.Default.Swish);
        Console.WriteLine(GradientCheck.Layer(new Swish(1.5), [5]));
        RunResult result = Runner.Train(RecipeReader.Read(file), new RunOptions { Folder = folder });
        Console.WriteLine($"test accuracy {result.Summary.Test!["accuracy"]:P1}");

        Assert.InRange(result.Summary.Test["accuracy"], 0.8, 1);
        Assert.IsType<Swish>(Model.FromRun(folder).Network.Spec.Layers[1]);
    }

    [Fact]
    public void A_metric_of_ones_own()
    {
        (Trainer<float> flowers, DataSplit<float> data) = Flower.Train();
        Network<float> network = flowers.Network;
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam()) { Metrics = [new TopTwo(), new AccuracyMetric()] };
        Scores scores = trainer.Evaluate(data.Test!);
        Console.WriteLine($"among the first two {scores["top_two"]:P1}, first {scores["accuracy"]:P1}");

        Assert.InRange(scores["top_two"], scores["accuracy"], 1);
    }

    private sealed record TopTwo : SampleMetric
    {
        public override string Name => "top_two";

        public override bool HigherIsBetter => true;

        public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold)
        {
            T right = prediction[Decision.Of(target, 0.5)];
            int ahead = 0;
            foreach (T value in prediction) ahead += value > right ? 1 : 0;
            return ahead < 2 ? 1 : 0;
        }
    }

    [Fact]
    public void Exporting_with_scaling_and_names()
    {
        string file = Saved(), target = place["flowers.onnx"];
        Model.Load(file).SaveOnnx(target);

        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(target));
        Assert.All((string[])["chainrule.classes", "marsh", "sepal_width", "scaling.shift", "Softmax"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_counts_the_lines_of_each_task()
    {
        string page = File.ReadAllText(Path.Combine(Chainrule.Tests.Repository.Root, "docs", "tasks.md")).ReplaceLineEndings("\n");
        Dictionary<string, int> said = TableRow.Matches(page).ToDictionary(row => row.Groups["title"].Value,
            row => int.Parse(row.Groups["lines"].Value, CultureInfo.InvariantCulture));
        Assert.NotEmpty(said);
        Dictionary<string, int> counted = page.Split("\n## ").Skip(1).ToDictionary(
            task => task[..task.IndexOf('\n', StringComparison.Ordinal)],
            task => Code.Matches(task).Sum(block => block.Groups["code"].Value.Split('\n').Count(line => line.Trim().Length > 0)));
        Assert.Equal(11, counted.Count);
        Assert.Equal(counted, said);
    }

    public void Dispose() => place.Dispose();

    private string Saved()
    {
        (Trainer<float> trainer, DataSplit<float> data) = Flower.Train();
        new Model<float>(trainer.Network, trainer.Loss, data.Train).Save(place["flowers.safetensors"]);
        return place["flowers.safetensors"];
    }

    [GeneratedRegex(@"^\| \[(?<title>[^\]]+)\]\([^)]*\) \| (?<lines>\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow { get; }

    [GeneratedRegex(@"^```csharp\n(?<code>[\s\S]*?)^```$", RegexOptions.Multiline)]
    private static partial Regex Code { get; }
}
