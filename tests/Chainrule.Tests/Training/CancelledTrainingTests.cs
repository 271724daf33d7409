using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class CancelledTrainingTests
{
    [Fact]
    public void A_training_that_is_cancelled_in_the_midst_of_its_steps_and_evaluations_goes_on_with_the_same_bits()
    {
        TrainingOptions options = new() { Epochs = 4, BatchSize = 16, EvaluateEvery = 2 };
        Trainer<float> whole = Trainer(new Adam(0.01));
        TrainingState<float> uninterrupted = whole.Start();
        whole.Fit(Rings(), options, uninterrupted);

        Trainer<float> impatient =
            new(Trainer(new Adam(0.01)).Network, whole.Loss, whole.Optimizer)
            {
                Metrics = whole.Metrics,
                Threads = 2,
                Grace = TimeSpan.Zero
            };
        TrainingState<float> state = impatient.Start();
        RandomStream random = new(5, RandomPurpose.Generator);
        int cancelled = 0;
        while (true)
        {
            using CancellationTokenSource stop = new();
            // At first every step is given up as soon as a timer can tell, some of them in their midst; then sessions get longer, so that
            // the training ends.
            if (cancelled < 200) stop.Cancel();
            else stop.CancelAfter(TimeSpan.FromMilliseconds(random.Next(cancelled / 20)));
            if (impatient.Fit(Rings(), options, state, cancellation: stop.Token).Status == TrainingStatus.Completed) break;
            cancelled++;
        }
        Assert.True(cancelled > 0);
        Assert.Equal(whole.Network.WeightsSha256(), impatient.Network.WeightsSha256());
        Assert.Equal(uninterrupted.Epochs.Select(epoch => (epoch.Step, epoch.Train.Loss, epoch.Validation?.Loss)),
            state.Epochs.Select(epoch => (epoch.Step, epoch.Train.Loss, epoch.Validation?.Loss)));
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
        while (trainer.Fit(data, options, state, cancellation: new CancellationToken(canceled: true)).Status == TrainingStatus.Cancelled)
            calls++;
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
        for (int calls = 0; calls < 4; calls++)
            trainer.Fit(data, new TrainingOptions { Steps = 3, BatchSize = 16 }, state,
                cancellation: new CancellationToken(canceled: true));
        Assert.Equal((3L, 0), (state.Step, state.Epoch));
        Assert.InRange((int)state.Evaluation.Scores!.Samples, 1, 599);
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
            whole.Fit(Rings(), options, uninterrupted);

            Trainer<float> trainer = Trainer(optimizer, schedule);
            TrainingState<float> state = trainer.Start();
            int sessions = 0;
            for (TrainingStatus status = TrainingStatus.Cancelled; status == TrainingStatus.Cancelled; sessions++)
            {
                // Each session ends after one step, within an epoch or at its end; the next one is another process, as it were.
                using CancellationTokenSource stop = new();
                if (state.Batch < 7) stop.Cancel();
                status = trainer.Fit(Rings(), options, state,
                    new Progress(progress => { if (progress.Completed is not null) stop.Cancel(); }), cancellation: stop.Token).Status;
                (trainer, state) = Restored(state, optimizer, schedule);
            }
            // 100 samples in batches of 16: seven steps in each of six epochs, and the end of the last one.
            Assert.Equal(6 * 7 + 1, sessions);
            Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
            Assert.Equal(uninterrupted.Best!.Weights, state.Best!.Weights);
            Assert.Equal((uninterrupted.BestEpoch, uninterrupted.BestScore, uninterrupted.Samples),
                (state.BestEpoch, state.BestScore, state.Samples));
            Assert.Equal(
                uninterrupted.Epochs.Select(epoch => (epoch.Epoch, epoch.Step, epoch.LearningRate, epoch.Train.Loss,
                    epoch.Validation!.Loss)),
                state.Epochs.Select(epoch => (epoch.Epoch, epoch.Step, epoch.LearningRate, epoch.Train.Loss, epoch.Validation!.Loss)));
            Assert.Equal(uninterrupted.Epochs.SelectMany(epoch => epoch.Train.Metrics),
                state.Epochs.SelectMany(epoch => epoch.Train.Metrics));
        });
    }

    [Fact]
    public void Checkpoints_come_as_often_as_asked_for_and_at_the_end()
    {
        List<(int Epoch, long Step)> calls = [];
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        trainer.Callbacks.Add(new Follower { AtCheckpoint = training => calls.Add((training.State.Epoch, training.Step)) });
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 7, BatchSize = 50, CheckpointEvery = 3 }, state);
        Assert.Equal([(3, 6), (6, 12), (7, 14)], calls);
    }
}
