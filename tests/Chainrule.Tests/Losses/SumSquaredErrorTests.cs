using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class SumSquaredErrorTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[2];
        Assert.Equal(2.5, new SumSquaredError().Sample([1.0, 2], [0, 4], gradient), 1e-15);
        double[] expected = [1, -2];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void Three_outputs_are_not_averaged()
    {
        double[] gradient = new double[3];
        Assert.Equal(7, new SumSquaredError().Sample([1.0, 2, 3], [0, 0, 0], gradient), 1e-15);
        double[] expected = [1, 2, 3];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }
}
