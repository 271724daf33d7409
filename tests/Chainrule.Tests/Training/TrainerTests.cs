using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

public class TrainerTests
{
    private static readonly Layer[] Layers = [new Linear(16), new BatchNorm(), new ReLU(), new Dropout(0.2), new Linear(3)];

    [Fact]
    public void Training_makes_the_loss_small()
    {
        Trainer<float> trainer = Trainer(new Adam(0.01));
        History history = trainer.Fit(Data(), new TrainingOptions { Epochs = 40, BatchSize = 20 });
        Assert.Equal(TrainingStatus.Completed, history.Status);
        Assert.Equal(40, history.Epochs.Count);
        Assert.True(history.Epochs[^1].Train.Loss < 0.3 * history.Epochs[0].Train.Loss);
        Assert.True(trainer.Evaluate(Data().Train).Metrics[0] > 0.9);
    }

    [Fact]
    public void Epochs_count_steps_and_the_last_batch_may_be_smaller()
    {
        History history = Trainer().Fit(Data(), new TrainingOptions { Epochs = 3, BatchSize = 32 });
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
        History history = trainer.Fit(Data(), new TrainingOptions { Steps = 7, BatchSize = 20 }, state);
        Assert.Equal(7, state.Step);
        Assert.Equal(140, state.Samples);
        Assert.Equal([5, 7], history.Epochs.Select(epoch => epoch.Step));
        Assert.NotNull(history.Epochs[^1].Validation);
        Trainer<float> epochs = Trainer();
        epochs.Fit(Data(), new TrainingOptions { Epochs = 1, BatchSize = 20 });
        Trainer<float> steps = Trainer();
        steps.Fit(Data(), new TrainingOptions { Steps = 5, BatchSize = 20 });
        Assert.Equal(epochs.Network.WeightsSha256(), steps.Network.WeightsSha256());
    }

    [Fact]
    public void All_samples_may_be_one_batch()
    {
        TrainingState<float> state = Trainer().Start();
        Trainer().Fit(Data(), new TrainingOptions { Epochs = 2, BatchSize = BatchSize.All }, state);
        Assert.Equal((2, 200), (state.Step, state.Samples));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_one_others()
    {
        string Train(ulong seed)
        {
            Trainer<float> trainer = new(Network.Build<float>([4], Layers), new CrossEntropy(), new Sgd(0.1)) { Seed = seed };
            trainer.Fit(Data(), new TrainingOptions { Epochs = 2 });
            return trainer.Network.WeightsSha256();
        }
        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
    }

    [Fact]
    public void Training_ends_when_the_watched_figure_has_not_improved_for_as_many_evaluations_as_the_patience()
    {
        // Nothing can improve by more than 100.
        TrainingOptions options = new() { Epochs = 50, EarlyStopping = new() { Patience = 3, MinDelta = 100 } };
        History history = Trainer().Fit(Data(), options);
        Assert.Equal(TrainingStatus.EarlyStopped, history.Status);
        Assert.Equal((4, 1), (history.Epochs.Count, history.BestEpoch));

        history = Trainer().Fit(Data(), options with { EvaluateEvery = 2 });
        Assert.Equal((8, 2), (history.Epochs.Count, history.BestEpoch));
        Assert.Equal([null, 2, null, 4, null, 6, null, 8], history.Epochs.Select(epoch => epoch.Validation is null ? (int?)null : epoch.Epoch));

        // Without a validation part a figure of the training part can be watched.
        history = Trainer().Fit(new DataSplit<float>(Data().Train), options with { EarlyStopping = options.EarlyStopping! with { Metric = "train_loss" } });
        Assert.Equal((TrainingStatus.EarlyStopped, 4), (history.Status, history.Epochs.Count));
    }

    [Fact]
    public void A_figure_that_gets_better_goes_on_and_more_is_better_for_accuracy()
    {
        History history = Trainer(new Adam(0.003)).Fit(Data(), new TrainingOptions { Epochs = 12, EarlyStopping = new() { Patience = 12, Metric = "validation_accuracy" } });
        EpochRecord best = history.Epochs[history.BestEpoch - 1];
        Assert.Equal(history.Epochs.Max(epoch => epoch.Validation!.Metrics[0]), best.Validation!.Metrics[0]);
        Assert.Equal(history.Epochs.First(epoch => epoch.Validation!.Metrics[0] == best.Validation.Metrics[0]), best);
    }

    [Fact]
    public void A_figure_that_is_not_measured_cannot_be_watched()
    {
        SpecException error = Assert.Throws<SpecException>(() =>
            Trainer().Fit(new DataSplit<float>(Data().Train), new TrainingOptions { Epochs = 1, EarlyStopping = new() { Patience = 1 } }));
        Assert.Equal("EarlyStopping(validation_loss, patience 1): metric is 'validation_loss', which this training does not measure; expected one of "
            + "train_loss, train_accuracy, train_mean_absolute_error (there is no validation part).", error.Message);
    }

    [Fact]
    public void The_best_weights_and_buffers_are_kept()
    {
        // The rate rises so far that the loss gets worse again.
        Trainer<float> trainer = Trainer(new Sgd(0.5), new OneCycle { WarmupShare = 1, DivideFactor = 1000 });
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Data(), new TrainingOptions { Epochs = 10 }, state);
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.Validation!.Loss)!.Epoch, history.BestEpoch);
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), state.BestScore);

        // The weights after the best epoch are those of a training that was stopped there.
        Trainer<float> shorter = Trainer(new Sgd(0.5), new OneCycle { WarmupShare = 1, DivideFactor = 1000 });
        TrainingState<float> at = shorter.Start();
        using CancellationTokenSource stop = new();
        Progress report = new(progress => { if (progress.Completed?.Epoch == history.BestEpoch) stop.Cancel(); });
        shorter.Fit(Data(), new TrainingOptions { Epochs = 10 }, at, report, cancellation: stop.Token);
        Assert.Equal(history.BestEpoch, at.Epoch);
        Assert.Equal(shorter.Network.Weights.ToArray(), state.BestWeights);
        Assert.Equal(shorter.Network.Buffers.SelectMany(buffer => buffer.Value), state.BestBuffers!.SelectMany(buffer => buffer));
        Assert.Equal(history.Epochs[history.BestEpoch - 1].Validation!.Loss, shorter.Evaluate(Data().Validation!).Loss);
    }

    [Fact]
    public void A_training_that_is_cancelled_in_the_midst_of_its_steps_and_evaluations_goes_on_with_the_same_bits()
    {
        TrainingOptions options = new() { Epochs = 4, BatchSize = 16, EvaluateEvery = 2 };
        Trainer<float> whole = Trainer(new Adam(0.01));
        TrainingState<float> uninterrupted = whole.Start();
        whole.Fit(Data(), options, uninterrupted);

        Trainer<float> impatient = new(Trainer(new Adam(0.01)).Network, whole.Loss, whole.Optimizer) { Metrics = whole.Metrics, Threads = 2, Grace = TimeSpan.Zero };
        TrainingState<float> state = impatient.Start();
        RandomStream random = new(5, RandomPurpose.Generator);
        int cancelled = 0;
        while (true)
        {
            using CancellationTokenSource stop = new();
            // At first every step is given up as soon as a timer can tell, some of them in their midst; then sessions get longer, so that the training ends.
            if (cancelled < 200) stop.Cancel();
            else stop.CancelAfter(TimeSpan.FromMilliseconds(random.Next(cancelled / 20)));
            if (impatient.Fit(Data(), options, state, cancellation: stop.Token).Status == TrainingStatus.Completed) break;
            cancelled++;
        }
        Assert.True(cancelled > 0);
        Assert.Equal(whole.Network.WeightsSha256(), impatient.Network.WeightsSha256());
        Assert.Equal(uninterrupted.Epochs.Select(epoch => (epoch.Step, epoch.Train.Loss, epoch.Validation?.Loss)), state.Epochs.Select(epoch => (epoch.Step, epoch.Train.Loss, epoch.Validation?.Loss)));
    }

    [Fact]
    public void A_training_loop_whose_every_call_is_cancelled_gets_on_nevertheless()
    {
        TrainingOptions options = new() { Epochs = 3, BatchSize = 16 };
        Trainer<float> whole = Trainer(new Adam(0.01)), trainer = Trainer(new Adam(0.01));
        // The validation part takes several portions, so that evaluations are cancelled, too.
        DataSplit<float> data = Generators.Blobs<float>(700, classes: 3, features: 4, seed: 2).Split(validation: 600);
        whole.Fit(data, options);
        TrainingState<float> state = trainer.Start();
        int calls = 1;
        while (trainer.Fit(data, options, state, cancellation: new CancellationToken(canceled: true)).Status == TrainingStatus.Cancelled) calls++;
        Assert.InRange(calls, 3 * 7, 3 * (7 + 3));
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    [Fact]
    public void An_evaluation_that_was_cancelled_is_begun_anew_where_the_training_goes_on_before_it()
    {
        Trainer<float> whole = Trainer(new Adam(0.01)), trainer = Trainer(new Adam(0.01));
        DataSplit<float> data = Generators.Blobs<float>(700, classes: 3, features: 4, seed: 2).Split(validation: 600);
        History expected = whole.Fit(data, new TrainingOptions { Steps = 5, BatchSize = 16 });
        TrainingState<float> state = trainer.Start();
        // Three steps that end within the epoch, and an evaluation at that end which is cancelled in its midst.
        for (int calls = 0; calls < 4; calls++) trainer.Fit(data, new TrainingOptions { Steps = 3, BatchSize = 16 }, state, cancellation: new CancellationToken(canceled: true));
        Assert.Equal((3L, 0), (state.Step, state.Epoch));
        Assert.InRange(state.Evaluation.Done, 1, 599);
        History history = trainer.Fit(data, new TrainingOptions { Steps = 5, BatchSize = 16 }, state);
        Assert.Equal(expected.Epochs.Single().Validation!.Loss, history.Epochs.Single().Validation!.Loss);
    }

    [Fact]
    public void A_cancelled_training_keeps_its_state_and_goes_on_with_the_same_bits()
    {
        TrainingOptions options = new() { Epochs = 6, BatchSize = 16, ClipNorm = 0.5, EarlyStopping = new() { Patience = 50 } };
        Schedule schedule = new ReduceOnPlateau { Patience = 0, Threshold = 0.05, WarmupEpochs = 1 };
        Assert.All((Optimizer[])[new Nadam(0.01), new Sgd(0.05) { Momentum = 0.9 }], optimizer =>
        {
            Trainer<float> whole = Trainer(optimizer, schedule);
            TrainingState<float> uninterrupted = whole.Start();
            whole.Fit(Data(), options, uninterrupted);

            Trainer<float> trainer = Trainer(optimizer, schedule);
            TrainingState<float> state = trainer.Start();
            int sessions = 0;
            for (TrainingStatus status = TrainingStatus.Cancelled; status == TrainingStatus.Cancelled; sessions++)
            {
                // Each session ends after one step, within an epoch or at its end; the next one is another process, as it were.
                using CancellationTokenSource stop = new();
                if (state.Batch < 7) stop.Cancel();
                status = trainer.Fit(Data(), options, state, new Progress(progress => { if (progress.Completed is not null) stop.Cancel(); }), cancellation: stop.Token).Status;
                (trainer, state) = Restored(trainer, state, optimizer, schedule);
            }
            // 100 samples in batches of 16: seven steps in each of six epochs, and the end of the last one.
            Assert.Equal(6 * 7 + 1, sessions);
            Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
            Assert.Equal(uninterrupted.BestWeights, state.BestWeights);
            Assert.Equal((uninterrupted.BestEpoch, uninterrupted.BestScore, uninterrupted.Samples), (state.BestEpoch, state.BestScore, state.Samples));
            Assert.Equal(
                uninterrupted.Epochs.Select(epoch => (epoch.Epoch, epoch.Step, epoch.LearningRate, epoch.Train.Loss, epoch.Validation!.Loss)),
                state.Epochs.Select(epoch => (epoch.Epoch, epoch.Step, epoch.LearningRate, epoch.Train.Loss, epoch.Validation!.Loss)));
            Assert.Equal(uninterrupted.Epochs.SelectMany(epoch => epoch.Train.Metrics), state.Epochs.SelectMany(epoch => epoch.Train.Metrics));
        });
    }

    [Fact]
    public void Checkpoints_come_as_often_as_asked_for_and_at_the_end()
    {
        List<(int Epoch, long Step)> calls = [];
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Data(), new TrainingOptions { Epochs = 7, BatchSize = 50, CheckpointEvery = 3 }, state, checkpoint: () => calls.Add((state.Epoch, state.Step)));
        Assert.Equal([(3, 6), (6, 12), (7, 14)], calls);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e12)]
    public void A_training_that_diverges_keeps_what_it_had_before_the_failing_step(double rate)
    {
        Trainer<float> trainer = Trainer(new Sgd(rate));
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Data(), new TrainingOptions { Epochs = 200, BatchSize = 20 }, state);
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Divergence divergence = history.Divergence!;
        Assert.Equal(state.Step, divergence.Step);
        Assert.Equal(state.Epoch + 1, divergence.Epoch);
        Assert.Equal(10, divergence.Samples.Count);
        Assert.All(divergence.Samples, sample => Assert.InRange(sample, 0, 99));
        Assert.Contains("Try a smaller learning rate than", divergence.Advice, StringComparison.Ordinal);
        Assert.Contains($"The weights after {divergence.StepsKept} step", divergence.ToString(), StringComparison.Ordinal);
        Assert.InRange(divergence.StepsKept, 0, divergence.Step);
        Assert.StartsWith($"Training diverged in epoch {divergence.Epoch} at step {divergence.Step}: the {divergence.Where} is not finite", divergence.ToString(), StringComparison.Ordinal);
        Assert.All(trainer.Network.Weights.ToArray(), weight => Assert.True(float.IsFinite(weight)));
        Assert.All(trainer.Network.Buffers.SelectMany(buffer => buffer.Value), value => Assert.True(float.IsFinite(value)));

        // The same as a training that was told to make only the steps that went well.
        Trainer<float> shorter = Trainer(new Sgd(rate));
        if (divergence.StepsKept > 0) shorter.Fit(Data(), new TrainingOptions { Steps = (int)divergence.StepsKept, BatchSize = 20 });
        Assert.Equal(shorter.Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    [Fact]
    public void The_layer_that_first_gave_no_finite_number_is_named()
    {
        Network<float> network = Network.Build<float>([4], [new Linear(3), new Tanh(), new Linear(3)]);
        network.Parameters.Single(parameter => parameter.Name == "2.weight").Value.Fill(2e38f);
        network.Parameters.Single(parameter => parameter.Name == "0.bias").Value.Fill(5);
        History history = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Fit(Data(), new TrainingOptions { Epochs = 1 });
        Assert.Equal("output of layer 2, Linear(3)", history.Divergence!.Where);
        Assert.Equal(0, history.Divergence.Step);

        network.Parameters[2].Value.Fill(float.NaN);
        history = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Fit(Data(), new TrainingOptions { Epochs = 1 });
        Assert.Equal("parameter 2.weight", history.Divergence!.Where);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_named_where_the_loss_was_fine()
    {
        // Every error is −1, so the gradient is minus the sum of inputs, which is beyond what single precision holds.
        Network<float> network = Network.Build<float>([1], [new Linear(1)], initializer: new Zeros());
        DataSplit<float> data = new(Dataset.Create<float>([3e38f, 2e38f, 1e38f], [1], [1f, 1, 1], [1]));
        History history = new Trainer<float>(network, new MeanAbsoluteError { Reduction = Reduction.Sum }, new Sgd(0.1)).Fit(data, new TrainingOptions { Epochs = 1, BatchSize = 3 });
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Assert.Equal("gradient of 0.weight", history.Divergence!.Where);
        Assert.Equal(3, history.Divergence.Loss);
        Assert.Contains("scale the inputs (they reach 3E+38", history.Divergence.Advice, StringComparison.Ordinal);
        Assert.Equal([0, 0], network.Weights.ToArray());
    }

    [Fact]
    public void A_batch_larger_than_the_training_part_is_an_error_that_says_what_fits()
    {
        SpecException error = Assert.Throws<SpecException>(() => Trainer().Fit(Data(), new TrainingOptions { Epochs = 1, BatchSize = 101 }));
        Assert.Equal("batch_size", error.Key);
        Assert.Equal("TrainingOptions(1 epochs, batch size 101): batch_size is 101, but the training part of 'rings' holds 100 samples; write all, or at most 100.", error.Message);
        Trainer().Fit(Data(), new TrainingOptions { Epochs = 1, BatchSize = 100 });
    }

    [Fact]
    public void Data_and_loss_must_suit_the_network()
    {
        TrainingOptions options = new() { Epochs = 1 };
        Assert.Contains("holds inputs of 4, but the network takes 5", Assert.Throws<DataException>(() =>
            new Trainer<float>(Network.Build<float>([5], [new Linear(3)]), new CrossEntropy(), new Sgd(0.1)).Fit(Data(), options)).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new Trainer<float>(Network.Build<float>([4], [new Linear(2)]), new CrossEntropy(), new Sgd(0.1)).Fit(Data(), options));
        DataSplit<float> two = new(Dataset.Create<float>([1f, 2, 3, 4], [1], [0, 1, 0, 1], 2));
        Assert.Contains("needs an output for each", Assert.Throws<ShapeException>(() =>
            new Trainer<float>(Network.Build<float>([1], [new Linear(1)]), new CrossEntropy(), new Sgd(0.1)).Fit(two, options with { BatchSize = 2 })).Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => Trainer().Fit(Data(), new TrainingOptions()));
        Assert.Throws<SpecException>(() => Trainer().Fit(Data(), new TrainingOptions { Epochs = 1, Steps = 1 }));
        Assert.Throws<SpecException>(() => Trainer(new Sgd(-1)).Fit(Data(), options));
    }

    [Fact]
    public void A_plateau_of_the_validation_loss_lowers_the_learning_rate()
    {
        // A rate so small that nothing improves: lower after every second epoch, beginning with the third.
        Trainer<float> trainer = new(Network.Build<float>([4], [new Linear(3)]), new CrossEntropy(), new Sgd(1e-12), new ReduceOnPlateau { Patience = 1, Factor = 0.5 });
        History history = trainer.Fit(Data(), new TrainingOptions { Epochs = 7 });
        Assert.Equal([1e-12, 1e-12, 1e-12, 5e-13, 5e-13, 2.5e-13, 2.5e-13], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Schedules_are_followed_step_by_step()
    {
        Schedule schedule = new Cosine { WarmupEpochs = 2 };
        History history = Trainer(new Sgd(0.1), schedule).Fit(Data(), new TrainingOptions { Epochs = 5, BatchSize = 25 });
        CompiledSchedule compiled = schedule.Compile(0.1, 20, 4);
        Assert.Equal(Enumerable.Range(1, 5).Select(epoch => compiled.RateAt(4 * epoch - 1)), history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Scores_are_means_over_the_samples_whatever_the_batches()
    {
        Trainer<float> trainer = Trainer();
        Dataset<float> data = Data().Train;
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
        Trainer<float> plain = new(Network.Build<float>([4], [new Linear(3)]), new CrossEntropy(), new Sgd(0.1)) { Metrics = [new AccuracyMetric(), new MeanSquaredErrorMetric()] };
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
        double mean = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Evaluate(Data().Train).Loss;
        double sum = new Trainer<float>(network, new CrossEntropy { Reduction = Reduction.Sum }, new Sgd(0.1)).Evaluate(Data().Train).Loss;
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
                new DataSplit<double>(Dataset.Create<double>([1, 2, 3, 4], [2], [100.0, 200, 300, 400], [2])), new TrainingOptions { Steps = 1, BatchSize = 2, ClipNorm = clip });
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
        History history = Trainer().Fit(Data(), new TrainingOptions { Epochs = 4, BatchSize = 25 }, progress: new Progress(reports.Add));
        Assert.Equal(history.Epochs, reports.Where(report => report.Completed is not null).Select(report => report.Completed!));
        Assert.All(reports, report => Assert.Equal((4, 4), (report.Epochs, report.Batches)));
        Assert.Equal(4, reports[^1].Batch);
    }

    private static Trainer<float> Trainer(Optimizer? optimizer = null, Schedule? schedule = null) =>
        new(Network.Build<float>([4], Layers, seed: 2), new CrossEntropy(), optimizer ?? new Sgd(0.1), schedule) { Metrics = [new AccuracyMetric(), new MeanAbsoluteErrorMetric()], Threads = 1 };

    /// <summary>100 samples to train on and 40 to validate, of three classes by their distance from the origin.</summary>
    private static DataSplit<float> Data()
    {
        RandomStream random = new(8, RandomPurpose.Generator);
        return new(Part(100, ref random), Part(40, ref random));

        static Dataset<float> Part(int samples, ref RandomStream random)
        {
            float[] inputs = new float[samples * 4];
            int[] labels = new int[samples];
            for (int sample = 0; sample < samples; sample++)
            {
                labels[sample] = random.Next(3);
                for (int i = 0; i < 4; i++) inputs[4 * sample + i] = (float)(0.3 * random.NextNormal() + (i == labels[sample] ? 1 : 0));
            }
            return Dataset.Create(inputs, [4], labels, 3, "rings");
        }
    }

    /// <summary>Another trainer with all that a checkpoint holds, and nothing else.</summary>
    private static (Trainer<float>, TrainingState<float>) Restored(Trainer<float> trainer, TrainingState<float> state, Optimizer optimizer, Schedule schedule)
    {
        Trainer<float> again = Trainer(optimizer, schedule);
        trainer.Network.Weights.CopyTo(again.Network.Weights);
        for (int i = 0; i < trainer.Network.Buffers.Count; i++) trainer.Network.Buffers[i].Value.CopyTo(again.Network.Buffers[i].Value, 0);
        TrainingState<float> restored = again.Start();
        for (int i = 0; i < state.Optimizer.State.Count; i++) state.Optimizer.State[i].CopyTo(restored.Optimizer.State[i], 0);
        state.Optimizer.Scalars.CopyTo(restored.Optimizer.Scalars);
        state.Running.Sums.CopyTo(restored.Running.Sums, 0);
        (restored.Optimizer.Steps, restored.Running.Samples) = (state.Optimizer.Steps, state.Running.Samples);
        (restored.Epoch, restored.Batch, restored.Step, restored.Samples) = (state.Epoch, state.Batch, state.Step, state.Samples);
        restored.Epochs.AddRange(state.Epochs);
        restored.ScheduleScalars = [.. state.ScheduleScalars];
        (restored.BestEpoch, restored.BestScore, restored.EvaluationsWithoutGain) = (state.BestEpoch, state.BestScore, state.EvaluationsWithoutGain);
        (restored.BestWeights, restored.BestBuffers) = (state.BestWeights?.ToArray(), state.BestBuffers?.Select(buffer => buffer.ToArray()).ToArray());
        return (again, restored);
    }

    /// <summary>Progress that is told at once, on the same thread.</summary>
    private sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
