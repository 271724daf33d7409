using Chainrule.Data;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class EarlyStoppingTests
{
    [Fact]
    public void Training_ends_when_the_watched_figure_has_not_improved_for_as_many_evaluations_as_the_patience()
    {
        // Nothing can improve by more than 100.
        TrainingOptions options = new() { Epochs = 50, EarlyStopping = new() { Patience = 3, MinDelta = 100 } };
        History history = Trainer().Fit(Rings(), options);
        Assert.Equal(TrainingStatus.EarlyStopped, history.Status);
        Assert.Equal((4, 1), (history.Epochs.Count, history.BestEpoch));

        history = Trainer().Fit(Rings(), options with { EvaluateEvery = 2 });
        Assert.Equal((8, 2), (history.Epochs.Count, history.BestEpoch));
        Assert.Equal([null, 2, null, 4, null, 6, null, 8],
            history.Epochs.Select(epoch => epoch.Validation is null ? (int?)null : epoch.Epoch));

        // Without a validation part a figure of the training part can be watched.
        history = Trainer().Fit(new DataSplit<float>(Rings().Train),
            options with { EarlyStopping = options.EarlyStopping! with { Metric = "train_loss" } });
        Assert.Equal((TrainingStatus.EarlyStopped, 4), (history.Status, history.Epochs.Count));
    }

    [Fact]
    public void A_figure_that_gets_better_goes_on_and_more_is_better_for_accuracy()
    {
        History history = Trainer(new Adam(0.003)).Fit(Rings(),
            new TrainingOptions { Epochs = 12, EarlyStopping = new() { Patience = 12, Metric = "validation_accuracy" } });
        EpochRecord best = history.Epochs[history.BestEpoch - 1];
        Assert.Equal(history.Epochs.Max(epoch => epoch.Validation!.Metrics[0]), best.Validation!.Metrics[0]);
        Assert.Equal(history.Epochs.First(epoch => epoch.Validation!.Metrics[0] == best.Validation.Metrics[0]), best);
    }

    [Fact]
    public void A_figure_that_is_not_measured_cannot_be_watched()
    {
        SpecException error = Assert.Throws<SpecException>(() =>
            Trainer().Fit(new DataSplit<float>(Rings().Train), new TrainingOptions { Epochs = 1, EarlyStopping = new() { Patience = 1 } }));
        Assert.Equal("EarlyStopping(patience: 1): Metric is 'validation_loss', which this training does not measure; "
            + "expected one of "
            + "train_loss, train_accuracy, train_mean_absolute_error (there is no validation part).", error.Message);
    }

    [Fact]
    public void The_best_weights_and_buffers_are_kept()
    {
        // The rate rises so far that the loss gets worse again.
        Trainer<float> trainer = Trainer(new Sgd(0.5), new OneCycle { WarmupShare = 1, DivideFactor = 1000 });
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 10 }, state);
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.Validation!.Loss)!.Epoch, history.BestEpoch);
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), state.BestScore);

        // The weights after the best epoch are those of a training that was stopped there.
        Trainer<float> shorter = Trainer(new Sgd(0.5), new OneCycle { WarmupShare = 1, DivideFactor = 1000 });
        TrainingState<float> at = shorter.Start();
        using CancellationTokenSource stop = new();
        Progress report = new(progress => { if (progress.Completed?.Epoch == history.BestEpoch) stop.Cancel(); });
        shorter.Fit(Rings(), new TrainingOptions { Epochs = 10 }, at, report, cancellation: stop.Token);
        Assert.Equal(history.BestEpoch, at.Epoch);
        Assert.Equal(shorter.Network.Weights.ToArray(), state.Best!.Weights);
        Assert.Equal(shorter.Network.Buffers.SelectMany(buffer => buffer.Value), state.Best.Buffers.SelectMany(buffer => buffer));
        Assert.Equal(history.Epochs[history.BestEpoch - 1].Validation!.Loss, shorter.Evaluate(Rings().Validation!).Loss);
    }
}
