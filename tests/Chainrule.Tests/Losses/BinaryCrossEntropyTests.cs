using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class BinaryCrossEntropyTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[2];
        Assert.Equal((Math.Log(2) + Math.Log(4.0 / 3)) / 2, new BinaryCrossEntropy().Sample([0.5, 0.25], [1, 0], gradient), 1e-15);
        double[] expected = [-1, 2.0 / 3];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void The_logarithm_is_clamped_and_the_gradient_finite_at_0_and_1()
    {
        double[] gradient = new double[2];
        Assert.Equal(100, new BinaryCrossEntropy().Sample([0.0, 1.0], [1, 0], gradient));
        Assert.Equal([-5e11, 5e11], gradient);
        Assert.Equal(0, new BinaryCrossEntropy().Sample([0.0, 1.0], [0, 1], gradient));
        Assert.Equal([0, 0], gradient);
    }

    [Fact]
    public void A_nearly_perfect_prediction_keeps_its_small_loss() =>
        Assert.Equal(1e-13, new BinaryCrossEntropy().Sample<double>([1e-13], [0], []), 1e-25);
}
