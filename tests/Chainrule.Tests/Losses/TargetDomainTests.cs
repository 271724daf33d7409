using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class TargetDomainTests
{
    [Fact]
    public void A_domain_says_which_values_it_holds()
    {
        Assert.Equal("all numbers", $"{TargetDomain.Any}");
        Assert.Equal("numbers from 0 to 1", $"{TargetDomain.Probabilities}");
        Assert.Equal("numbers from 0 to 1 that add up to 1", $"{TargetDomain.Distribution}");
        Assert.Equal("numbers of at least 0", $"{TargetDomain.Between(0, double.PositiveInfinity)}");
        Assert.Equal("numbers of at most 0.5", $"{TargetDomain.Between(double.NegativeInfinity, 0.5)}");
        Assert.Equal("-1 and 1, or 0 and 1", $"{new Hinge().Targets}");
    }

    [Fact]
    public void The_first_value_outside_is_found()
    {
        Assert.Equal(-1, First(TargetDomain.Any, [1e300, -5]));
        Assert.Equal(1, First(TargetDomain.Probabilities, [0.5, 1.1]));
        Assert.Equal(0, First(TargetDomain.Probabilities, [double.NaN]));
        Assert.Equal(-1, First(TargetDomain.Probabilities, [0, 1.0000001]));
    }

    [Theory]
    [InlineData(new[] { 0.33, 0.33, 0.33 }, -1)]
    [InlineData(new[] { 0.2, 0.8 }, -1)]
    [InlineData(new[] { 1.0, 1.0 }, 2)]
    [InlineData(new[] { 0.0, 0.0 }, 2)]
    public void Probabilities_of_classes_add_up_to_1_but_for_rounding(double[] row, int at) =>
        Assert.Equal(at, First(TargetDomain.Distribution, row));

    [Fact]
    public void Values_of_several_sets_are_not_mixed()
    {
        TargetDomain.Scan signs = new(new Hinge().Targets), bits = new(new Hinge().Targets);
        Assert.Equal(-1, signs.FirstOutside([1, 1]));
        Assert.Equal(1, signs.FirstOutside([-1, 0]));
        Assert.Equal(-1, bits.FirstOutside([0, 1]));
        Assert.Equal(0, bits.FirstOutside([-1, 1]));
    }

    [Fact]
    public void Domains_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TargetDomain.Between(1, 0));
        Assert.Throws<ArgumentException>(() => TargetDomain.OneOf());
    }

    private static int First(TargetDomain domain, double[] row)
    {
        TargetDomain.Scan scan = new(domain);
        return scan.FirstOutside(row);
    }
}
