using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class HingeTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[4];
        Assert.Equal((0.5 + 3 + 3) / 4, new Hinge().Sample([0.5, -2, 2, 3], [1, 1, 0, 1], gradient), 1e-15);
        double[] expected = [-0.25, -0.25, 0.25, 0];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void Targets_of_minus_one_and_of_zero_mean_the_same() =>
        Assert.Equal(new Hinge().Sample<double>([0.3, 0.4], [-1, 1], []), new Hinge().Sample<double>([0.3, 0.4], [0, 1], []));

    [Fact]
    public void The_gradient_at_the_kink_is_0()
    {
        double[] gradient = [7];
        Assert.Equal(0, new Hinge().Sample([1.0], [1], gradient));
        Assert.Equal([0], gradient);
    }
}
