using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class TrainingOptionsTests
{
    [Fact]
    public void The_incomplete_batch_at_the_end_of_an_epoch_can_be_left_out()
    {
        Trainer<float> trainer = Trainer();
        TrainingState<float> state = trainer.Start();
        List<(int Batch, int Size)> batches = [];
        List<int> reported = [];
        trainer.Callbacks.Add(new Follower { AtBatch = training => batches.Add((training.Batch, training.BatchSize)) });
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = 40, DropLast = true }, state,
            new Progress(report => reported.Add(report.Batches)));
        Assert.Equal([(1, 40), (2, 40), (1, 40), (2, 40)], batches);
        Assert.Equal((4L, 160L), (state.Step, state.Samples));
        Assert.Equal([2, 4], history.Epochs.Select(epoch => epoch.Step));
        Assert.All(reported, count => Assert.Equal(2, count));
    }

    [Theory]
    [InlineData(100, 32, false, 4, 4)]
    [InlineData(100, 32, true, 3, 3)]
    [InlineData(100, 25, true, 4, 4)]
    [InlineData(10, 32, false, 1, 1)]
    [InlineData(1, 1, true, 1, 1)]
    public void Batches_and_steps_are_counted_in_one_place(int samples, int batchSize, bool dropLast, int batches, long steps)
    {
        TrainingOptions options = new() { Epochs = 1, BatchSize = batchSize, DropLast = dropLast };
        Assert.Equal((batches, steps, 3 * steps), (options.BatchesFor(samples), options.StepsFor(samples),
            (options with { Epochs = 3 }).StepsFor(samples)));
        Assert.Equal(7, (options with { Epochs = null, Steps = 7 }).StepsFor(samples));
    }

    [Fact]
    public void Too_few_samples_for_one_batch_are_an_error_where_incomplete_ones_are_left_out()
    {
        SpecException error = Assert.Throws<SpecException>(() =>
            Trainer().Fit(Rings(), new TrainingOptions { Epochs = 1, BatchSize = 101, DropLast = true }));
        Assert.Equal("TrainingOptions(epochs: 1, batch_size: 101, drop_last: true): DropLast leaves nothing to train on: 100 samples make "
            + "no batch of 101; take smaller batches or more samples.", error.Message);
    }

    [Fact]
    public void A_rest_that_is_too_small_for_a_layer_may_be_left_out()
    {
        // Batch norm needs two samples, and of 100 samples one is left.
        TrainingOptions options = new() { Epochs = 1, BatchSize = 33 };
        Trainer<float> trainer = new(Network.Build<float>([4], SmallTraining.Layers), new CrossEntropy(), new Sgd(0.1));
        Assert.Contains("or leave the last batch out", Assert.Throws<ShapeException>(() => trainer.Fit(Rings(), options)).Message,
            StringComparison.Ordinal);
        Assert.Equal(3, trainer.Fit(Rings(), options with { DropLast = true }).Epochs[0].Step);
    }
}
