using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class MeanAbsoluteErrorTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        // Errors 1, −2 and 0: the last one at the kink.
        double[] gradient = new double[3];
        Assert.Equal(1, new MeanAbsoluteError().Sample([1.0, 2, 3], [0, 4, 3], gradient), 1e-15);
        double[] expected = [1.0 / 3, -1.0 / 3, 0];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }
}
