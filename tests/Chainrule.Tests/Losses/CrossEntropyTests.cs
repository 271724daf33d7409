using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class CrossEntropyTests
{
    [Fact]
    public void Value_and_gradient_are_those_computed_by_hand()
    {
        // The softmax is ¼, ¾.
        double[] gradient = new double[2];
        Assert.Equal(Math.Log(4), new CrossEntropy().Sample([0, Math.Log(3)], [1, 0], gradient), 1e-15);
        double[] expected = [-0.75, 0.75];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void Label_smoothing_spreads_part_of_the_target()
    {
        double[] gradient = new double[2];
        Assert.Equal(0.9 * Math.Log(4) + 0.1 * Math.Log(4.0 / 3),
            new CrossEntropy { LabelSmoothing = 0.2 }.Sample([0, Math.Log(3)], [1, 0], gradient), 1e-15);
        double[] expected = [0.25 - 0.9, 0.75 - 0.1];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-15);
    }

    [Fact]
    public void A_confident_row_keeps_its_small_loss_and_gradient()
    {
        double[] gradient = new double[2];
        Assert.Equal(Math.Exp(-50), new CrossEntropy().Sample([50.0, 0], [1, 0], gradient), 1e-36);
        Assert.Equal(-Math.Exp(-50), gradient[0], 1e-36);
        Assert.Equal(Math.Exp(-50), gradient[1], 1e-36);
    }

    [Fact]
    public void A_class_that_is_ruled_out_takes_no_part()
    {
        double[] gradient = new double[3];
        Assert.Equal(Math.Log(2), new CrossEntropy().Sample([0, double.NegativeInfinity, 0], [1, 0, 0], gradient), 1e-15);
        Assert.Equal([-0.5, 0, 0.5], gradient);
    }
}
