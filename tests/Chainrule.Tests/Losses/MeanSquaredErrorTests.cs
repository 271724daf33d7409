using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class MeanSquaredErrorTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        double[] gradient = new double[2];
        Assert.Equal(2.5, new MeanSquaredError().Sample([1.0, 2], [0, 4], gradient), 1e-15);
        double[] expected = [1, -2];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }
}
