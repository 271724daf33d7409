using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class BinaryCrossEntropyWithLogitsTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[2];
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, new BinaryCrossEntropyWithLogits().Sample([0, Math.Log(3)], [1, 0], gradient), 1e-15);
        double[] expected = [-0.25, 0.375];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void Huge_logits_give_the_logit_as_loss()
    {
        double[] gradient = new double[2];
        Assert.Equal(1000, new BinaryCrossEntropyWithLogits().Sample([1000.0, -1000], [0, 1], gradient));
        Assert.Equal([0.5, -0.5], gradient);
        Assert.Equal(0, new BinaryCrossEntropyWithLogits().Sample([1000.0, -1000], [1, 0], gradient));
        Assert.Equal([0, 0], gradient);
    }

    [Fact]
    public void It_equals_the_loss_of_the_sigmoids_probabilities()
    {
        foreach (double z in (double[])[-3, -0.5, 0, 2])
            Assert.Equal(new BinaryCrossEntropy().Sample<double>([1 / (1 + Math.Exp(-z))], [0.3], []),
                new BinaryCrossEntropyWithLogits().Sample<double>([z], [0.3], []), 1e-14);
    }
}
