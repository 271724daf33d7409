using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class CallbackTests
{
    private static readonly TrainingOptions TwoEpochs = new() { Epochs = 2, BatchSize = 50 };

    [Fact]
    public void Callbacks_are_called_in_the_order_of_the_list_and_of_the_training()
    {
        List<string> calls = [];
        Trainer<float> trainer = Trainer();
        trainer.Callbacks.Add(Writer("a"));
        trainer.Callbacks.Add(Writer("b"));
        History history = trainer.Fit(Rings(), TwoEpochs);
        string[] epoch = ["gradients", "batch", "gradients", "batch", "evaluation", "epoch", "checkpoint"];
        Assert.Equal(((string[])["begin", .. epoch, .. epoch, "end"]).SelectMany(call => (string[])["a " + call, "b " + call]), calls);
        Assert.Equal(TrainingStatus.Completed, history.Status);

        Follower Writer(string name) => new()
        {
            AtBegin = _ => calls.Add(name + " begin"),
            AtGradients = _ => calls.Add(name + " gradients"),
            AtBatch = _ => calls.Add(name + " batch"),
            AtEvaluation = _ => calls.Add(name + " evaluation"),
            AtEpoch = _ => calls.Add(name + " epoch"),
            AtCheckpoint = _ => calls.Add(name + " checkpoint"),
            AtEnd = training => calls.Add(training.History is null ? "too early" : name + " end"),
        };
    }

    [Fact]
    public void The_context_tells_where_the_training_is()
    {
        List<(int Epoch, int Batch, long Step, int Samples)> batches = [];
        Trainer<float> trainer = Trainer();
        trainer.Callbacks.Add(new Follower
        {
            AtBegin = training => Assert.Equal((1, 2, 2, 4L, double.NaN, null, null), (training.Epoch, training.Epochs, training.Batches,
                training.Steps, training.Loss, training.LastEpoch, training.Validation)),
            AtBatch = training =>
            {
                batches.Add((training.Epoch, training.Batch, training.Step, training.BatchSize));
                Assert.True(training.Loss > 0);
            },
            AtEvaluation = training => Assert.Equal(training.Epoch - 1, training.LastEpoch?.Epoch ?? 0),
            AtEpoch = training =>
            {
                Assert.Equal((training.Epoch, training.Validation), (training.LastEpoch!.Epoch, training.LastEpoch.Validation));
                Assert.Same(training.Network, training.State.Network);
            },
        });
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = 60 });
        Assert.Equal([(1, 1, 1, 60), (1, 2, 2, 40), (2, 1, 3, 60), (2, 2, 4, 40)], batches);
    }

    [Fact]
    public void A_training_that_is_watched_gives_the_same_bits()
    {
        Trainer<float> alone = Trainer(), watched = Trainer();
        watched.Callbacks.Add(new Follower { AtGradients = training => training.Network.Gradients.ToArray() });
        alone.Fit(Rings(), TwoEpochs);
        watched.Fit(Rings(), TwoEpochs);
        Assert.Equal(alone.Network.WeightsSha256(), watched.Network.WeightsSha256());
    }

    [Theory]
    [InlineData("begin", 0, 0)]
    [InlineData("gradients", 3, 1)]
    [InlineData("batch", 3, 1)]
    [InlineData("evaluation", 4, 2)]
    [InlineData("epoch", 4, 2)]
    public void A_callback_can_stop_the_training_which_goes_on_later_with_the_same_bits(string place, long steps, int epochs)
    {
        TrainingOptions options = new() { Epochs = 4, BatchSize = 50 };
        Trainer<float> whole = Trainer(new Adam(0.01)), trainer = Trainer(new Adam(0.01));
        History expected = whole.Fit(Rings(), options);
        TrainingState<float> state = trainer.Start();
        trainer.Callbacks.Add(new Follower
        {
            AtBegin = training => StopAt("begin", training, 0),
            AtGradients = training => StopAt("gradients", training, 2),
            AtBatch = training => StopAt("batch", training, 3),
            AtEvaluation = training => StopAt("evaluation", training, 4),
            AtEpoch = training => StopAt("epoch", training, 4),
        });
        History history = trainer.Fit(Rings(), options, state);
        Assert.Equal((TrainingStatus.Stopped, steps, epochs), (history.Status, state.Step, state.Epoch));
        trainer.Callbacks.Clear();
        history = trainer.Fit(Rings(), options, state);
        Assert.Equal(TrainingStatus.Completed, history.Status);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        Assert.Equal(expected["validation_loss"], history["validation_loss"]);

        void StopAt(string where, TrainingContext<float> training, long step)
        {
            if (where == place && training.Step == step) training.Stop();
        }
    }

    [Fact]
    public void A_training_that_is_stopped_when_all_is_done_is_complete()
    {
        Trainer<float> trainer = Trainer();
        trainer.Callbacks.Add(new Follower { AtEpoch = training => { if (training.Step == training.Steps) training.Stop(); } });
        Assert.Equal(TrainingStatus.Completed, trainer.Fit(Rings(), TwoEpochs).Status);
    }

    [Fact]
    public void A_rate_that_is_set_holds_until_it_is_set_again_or_released_and_is_what_the_history_says()
    {
        Trainer<float> trainer = Trainer(new Sgd(0.1), new StepDecay(1) { Gamma = 0.5 });
        trainer.Callbacks.Add(new Follower
        {
            AtBatch = training =>
            {
                if (training.Step == 3) training.LearningRate = 0.7;
                if (training.Step == 7) training.LearningRate = 0.6;
                if (training.Step == 9) training.ReleaseLearningRate();
            },
        });
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 6, BatchSize = 50 });
        Assert.Equal([0.1, 0.7, 0.7, 0.6, 0.1 / 16, 0.1 / 32], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => Set(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Set(-1));

        void Set(double rate)
        {
            Trainer<float> other = Trainer();
            other.Callbacks.Add(new Follower { AtBegin = training => training.LearningRate = rate });
            other.Fit(Rings(), TwoEpochs);
        }
    }

    [Fact]
    public void A_rate_that_was_set_is_saved_with_the_state()
    {
        TrainingOptions options = new() { Epochs = 3, BatchSize = 50 };
        Trainer<float> whole = Trainer(new Adam(0.01));
        using TemporaryFile file = new();
        whole.Callbacks.Add(new Follower
        {
            AtBatch = training =>
            {
                if (training.Step == 2) training.LearningRate = 0.003;
                if (training.Step == 3) training.State.Save(file.Path);
            },
        });
        History expected = whole.Fit(Rings(), options);
        Trainer<float> trainer = Trainer(new Adam(0.01));
        TrainingState<float> state = trainer.Start();
        state.Load(file.Path);
        Assert.Equal(0.003, state.FixedLearningRate);
        History history = trainer.Fit(Rings(), options, state);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        Assert.Equal([0.01, 0.003, 0.003], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(expected["train_loss"], history["train_loss"]);
    }

    [Fact]
    public void State_and_network_can_be_saved_anywhere_but_within_a_step()
    {
        List<byte[]> saved = [];
        Trainer<float> trainer = Trainer(new Adam(0.01)), whole = Trainer(new Adam(0.01));
        using TemporaryFile file = new();
        Action<TrainingContext<float>> save = training =>
        {
            training.State.Save(file.Path);
            saved.Add(File.ReadAllBytes(file.Path));
        };
        trainer.Callbacks.Add(new Follower
        {
            AtBegin = save,
            AtBatch = save,
            AtEvaluation = save,
            AtEpoch = save,
            AtCheckpoint = save,
            AtGradients = training => Assert.Contains("within a step",
                Assert.Throws<InvalidOperationException>(() => training.State.Save(file.Path)).Message, StringComparison.Ordinal),
        });
        TrainingOptions options = new() { Epochs = 2, BatchSize = 40 };
        trainer.Fit(Rings(), options);
        Assert.Equal(1 + 2 * (3 + 3), saved.Count);
        Assert.All(saved, content =>
        {
            File.WriteAllBytes(file.Path, content);
            Trainer<float> resumed = Trainer(new Adam(0.01));
            TrainingState<float> state = resumed.Start();
            state.Load(file.Path);
            resumed.Fit(Rings(), options, state);
            Assert.Equal(trainer.Network.WeightsSha256(), resumed.Network.WeightsSha256());
        });
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("gradients")]
    [InlineData("batch")]
    [InlineData("evaluation")]
    [InlineData("epoch")]
    public void An_exception_in_a_callback_ends_the_training_and_leaves_a_state_to_go_on_from(string place)
    {
        TrainingOptions options = new() { Epochs = 3, BatchSize = 40 };
        Trainer<float> whole = Trainer(new Adam(0.01)), trainer = Trainer(new Adam(0.01));
        History expected = whole.Fit(Rings(), options);
        TrainingState<float> state = trainer.Start();
        bool hasThrown = false;
        trainer.Callbacks.Add(new Follower
        {
            AtBegin = _ => Throw("begin"),
            AtGradients = training => Throw("gradients", training.Step == 4),
            AtBatch = training => Throw("batch", training.Step == 5),
            AtEvaluation = _ => Throw("evaluation"),
            AtEpoch = _ => Throw("epoch"),
        });
        Assert.Equal(place, Assert.Throws<TimeZoneNotFoundException>(() => trainer.Fit(Rings(), options, state)).Message);
        History history = trainer.Fit(Rings(), options, state);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        foreach (string name in (string[])["train_loss", "train_accuracy", "validation_loss"])
            Assert.Equal(expected[name], history[name]);

        void Throw(string where, bool isHere = true)
        {
            if (where != place || !isHere || hasThrown) return;
            hasThrown = true;
            throw new TimeZoneNotFoundException(place);
        }
    }

    [Fact]
    public void The_end_of_a_training_that_diverges_is_told()
    {
        Trainer<float> trainer = Trainer(new Sgd(1e30));
        TrainingStatus? status = null;
        trainer.Callbacks.Add(new Follower { AtEnd = training => status = training.History!.Status });
        trainer.Fit(Rings(), TwoEpochs);
        Assert.Equal(TrainingStatus.Diverged, status);
    }
}
