using System.Globalization;
using System.Text.Json;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Reports;

namespace Chainrule.Outside.Tests.Training;

/// <summary>Metrics of one's own that see the whole evaluation.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void Values_are_those_of_published_examples()
    {
        // The example of sklearn.metrics.f1_score: y_true = [0, 1, 2, 0, 1, 2], y_pred = [0, 2, 1, 0, 0, 1], macro: 0.26…
        MetricTally f1 = new MacroF1().CreateTally(new CrossEntropy(), 3);
        f1.Add<float>(Rows(0, 2, 1, 0), Rows(0, 1, 2, 0), 4);
        f1.Add<float>(Rows(0, 1), Rows(1, 2), 2);
        Assert.Equal(0.8 / 3, f1.Value, 1e-15);
        // That of sklearn.metrics.roc_auc_score: y_true = [0, 0, 1, 1], y_scores = [0.1, 0.4, 0.35, 0.8]: 0.75.
        MetricTally auc = new AreaUnderCurve().CreateTally(new BinaryCrossEntropy(), 1);
        auc.Add<double>([0.1, 0.4, 0.35], [0, 0, 1], 3);
        auc.Add<double>([0.8], [1], 1);
        Assert.Equal(0.75, auc.Value);
        // With a tie, by counting pairs: (½ + 1 + 1 + 1)/4.
        auc.Clear();
        auc.Add<double>([0.5, 0.5, 0.8, 0.2], [1, 0, 1, 0], 4);
        Assert.Equal(0.875, auc.Value);

        static float[] Rows(params int[] classes) =>
            [.. classes.SelectMany(label => Enumerable.Range(0, 3).Select(i => i == label ? 1f : 0))];
    }

    [Fact]
    public void The_figure_of_an_epoch_is_one_of_all_its_samples_and_not_a_mean_of_its_batches()
    {
        DataSplit<float> data = Generators.Moons<float>(90, 0.3, seed: 2).Split(validation: 40, seed: 3);
        // Weights that hardly move, so that the batches of an epoch see the same network as the evaluation after it.
        Trainer<float> trainer = new(Network.Build<float>([2], [new Linear(1)]), new BinaryCrossEntropyWithLogits(), new Sgd(1e-12))
        {
            Metrics = [new MacroF1(), new AreaUnderCurve()],
        };
        History history = trainer.Fit(data, new TrainingOptions { Epochs = 2, BatchSize = 7 });
        Scores scores = trainer.Evaluate(data.Train);
        Assert.Equal((scores["f1"], scores["auc"]), (history.Epochs[1]["train_f1"], history.Epochs[1]["train_auc"]));
        Assert.Equal(trainer.Evaluate(data.Validation!)["auc"], history.Epochs[1]["validation_auc"]);
    }

    [Fact]
    public void A_training_that_is_interrupted_within_epochs_and_evaluations_has_the_same_figures()
    {
        DataSplit<float> data = Generators.Moons<float>(700, 0.3, seed: 2).Split(validation: 600, seed: 3);
        TrainingOptions options = new() { Epochs = 2, BatchSize = 30 };
        Trainer<float> whole = Make(), trainer = Make();
        History expected = whole.Fit(data, options), history;
        string path = Path.GetTempFileName();
        try
        {
            TrainingState<float> state = trainer.Start();
            // Cancelled from the beginning, each call makes one step or one portion of an evaluation; those are saved and loaded again.
            for (int calls = 0; ; calls++)
            {
                history = trainer.Fit(data, options, state, cancellation: new CancellationToken(canceled: calls < 40));
                if (history.Status == TrainingStatus.Completed) break;
                if (calls % 3 > 0) continue;
                state.Save(path);
                trainer = Make();
                state = trainer.Start();
                state.Load(path);
            }
        }
        finally
        {
            File.Delete(path);
        }
        foreach (string name in (string[])["train_f1", "train_auc", "validation_f1", "validation_auc"])
            Assert.Equal(expected[name], history[name]);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());

        static Trainer<float> Make() => new(Network.Build<float>([2], [new Linear(8), new Tanh(), new Linear(1)]),
            new BinaryCrossEntropyWithLogits(), new Adam(0.02))
        { Metrics = [new MacroF1(), new AreaUnderCurve()] };
    }

    [Fact]
    public void They_are_named_in_a_recipe_after_a_call_each()
    {
        Kinds.Register<Metric, MacroF1>("f1", MetricsJson.Default.MacroF1);
        Kinds.Register<Metric, AreaUnderCurve>("auc", MetricsJson.Default.AreaUnderCurve);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            RecipeDocument recipe = RecipeReader.Parse("""
                name: own-metrics
                data: { moons: { samples: 300, noise: 0.2, validation: 0.3 } }
                model: [{ linear: 8 }, tanh, { linear: 1 }]
                loss: binary_cross_entropy_with_logits
                optimizer: { adam: 0.05 }
                training: { epochs: 60, restore_best: true, early_stopping: { metric: validation_f1, patience: 4 } }
                metrics: [f1, auc]
                """);
            RunResult run = Runner.Train(recipe, new RunOptions { Folder = Path.Combine(folder, "run"), DataDirectory = folder });
            RunSummary summary = RunReporter.Write(run, TrainingDoctor.Examine(run));

            double best = run.Epochs.Max(epoch => epoch["validation_f1"]);
            Assert.Equal(TrainingStatus.EarlyStopped, summary.Status);
            Assert.Equal(run.Epochs.First(epoch => epoch["validation_f1"] == best).Epoch, summary.Best!.Epoch);
            Assert.Equal(best, summary.Validation!["f1"]);
            Assert.InRange(summary.Validation["auc"], 0.9, 1);
            string[] lines = File.ReadAllLines(run.Folder.History);
            Assert.Equal("epoch,step,seconds,learning_rate,train_loss,train_f1,train_auc,validation_loss,validation_f1,validation_auc",
                lines[0]);
            Assert.Equal(best, double.Parse(lines[summary.Best.Epoch].Split(',')[8], CultureInfo.InvariantCulture));
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run.Folder.Summary));
            Assert.Equal(best, json.RootElement.GetProperty("best").GetProperty("validation").GetProperty("f1").GetDouble());
            Assert.Contains("f1", File.ReadAllText(run.Folder.Report), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
