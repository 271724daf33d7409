using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void Training_makes_the_loss_small()
    {
        Trainer<float> trainer = Trainer(new Adam(0.01));
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 40, BatchSize = 20 });
        Assert.Equal(TrainingStatus.Completed, history.Status);
        Assert.Equal(40, history.Epochs.Count);
        Assert.True(history.Epochs[^1].Train.Loss < 0.3 * history.Epochs[0].Train.Loss);
        Assert.True(trainer.Evaluate(Rings().Train).Metrics[0] > 0.9);
    }

    [Fact]
    public void Epochs_count_steps_and_the_last_batch_may_be_smaller()
    {
        History history = Trainer().Fit(Rings(), new TrainingOptions { Epochs = 3, BatchSize = 32 });
        // 100 samples: batches of 32, 32, 32 and 4.
        Assert.Equal([4, 8, 12], history.Epochs.Select(epoch => epoch.Step));
        Assert.Equal([1, 2, 3], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(history.Epochs, epoch => Assert.NotNull(epoch.Validation));
        Assert.Equal(["accuracy", "mean_absolute_error"], history.Metrics);
    }

    [Fact]
    public void As_many_steps_are_made_as_asked_for_wherever_that_ends_an_epoch()
    {
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Rings(), new TrainingOptions { Steps = 7, BatchSize = 20 }, state);
        Assert.Equal(7, state.Step);
        Assert.Equal(140, state.Samples);
        Assert.Equal([5, 7], history.Epochs.Select(epoch => epoch.Step));
        Assert.NotNull(history.Epochs[^1].Validation);
        Trainer<float> epochs = Trainer();
        epochs.Fit(Rings(), new TrainingOptions { Epochs = 1, BatchSize = 20 });
        Trainer<float> steps = Trainer();
        steps.Fit(Rings(), new TrainingOptions { Steps = 5, BatchSize = 20 });
        Assert.Equal(epochs.Network.WeightsSha256(), steps.Network.WeightsSha256());
    }

    [Fact]
    public void All_samples_may_be_one_batch()
    {
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = BatchSize.All }, state);
        Assert.Equal((2, 200), (state.Step, state.Samples));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_one_others()
    {
        string Train(ulong seed)
        {
            Trainer<float> trainer = new(Network.Build<float>([4], SmallTraining.Layers), new CrossEntropy(), new Sgd(0.1)) { Seed = seed };
            trainer.Fit(Rings(), new TrainingOptions { Epochs = 2 });
            return trainer.Network.WeightsSha256();
        }
        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
    }

    [Fact]
    public void A_batch_larger_than_the_training_part_is_all_of_it()
    {
        Trainer<float> larger = Trainer(), all = Trainer();
        larger.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = 101 });
        all.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = BatchSize.All });
        Assert.Equal(all.Network.WeightsSha256(), larger.Network.WeightsSha256());
    }

    [Fact]
    public void Data_and_loss_must_suit_the_network()
    {
        TrainingOptions options = new() { Epochs = 1 };
        Assert.Contains("holds inputs of 4, but the network takes 5", Assert.Throws<DataException>(() =>
            new Trainer<float>(Network.Build<float>([5], [new Linear(3)]), new CrossEntropy(), new Sgd(0.1)).Fit(Rings(), options)).Message,
                StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new Trainer<float>(Network.Build<float>([4], [new Linear(2)]), new CrossEntropy(),
            new Sgd(0.1)).Fit(Rings(), options));
        DataSplit<float> two = new(Dataset.Create<float>([1f, 2, 3, 4], [1], [0, 1, 0, 1], 2));
        Assert.Contains("'data' has 2 classes, but the network has 1 output; let its last layer have 2, "
            + "or", Assert.Throws<DataException>(() =>
            new Trainer<float>(Network.Build<float>([1], [new Linear(1)]), new CrossEntropy(), new Sgd(0.1)).Fit(two,
                options with { BatchSize = 2 })).Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => Trainer().Fit(Rings(), new TrainingOptions()));
        Assert.Throws<SpecException>(() => Trainer().Fit(Rings(), new TrainingOptions { Epochs = 1, Steps = 1 }));
        Assert.Throws<SpecException>(() => Trainer(new Sgd(-1)).Fit(Rings(), options));
    }

    [Fact]
    public void A_plateau_of_the_validation_loss_lowers_the_learning_rate()
    {
        // A rate so small that nothing improves: lower after every second epoch, beginning with the third.
        Trainer<float> trainer =
            new(Network.Build<float>([4], [new Linear(3)]), new CrossEntropy(), new Sgd(1e-12),
            new ReduceOnPlateau { Patience = 1, Factor = 0.5 });
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 7 });
        Assert.Equal([1e-12, 1e-12, 1e-12, 5e-13, 5e-13, 2.5e-13, 2.5e-13], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Schedules_are_followed_step_by_step()
    {
        Schedule schedule = new Cosine { WarmupEpochs = 2 };
        History history = Trainer(new Sgd(0.1), schedule).Fit(Rings(), new TrainingOptions { Epochs = 5, BatchSize = 25 });
        CompiledSchedule compiled = schedule.Compile(0.1, 20, 4);
        Assert.Equal(Enumerable.Range(1, 5).Select(epoch => compiled.RateAt(4 * epoch - 1)),
            history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Scores_are_means_over_the_samples_whatever_the_batches()
    {
        Trainer<float> trainer = Trainer();
        Dataset<float> data = Rings().Train;
        Scores scores = trainer.Evaluate(data);
        double loss = 0, right = 0, error = 0;
        float[] x = new float[4], y = new float[3], target = new float[3];
        for (int i = 0; i < data.Count; i++)
        {
            data.GatherInputs([i], x);
            data.GatherTargets([i], target, 3);
            trainer.Network.Predict(x, y);
            loss += new CrossEntropy().Sample<float>(y, target, []);
            right += Array.IndexOf(y, y.Max()) == data.Label(i) ? 1 : 0;
            error += y.Zip(target).Average(pair => Math.Abs(pair.First - pair.Second));
        }
        Assert.Equal(loss / data.Count, scores.Loss, 1e-6);
        Assert.Equal(right / data.Count, scores.Metrics[0], 1e-12);
        Assert.Equal(error / data.Count, scores.Metrics[1], 1e-6);
        // The history's figures on the training part are taken before each update: those of the first step are those of the start.
        Trainer<float> plain =
            new(Network.Build<float>([4], [new Linear(3)]), new CrossEntropy(),
            new Sgd(0.1))
            { Metrics = [new AccuracyMetric(), new MeanSquaredErrorMetric()] };
        Scores start = plain.Evaluate(data);
        Scores first = plain.Fit(new DataSplit<float>(data), new TrainingOptions { Epochs = 1, BatchSize = BatchSize.All }).Epochs[0].Train;
        Assert.Equal(start.Loss, first.Loss, 1e-6);
        Assert.Equal(start.Metrics[0], first.Metrics[0], 1e-12);
        Assert.Equal(start.Metrics[1], first.Metrics[1], 1e-6);
    }

    [Fact]
    public void A_loss_that_sums_over_the_batch_is_reported_as_a_mean_over_samples()
    {
        Network<float> network = Network.Build<float>([4], [new Linear(3)]);
        double mean = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Evaluate(Rings().Train).Loss;
        double sum = new Trainer<float>(network, new CrossEntropy { Reduction = Reduction.Sum }, new Sgd(0.1)).Evaluate(Rings().Train).Loss;
        Assert.Equal(mean, sum, 1e-6);
    }

    [Fact]
    public void Clipping_limits_the_norm_of_the_whole_gradient()
    {
        Network<double> Train(double? clip, out double step)
        {
            Network<double> network = Network.Build<double>([2], [new Linear(2)]);
            double[] before = network.Weights.ToArray();
            new Trainer<double>(network, new MeanSquaredError(), new Sgd(1)).Fit(
                new DataSplit<double>(Dataset.Create<double>([1, 2, 3, 4], [2], [100.0, 200, 300, 400], [2])),
                    new TrainingOptions { Steps = 1, BatchSize = 2, ClipNorm = clip });
            step = Math.Sqrt(network.Weights.ToArray().Zip(before).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));
            return network;
        }
        Train(null, out double free);
        Assert.True(free > 10);
        Train(3, out double clipped);
        Assert.Equal(3, clipped, 1e-12);
        Assert.Equal(Train(null, out _).WeightsSha256(), Train(1e9, out _).WeightsSha256());
    }

    [Fact]
    public void Progress_ends_every_epoch_with_its_record()
    {
        List<TrainingProgress> reports = [];
        History history = Trainer().Fit(Rings(), new TrainingOptions { Epochs = 4, BatchSize = 25 }, progress: new Progress(reports.Add));
        Assert.Equal(history.Epochs, reports.Where(report => report.Completed is not null).Select(report => report.Completed!));
        Assert.All(reports, report => Assert.Equal((4, 4), (report.Epochs, report.Batches)));
        Assert.Equal(4, reports[^1].Batch);
        // Also where nothing is validated and epochs take no time.
        int epochs = 0;
        Trainer().Fit(new DataSplit<float>(Rings().Train), new TrainingOptions { Epochs = 50, BatchSize = BatchSize.All },
            progress: new Progress(report => epochs += report.Completed is null ? 0 : 1));
        Assert.Equal(50, epochs);
    }
}
