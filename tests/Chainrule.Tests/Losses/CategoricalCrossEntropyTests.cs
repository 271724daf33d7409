using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class CategoricalCrossEntropyTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[2];
        Assert.Equal(Math.Log(4), new CategoricalCrossEntropy().Sample([0.25, 0.75], [1, 0], gradient), 1e-15);
        double[] expected = [-4, 0];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void The_logarithm_is_clamped_and_the_gradient_finite_at_0()
    {
        double[] gradient = new double[2];
        Assert.Equal(100, new CategoricalCrossEntropy().Sample([0.0, 1.0], [1, 0], gradient));
        Assert.Equal([-1e12, 0], gradient);
    }
}
