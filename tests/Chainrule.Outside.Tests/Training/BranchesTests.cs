namespace Chainrule.Outside.Tests.Training;

/// <summary>Networks with branches and several inputs, trained on batches that a function makes.</summary>
public class BranchesTests
{
    private static readonly Layer[] layers =
    [
        new ParallelSlices([new Slice("angle", [1], [new Linear(8), new Tanh()]), new Slice("sign", [1], [])]),
        new Concat([new Identity(), new Sequential([new Linear(4), new ReLU()])]),
        new Linear(1),
    ];

    [Fact]
    public void Gradients_of_branches_are_proved()
    {
        GradientCheckResult result = GradientCheck.Network(Network.Build<double>([2], layers), new MeanSquaredError());
        Assert.True(result.Passed, $"{result}");
    }

    [Fact]
    public void A_network_of_branches_learns_from_a_generator_and_is_saved_and_exported()
    {
        Network<float> network = Network.Build<float>([2], layers, seed: 3);
        BatchGenerator<float> batches = new(batch =>
        {
            for (int i = 0; i < batch.Size; i++)
            {
                (float angle, int sign) = ((float)batch.Random.NextNormal(), 2 * batch.Random.Next(2) - 1);
                (batch.Input(i)[0], batch.Input(i)[1], batch.Targets[i]) = (angle, sign, float.Sin(angle) + sign);
            }
        }, stepsPerEpoch: 200);
        History history = new Trainer<float>(network, new MeanSquaredError(), new Adam(0.01))
            .Fit(batches, new TrainingOptions { Steps = 1000, BatchSize = 32 });
        Assert.Equal(5, history.Epochs.Count);
        Assert.InRange(history["train_loss"][^1], 0, 0.02);

        string file = Path.GetTempFileName();
        try
        {
            network.Save(file);
            Assert.Equal(network.WeightsSha256(), NetworkFile.Load<float>(file).WeightsSha256());
        }
        finally
        {
            File.Delete(file);
        }
        Assert.NotEmpty(network.ToOnnx());
    }
}
