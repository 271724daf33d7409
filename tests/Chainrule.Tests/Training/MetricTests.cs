using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class MetricTests
{
    [Fact]
    public void A_mean_over_samples_does_not_depend_on_the_batches()
    {
        MetricTally tally = new AccuracyMetric().CreateTally(new CrossEntropy(), 2);
        tally.Add<double>([3, 1, 0, 2, 5, 6], [1, 0, 0, 1, 1, 0], 3);
        Assert.Equal(2.0 / 3, tally.Value);
        tally.Add<double>([1, 0], [1, 0], 1);
        Assert.Equal(0.75, tally.Value);
        MetricTally other = new AccuracyMetric().CreateTally(new CrossEntropy(), 2);
        other.Restore(tally.State);
        Assert.Equal(0.75, other.Value);
        tally.Clear();
        Assert.Equal([0, 0], tally.State.ToArray());
        Assert.Throws<ArgumentException>(() => other.Restore([1]));
    }

    [Fact]
    public void Scores_are_asked_for_by_name()
    {
        Trainer<float> trainer = Trainer();
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 3, BatchSize = 50, EvaluateEvery = 2 });
        Scores scores = trainer.Evaluate(Rings().Validation!);
        Assert.Equal((scores.Loss, scores.Metrics[0], scores.Metrics[1]),
            (scores["loss"], scores["accuracy"], scores["mean_absolute_error"]));
        Assert.StartsWith("There is no score 'f1'; expected one of loss, accuracy, mean_absolute_error.",
            Assert.Throws<ArgumentException>(() => scores["f1"]).Message, StringComparison.Ordinal);

        EpochRecord last = history.Epochs[^1];
        Assert.Equal((last.Train.Metrics[0], last.Validation!.Loss), (last["train_accuracy"], last["validation_loss"]));
        Assert.StartsWith("Epoch 1 has no score 'validation_loss'; expected one of train_loss, train_accuracy, train_mean_absolute_error "
            + "(nothing was validated).", Assert.Throws<ArgumentException>(() => history.Epochs[0]["validation_loss"]).Message,
            StringComparison.Ordinal);
        Assert.Equal(history.Epochs.Select(epoch => epoch.Train.Loss), history["train_loss"]);
        Assert.Equal([history.Epochs[1].Validation!.Metrics[1], last.Validation.Metrics[1]], history["validation_mean_absolute_error"]);
        Assert.Same(history.Epochs[history.BestEpoch - 1], history.Best);
        Assert.StartsWith("There is no score 'loss'; expected one of train_loss, train_accuracy, train_mean_absolute_error, "
            + "validation_loss, validation_accuracy, validation_mean_absolute_error.",
            Assert.Throws<ArgumentException>(() => history["loss"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_have_their_names_after_loading_too()
    {
        (Trainer<float> trainer, TrainingState<float> state) = (Trainer(), null!);
        state = trainer.Start();
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 1 }, state);
        (_, TrainingState<float> restored) = Restored(state, new Sgd(0.1), trainer.Schedule);
        Assert.Equal(state.Epochs[0]["validation_accuracy"], restored.Epochs[0]["validation_accuracy"]);
    }

    [Fact]
    public void Two_scores_of_one_name_are_refused()
    {
        Assert.Contains("Two scores would be called 'accuracy'", Assert.Throws<ArgumentException>(() =>
            new Trainer<float>(Trainer().Network, new CrossEntropy(), new Sgd(0.1))
            {
                Metrics = [new AccuracyMetric(), new AccuracyMetric()],
            }).Message, StringComparison.Ordinal);
    }
}
