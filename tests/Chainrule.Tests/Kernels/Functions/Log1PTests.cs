
namespace Chainrule.Tests.Kernels.Functions;

public class Log1PTests
{
    [Theory]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e-13, 9.9999999999995e-14)]
    [InlineData(-1e-13, -1.00000000000005e-13)]
    [InlineData(1e-5, 9.999950000333332e-06)]
    [InlineData(-0.5, -0.6931471805599453)]
    [InlineData(1, 0.6931471805599453)]
    [InlineData(1e300, 690.7755278982137)]
    public void It_is_accurate_near_0_and_far_from_it(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.Log1P(x), 4e-16 * Math.Abs(expected));

    [Fact]
    public void Single_precision_is_accurate_too() => Assert.Equal(1e-6f - 5e-13f, SpecialFunctions.Log1P(1e-6f), 1e-13f);

    [Fact]
    public void The_ends_are_those_of_the_logarithm()
    {
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.Log1P(-1.0));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.Log1P(double.PositiveInfinity));
        Assert.Equal(double.NaN, SpecialFunctions.Log1P(-1.5));
        Assert.Equal(double.NaN, SpecialFunctions.Log1P(double.NaN));
        Assert.Equal(0, SpecialFunctions.Log1P(0.0));
    }
}
