using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Tests.Studies.Results;

public class StatisticsTests
{
    /// <summary>Counted by hand over all assignments of signs: of 3 + 1 − 2 + 4 + 2 = 8, four of 32 are at least as large.</summary>
    [Theory]
    [InlineData(new[] { 3.0, 1, -2, 4, 2 }, 4.0 / 32)]
    [InlineData(new[] { 1.0, 2, 3, 4, 5 }, 1.0 / 32)]
    [InlineData(new[] { -1.0, -2, -3, -4, -5 }, 1)]
    [InlineData(new[] { 1.0, -1 }, 3.0 / 4)]
    [InlineData(new[] { 0.0, 0, 0 }, 1)]
    [InlineData(new[] { 0.5 }, 0.5)]
    public void Up_to_fifteen_pairs_every_assignment_of_signs_is_counted(double[] differences, double p) =>
        Assert.Equal(p, Statistics.PairedP(differences, new double[differences.Length]), 12);

    /// <summary>t = 3.20763, 19 degrees of freedom; mpmath 1.3.0: betainc(19/2, 1/2, 0, 19/(19 + t²), regularized=True)/2.</summary>
    [Fact]
    public void Beyond_it_is_Students_test()
    {
        double[] differences = [0.3, -0.1, 0.2, 0.5, 0.1, -0.2, 0.4, 0.3, 0.0, 0.2, 0.1, 0.6, -0.3, 0.2, 0.1, 0.3, -0.1, 0.4, 0.2, 0.1];
        double[] zeros = new double[differences.Length];
        Assert.Equal(0.00231709583680263, Statistics.PairedP(differences, zeros), 13);
        Assert.Equal(1 - 0.00231709583680263, Statistics.PairedP(zeros, differences), 13);
    }

    [Fact]
    public void Pairs_are_compared_one_by_one() => Assert.Equal(1.0 / 8, Statistics.PairedP([1.1, 5.1, 9.1], [1, 5, 9]), 12);

    [Fact]
    public void Values_without_partners_are_refused() => Assert.Throws<ArgumentException>(() => Statistics.PairedP([1, 2], [1]));

    [Fact]
    public void A_missing_value_makes_no_p() => Assert.True(double.IsNaN(Statistics.PairedP([1, double.NaN], [0, 0])));

    [Fact]
    public void Mean_deviation_and_median_are_those_of_the_textbook()
    {
        double[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        Assert.Equal((5, 4.5), (Statistics.Mean(values), Statistics.Median(values)));
        Assert.Equal(Math.Sqrt(32.0 / 7), Statistics.StandardDeviation(values), 14);
        Assert.Equal(0, Statistics.StandardDeviation([3]));
        Assert.Equal(double.PositiveInfinity, Statistics.Median([1, double.PositiveInfinity, double.PositiveInfinity]));
        Assert.Equal(2, Statistics.Median([1, 2, double.PositiveInfinity]));
    }
}
