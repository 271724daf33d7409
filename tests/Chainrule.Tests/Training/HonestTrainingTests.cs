using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

/// <summary>What is not to be done with a trainer says so at once.</summary>
public class HonestTrainingTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 1 };

    [Fact]
    public void Null_names_the_argument()
    {
        Network<float> network = Trainer().Network;
        Assert.Equal("network", Name(() => new Trainer<float>(null!, new CrossEntropy(), new Sgd(0.1))));
        Assert.Equal("loss", Name(() => new Trainer<float>(network, null!, new Sgd(0.1))));
        Assert.Equal("optimizer", Name(() => new Trainer<float>(network, new CrossEntropy(), null!)));
        Assert.Equal("value", Name(() => new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)) { Metrics = null! }));
        Assert.Equal("value", Name(() => new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)) { Callbacks = null! }));
        Assert.Equal("data", Name(() => Trainer().Fit(null!, Options)));
        Assert.Equal("data.Train", Name(() => Trainer().Fit(new DataSplit<float>(null!), Options)));
        Assert.Equal("options", Name(() => Trainer().Fit(Rings(), null!)));
        Assert.Equal("batches", Name(() => Trainer().Fit((BatchGenerator<float>)null!, Options)));
        Assert.Equal("data", Name(() => Trainer().Evaluate(null!)));
        Assert.Equal("trainer", Name(() => new TrainingState<float>(null!)));

        static string? Name(Func<object> action) => Assert.Throws<ArgumentNullException>(action).ParamName;
    }

    [Fact]
    public void A_state_of_another_optimizer_loss_schedule_or_list_of_metrics_is_refused()
    {
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        Refused(new(trainer.Network, trainer.Loss, new Adam(0.1)) { Metrics = trainer.Metrics },
            $"The state was made for the optimizer Sgd(0.1), but this trainer has {new Adam(0.1)}. Make it with Start() of this trainer.");
        Refused(new(trainer.Network, new MeanSquaredError(), trainer.Optimizer) { Metrics = trainer.Metrics },
            "The state was made for the loss CrossEntropy(), but this trainer has MeanSquaredError().");
        Refused(new(trainer.Network, trainer.Loss, trainer.Optimizer, new StepDecay(3)) { Metrics = trainer.Metrics },
            $"The state was made for the schedule Constant(), but this trainer has {new StepDecay(3)}.");
        Refused(new(trainer.Network, trainer.Loss, trainer.Optimizer) { Metrics = [new AccuracyMetric()] },
            "The state was made for the metrics [AccuracyMetric(), MeanAbsoluteErrorMetric()], but this trainer has [AccuracyMetric()].");
        Refused(Trainer(), "The state belongs to another network than this trainer's.");

        void Refused(Trainer<float> other, string message)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => other.Fit(Rings(), Options, state));
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
            Assert.Equal("state", error.ParamName);
        }
    }

    [Fact]
    public void A_state_within_an_epoch_goes_on_with_the_same_batches_alone()
    {
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Rings(), new TrainingOptions { Steps = 2, BatchSize = 4 }, state);
        Assert.Equal((0, 1), (state.Batch, state.Epoch));
        Callback<float> stop = new Follower { AtBatch = training => training.Stop() };
        trainer.Callbacks.Add(stop);
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 4, BatchSize = 4 }, state);
        Assert.Equal(1, state.Batch);
        trainer.Callbacks.Remove(stop);
        Assert.StartsWith("The state is within an epoch, after 1 of ", Assert.Throws<ArgumentException>("state",
            () => trainer.Fit(Rings(), new TrainingOptions { Epochs = 4, BatchSize = 5 }, state)).Message, StringComparison.Ordinal);
        Assert.Equal(TrainingStatus.Completed, trainer.Fit(Rings(), new TrainingOptions { Epochs = 4, BatchSize = 4 }, state).Status);
    }

    [Fact]
    public void A_state_is_not_loaded_while_its_network_is_trained()
    {
        using TemporaryFile file = new();
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        state.Save(file.Path);
        Exception? loading = null;
        trainer.Callbacks.Add(new Follower { AtBatch = _ => loading = Record.Exception(() => state.Load(file.Path)) });
        trainer.Fit(Rings(), Options, state);
        Assert.StartsWith("The network is being trained.", Assert.IsType<InvalidOperationException>(loading).Message,
            StringComparison.Ordinal);
        state.Load(file.Path);
        Assert.Equal(0, state.Step);
    }

    [Fact]
    public void A_network_is_trained_by_one_trainer_at_a_time()
    {
        Trainer<float> trainer = Trainer(), other = new(trainer.Network, new CrossEntropy(), new Sgd(0.1));
        Exception? second = null;
        trainer.Callbacks.Add(new Follower { AtBatch = _ => second = Record.Exception(() => other.Fit(Rings(), Options)) });
        trainer.Fit(Rings(), Options);
        Assert.Contains("being trained already", Assert.IsType<InvalidOperationException>(second).Message, StringComparison.Ordinal);
        // It is free again after the end, and after an exception.
        other.Callbacks.Add(new Follower { AtBatch = _ => throw new TimeZoneNotFoundException() });
        Assert.Throws<TimeZoneNotFoundException>(() => other.Fit(Rings(), Options));
        other.Callbacks.Clear();
        Assert.Equal(TrainingStatus.Completed, other.Fit(Rings(), Options).Status);
    }

    [Fact]
    public void A_callback_that_is_null_is_refused()
    {
        Trainer<float> trainer = Trainer();
        trainer.Callbacks.Add(null!);
        Assert.Contains("callback", Assert.Throws<ArgumentException>(() => trainer.Fit(Rings(), Options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_team_that_was_disposed_does_no_more_work()
    {
        Network<float> network = Network.Build<float>([200], [new Linear(200)]);
        Team team = new(2);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            network.Forward(network.CreateWorkspace(64), new float[64 * 200], training: false, seed: 1, step: 0, team);
        });
    }

    [Fact]
    public void A_network_of_another_number_type_is_refused() =>
        Assert.StartsWith("A network computes in float or double, not in Half.",
            Assert.Throws<ArgumentException>(() => Network.Build<Half>([2], [new Linear(1)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Messages_name_properties_as_they_are_written_in_code()
    {
        SpecException error = Assert.Throws<SpecException>(() => Trainer().Fit(Rings(), Options with { ClipNorm = -1 }));
        Assert.Equal("clip_norm", error.Key);
        Assert.Equal("TrainingOptions(epochs: 1, clip_norm: -1): ClipNorm is -1; expected a number above 0.", error.Message);
    }

    [Fact]
    public void A_metric_that_throws_within_a_step_leaves_a_state_that_says_so()
    {
        Network<float> network = Trainer().Network;
        Trainer<float> trainer = new(network, new CrossEntropy(), new Sgd(0.1)) { Metrics = [new Failing()] };
        TrainingState<float> state = trainer.Start();
        using TemporaryFile file = new();
        state.Save(file.Path);
        Assert.Throws<TimeZoneNotFoundException>(() => trainer.Fit(Rings(), Options, state));
        Assert.Contains("left the state within a step", Assert.Throws<InvalidOperationException>(() =>
            trainer.Fit(Rings(), Options, state)).Message, StringComparison.Ordinal);
        state.Load(file.Path);
        Assert.Throws<TimeZoneNotFoundException>(() => trainer.Fit(Rings(), Options, state));
    }

    private sealed record Failing : SampleMetric
    {
        public override string Name => "failing";

        public override double Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, double threshold) =>
            throw new TimeZoneNotFoundException();
    }
}
