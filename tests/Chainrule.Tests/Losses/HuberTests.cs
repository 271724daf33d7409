using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class HuberTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        // Errors ½ (parabola), −2 (line) and 1 (where they meet).
        double[] gradient = new double[3];
        Assert.Equal((0.125 + 1.5 + 0.5) / 3, new Huber().Sample([0.5, 2, 1], [0, 4, 0], gradient), 1e-15);
        double[] expected = [0.5 / 3, -1.0 / 3, 1.0 / 3];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void An_error_whose_square_overflows_does_no_harm() => Assert.Equal(3e38f, new Huber().Sample([3e38f], [0], []));
}
