using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
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
        Assert.Equal(state.Step, divergence.Step);
        Assert.Equal(state.Epoch + 1, divergence.Epoch);
        Assert.Equal(10, divergence.Samples.Count);
        Assert.All(divergence.Samples, sample => Assert.InRange(sample, 0, 99));
        Assert.Contains("Try a smaller learning rate than", divergence.Advice, StringComparison.Ordinal);
        Assert.Contains($"The weights after {divergence.StepsKept} step", divergence.ToString(), StringComparison.Ordinal);
        Assert.InRange(divergence.StepsKept, 0, divergence.Step);
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
        Assert.Equal(0, history.Divergence.Step);

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

    [Fact]
    public void Outputs_that_are_no_probabilities_are_to_blame_and_not_the_learning_rate()
    {
        // −0.5 is no probability, and the logarithm of a negative number is no number.
        Divergence divergence = Train(new BinaryCrossEntropy(), 1, -0.5f);
        Assert.Equal("BinaryCrossEntropy() takes probabilities, but the network's outputs are none: they reach from -0.5 to 1. Not the "
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
        Assert.Contains("they reach from -3 to 1", Divergence.AdviceForOutputs(new BinaryCrossEntropy(), [double.NaN, -3], 1),
            StringComparison.Ordinal);
        Assert.Null(Divergence.AdviceForOutputs(new CategoricalCrossEntropy(), [0.5, double.NaN], 2));
    }
}
