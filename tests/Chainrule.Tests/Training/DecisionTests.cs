using Chainrule.Training;

namespace Chainrule.Tests.Training;

public class DecisionTests
{
    [Theory]
    [InlineData(new[] { 0.1, 0.7, 0.2 }, 0.5, 1)]
    [InlineData(new[] { 3.0, 3.0, 2.0 }, 0.5, 0)] // The first of equals.
    [InlineData(new[] { -3.0, -1.0 }, 0.5, 1)]
    [InlineData(new[] { 0.6 }, 0.5, 1)]
    [InlineData(new[] { 0.5 }, 0.5, 0)]
    [InlineData(new[] { -0.1 }, 0.0, 0)]
    [InlineData(new[] { 0.1 }, 0.0, 1)]
    [InlineData(new[] { double.NaN }, 0.5, -1)]
    [InlineData(new[] { 1, double.NaN, 2 }, 0.5, -1)]
    [InlineData(new[] { double.NegativeInfinity, double.PositiveInfinity }, 0.5, 1)]
    public void The_largest_output_wins_or_a_single_one_beyond_the_threshold(double[] outputs, double threshold, int decision) =>
        Assert.Equal(decision, Decision.Of<double>(outputs, threshold));

    [Fact]
    public void An_output_that_is_no_number_is_never_right() =>
        Assert.Equal(0, new AccuracyMetric().Sample<double>([double.NaN, 0], [1, 0], 0.5));
}
