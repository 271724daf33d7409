using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

public class DivergenceTests
{
    [Theory]
    [InlineData(1e30)]
    [InlineData(1e12)]
    public void A_training_that_diverges_keeps_what_it_had_before_the_failing_step(double rate)
    {
        Trainer<float> trainer = Trainer(new Sgd(rate));
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(Rings(), new TrainingOptions { Epochs = 200, BatchSize = 20 }, state);
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Divergence divergence = history.Divergence!;
        Assert.Equal(state.Step + 1, divergence.Step);
        Assert.Equal(state.Epoch + 1, divergence.Epoch);
        Assert.Equal(10, divergence.Samples.Count);
        Assert.All(divergence.Samples, sample => Assert.InRange(sample, 0, 99));
        Assert.Contains("Try a smaller learning rate than", divergence.Advice, StringComparison.Ordinal);
        Assert.Contains($"The weights after {divergence.StepsKept} step", divergence.ToString(), StringComparison.Ordinal);
        Assert.InRange(divergence.StepsKept, 0, divergence.Step - 1);
        Assert.StartsWith($"Training diverged in epoch {divergence.Epoch} at step {divergence.Step}: the {divergence.Where} is not finite",
            divergence.ToString(), StringComparison.Ordinal);
        Assert.All(trainer.Network.Weights.ToArray(), weight => Assert.True(float.IsFinite(weight)));
        Assert.All(trainer.Network.Buffers.SelectMany(buffer => buffer.Value), value => Assert.True(float.IsFinite(value)));

        // The same as a training that was told to make only the steps that went well.
        Trainer<float> shorter = Trainer(new Sgd(rate));
        if (divergence.StepsKept > 0) shorter.Fit(Rings(), new TrainingOptions { Steps = (int)divergence.StepsKept, BatchSize = 20 });
        Assert.Equal(shorter.Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    [Fact]
    public void The_layer_that_first_gave_no_finite_number_is_named()
    {
        Network<float> network = Network.Build<float>([4], [new Linear(3), new Tanh(), new Linear(3)]);
        network.Parameters.Single(parameter => parameter.Name == "2.weight").Value.Fill(2e38f);
        network.Parameters.Single(parameter => parameter.Name == "0.bias").Value.Fill(5);
        History history = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Fit(Rings(), new TrainingOptions { Epochs = 1 });
        Assert.Equal("output of layer 2, Linear(3)", history.Divergence!.Where);
        Assert.Equal(1, history.Divergence.Step);

        network.Parameters[2].Value.Fill(float.NaN);
        history = new Trainer<float>(network, new CrossEntropy(), new Sgd(0.1)).Fit(Rings(), new TrainingOptions { Epochs = 1 });
        Assert.Equal("parameter 2.weight", history.Divergence!.Where);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_named_where_the_loss_was_fine()
    {
        // Every error is −1, so the gradient is minus the sum of inputs, which is beyond what single precision holds.
        Network<float> network = Network.Build<float>([1], [new Linear(1)], initializer: new Zeros());
        DataSplit<float> data = new(Dataset.Create<float>([3e38f, 2e38f, 1e38f], [1], [1f, 1, 1], [1]));
        History history = new Trainer<float>(network, new MeanAbsoluteError { Reduction = Reduction.Sum }, new Sgd(0.1)).Fit(data,
            new TrainingOptions { Epochs = 1, BatchSize = 3 });
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Assert.Equal("gradient of 0.weight", history.Divergence!.Where);
        Assert.Equal(3, history.Divergence.Loss);
        Assert.Contains("scale the inputs (they reach 3E+38", history.Divergence.Advice, StringComparison.Ordinal);
        Assert.Equal([0, 0], network.Weights.ToArray());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(5, 0)]
    [InlineData(2, 1)]
    public void An_update_that_leads_to_a_loss_that_is_not_finite_is_noticed_though_it_is_the_last_one(int steps, int patience)
    {
        Trainer<float> trainer = Trainer(new Sgd(1e30));
        History history = trainer.Fit(Rings(), new TrainingOptions
        {
            Steps = steps,
            BatchSize = patience > 0 ? 100 : 20,
            EarlyStopping = patience > 0 ? new EarlyStopping { Metric = "train_loss", Patience = patience, MinDelta = 1e9 } : null,
        });
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Assert.Equal(2, history.Divergence!.Step);
        Assert.True(history.Divergence.BlamesLearningRate);
        Assert.Equal(Trainer(new Sgd(1e30)).Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    [Fact]
    public void An_update_before_a_training_stops_early_is_noticed_in_the_epoch_that_made_it()
    {
        // The rate is 0.001 in the first epoch and 1e30 in the second, each of one step.
        Trainer<float> trainer = Trainer(new Sgd(0.001), new Exponential(1e33));
        History history = trainer.Fit(Rings(), new TrainingOptions
        {
            Epochs = 9,
            BatchSize = 100,
            EarlyStopping = new EarlyStopping { Metric = "train_loss", Patience = 1, MinDelta = 1e9 },
        });
        Assert.Equal((TrainingStatus.Diverged, 2), (history.Status, history.Epochs.Count));
        Assert.Equal((2, 3L, 1L), (history.Divergence!.Epoch, history.Divergence.Step, history.Divergence.StepsKept));
    }

    [Fact]
    public void A_training_that_is_resumed_with_weights_that_give_no_finite_loss_does_not_call_them_good()
    {
        Trainer<float> trainer = Trainer(new Sgd(1e30));
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = 20 }, state, null, new CancellationToken(canceled: true));
        Assert.Equal(1, state.Step);
        Divergence divergence = trainer.Fit(Rings(), new TrainingOptions { Epochs = 2, BatchSize = 20 }, state).Divergence!;
        Assert.Equal((2L, 1L, "resumed"), (divergence.Step, divergence.StepsKept, divergence.Kept));
        Assert.Contains("The weights after 1 step, which are the resumed ones, are kept.", divergence.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, "No update was made before, so not the learning rate is to blame: take smaller initial weights, such as")]
    [InlineData(300, 1, "to blame: scale the inputs (they reach 300) to 0..1, or to mean 0 and standard deviation 1; take smaller initial")]
    [InlineData(1e20f, 1, "to blame: scale the inputs (they reach 1E+20) to 0..1, or to mean 0 and standard deviation 1.")]
    [InlineData(1, 3e25f, "to blame: scale the targets (they reach 3E+25) to numbers near 1.")]
    public void In_the_first_step_no_learning_rate_is_to_blame(float input, float target, string advice)
    {
        Network<float> network = Network.Build<float>([1], [new Linear(1)], initializer: new ConstantValue(3e37));
        DataSplit<float> data = new(Dataset.Create([input, input], [1], [target, -target], [1]));
        Divergence divergence = new Trainer<float>(network, new MeanSquaredError(), new Sgd(0.1))
            .Fit(data, new TrainingOptions { Epochs = 1, BatchSize = 2 }).Divergence!;
        Assert.Equal((1L, 0L), (divergence.Step, divergence.StepsKept));
        Assert.False(divergence.BlamesLearningRate);
        Assert.Contains(advice, divergence.Advice, StringComparison.Ordinal);
        Assert.Contains("in epoch 1 at step 1:", divergence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_are_no_probabilities_are_to_blame_and_not_the_learning_rate()
    {
        // −0.5 is no probability, and the logarithm of a negative number is no number.
        Divergence divergence = Train(new BinaryCrossEntropy(), 1, -0.5f);
        Assert.Equal("BinaryCrossEntropy() takes probabilities, but the network's outputs are none: they are -0.5. Not the "
            + "learning rate is to blame: end the network with a sigmoid, or take BinaryCrossEntropyWithLogits, which takes any outputs.",
            divergence.Advice);
        divergence = Train(new CategoricalCrossEntropy(), 2, -3);
        Assert.Contains("end the network with a softmax, or take CrossEntropy, which takes any outputs.", divergence.Advice,
            StringComparison.Ordinal);

        static Divergence Train(Loss loss, int outputs, float bias)
        {
            Network<float> network = Network.Build<float>([1], [new Linear(outputs)], initializer: new Zeros());
            network.Parameters[1].Value.Fill(bias);
            DataSplit<float> data = new(Dataset.Create([1f, 2, 3, 4], [1], [0, 1, 0, 1], 2));
            return new Trainer<float>(network, loss, new Sgd(0.1)).Fit(data, new TrainingOptions { Epochs = 1 }).Divergence!;
        }
    }

    [Fact]
    public void Outputs_are_judged_by_what_the_loss_takes()
    {
        Assert.Null(Divergence.AdviceForOutputs(new CrossEntropy(), [5, -5], 2));
        Assert.Null(Divergence.AdviceForOutputs(new CategoricalCrossEntropy(), [0.25, 0.75], 2));
        Assert.Contains("those of a sample add up to 1.5", Divergence.AdviceForOutputs(new CategoricalCrossEntropy(),
            [0.25, 0.75, 0.75, 0.75], 2), StringComparison.Ordinal);
        Assert.Null(Divergence.AdviceForOutputs(new BinaryCrossEntropy(), [0.75, 0.75], 2));
        Assert.Null(Divergence.AdviceForOutputs(new BinaryCrossEntropy(), [double.NaN, 1], 1));
        Assert.Contains("they reach from -3 to -1", Divergence.AdviceForOutputs(new BinaryCrossEntropy(), [double.NaN, -3, -1], 1),
            StringComparison.Ordinal);
        Assert.Null(Divergence.AdviceForOutputs(new CategoricalCrossEntropy(), [0.5, double.NaN], 2));
    }
}
