using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

/// <summary>Trainings at whose end the network has the best weights. The rate rises so far that the loss gets worse again.</summary>
public class BestWeightsTests
{
    private static readonly TrainingOptions Plain = new() { Epochs = 10, BatchSize = 20 }, Restoring = Plain with { RestoreBest = true };

    [Fact]
    public void The_network_has_the_weights_and_buffers_of_the_best_epoch_at_the_end()
    {
        Trainer<float> trainer = Rising();
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Rings(), Restoring, state);
        Assert.InRange(history.BestEpoch, 1, 9);
        Assert.Equal(history.Best!.Validation!.Loss, trainer.Evaluate(Rings().Validation!).Loss);
        Assert.Equal(state.Best!.Weights, trainer.Network.Weights);
        Assert.Equal(state.Best.Buffers.SelectMany(buffer => buffer), trainer.Network.Buffers.SelectMany(buffer => buffer.Value));
    }

    [Fact]
    public void A_longer_training_goes_on_from_the_last_weights()
    {
        // A schedule that does not look at the end.
        Schedule schedule = new StepDecay(1) { Gamma = 1.5 };
        Trainer<float> whole = Trainer(new Adam(0.01), schedule), trainer = Trainer(new Adam(0.01), schedule);
        whole.Fit(Rings(), Plain);
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Rings(), Restoring with { Epochs = 6 }, state);
        // The state is saved with the last weights, too.
        (Trainer<float> later, TrainingState<float> loaded) = Restored(state, new Adam(0.01), schedule);
        trainer.Fit(Rings(), Plain, state);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        later.Fit(Rings(), Plain, loaded);
        Assert.Equal(whole.Network.WeightsSha256(), later.Network.WeightsSha256());
    }

    [Fact]
    public void Checkpoints_hold_the_last_weights()
    {
        using TemporaryFile file = new();
        Trainer<float> trainer = Rising(), plain = Rising();
        trainer.Callbacks.Add(new Follower { AtCheckpoint = training => training.State.Save(file.Path) });
        trainer.Fit(Rings(), Restoring);
        plain.Fit(Rings(), Plain);
        Assert.NotEqual(plain.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        Trainer<float> loaded = Rising();
        loaded.Start().Load(file.Path);
        Assert.Equal(plain.Network.WeightsSha256(), loaded.Network.WeightsSha256());
    }

    [Fact]
    public void Loading_a_state_takes_the_place_of_both_weights()
    {
        using TemporaryFile file = new();
        Trainer<float> trainer = Rising();
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Rings(), Plain with { Epochs = 1 }, state);
        string after = trainer.Network.WeightsSha256();
        state.Save(file.Path);
        trainer.Fit(Rings(), Restoring, state);
        state.Load(file.Path);
        Assert.Equal(after, trainer.Network.WeightsSha256());
        trainer.Fit(Rings(), Plain with { Epochs = 1 }, state);
        Assert.Equal(after, trainer.Network.WeightsSha256());
    }

    [Fact]
    public void Early_stopping_names_the_figure_and_its_best_weights_are_restored()
    {
        TrainingOptions options = Restoring with { EarlyStopping = new() { Patience = 2, Metric = "train_loss" } };
        Trainer<float> trainer = Rising();
        History history = trainer.Fit(new(Rings().Train), options);
        Assert.Equal(history["train_loss"].Min(), history.Epochs[history.BestEpoch - 1].Train.Loss);
    }

    [Fact]
    public void Nothing_can_be_best_where_nothing_is_validated()
    {
        SpecException error = Assert.Throws<SpecException>(() => Rising().Fit(new(Rings().Train), Restoring));
        Assert.Equal("restore_best", error.Key);
        Assert.EndsWith("RestoreBest needs a validation part to know the best epoch by, or early stopping that watches a figure of the "
            + "training part.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_ends_with_the_best_weights_and_says_so()
    {
        Trainer<float> trainer = Trainer(new Sgd(0.05));
        trainer.Callbacks.Add(new Follower { AtEpoch = training => { if (training.Epoch == 3) training.LearningRate = 1e30; } });
        History history = trainer.Fit(Rings(), Restoring);
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Assert.Equal(history.Best!.Step, history.Divergence!.StepsKept);
        Assert.Contains("steps, which are the best ones, are kept.", history.Divergence.ToString(), StringComparison.Ordinal);
        Assert.Equal(history.Best.Validation!.Loss, trainer.Evaluate(Rings().Validation!).Loss);
    }

    private static Trainer<float> Rising() => Trainer(new Sgd(20), new OneCycle { WarmupShare = 1, DivideFactor = 1000 });
}
