using System.Globalization;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

public class NumeralsTests
{
    [Theory]
    [InlineData(3.24, "3.2 s")]
    [InlineData(245, "4 min 5 s")]
    [InlineData(3600, "1 h 0 min")]
    [InlineData(93780, "26 h 3 min")]
    public void A_duration_has_two_units_at_most(double seconds, string expected) => Assert.Equal(expected, Numerals.Duration(seconds));

    [Theory]
    [InlineData(0, "0 steps")]
    [InlineData(1, "1 step")]
    [InlineData(1200, "1,200 steps")]
    public void An_amount_says_what_of(long count, string expected) => Assert.Equal(expected, Numerals.Amount(count, "step"));

    [Fact]
    public void An_amount_of_an_odd_word_takes_its_own_plural() => Assert.Equal("2 studies", Numerals.Amount(2, "study", "studies"));

    [Theory]
    [InlineData(0, "0.0 KiB")]
    [InlineData(12288, "12.0 KiB")]
    [InlineData(1572864, "1.5 MiB")]
    public void Memory_is_in_binary_units(long bytes, string expected) => Assert.Equal(expected, Numerals.Bytes(bytes));

    [Theory]
    [InlineData(0.02134, "0.0213")]
    [InlineData(1234.5, "1,234.5000")]
    [InlineData(0, "0.0000")]
    [InlineData(2.5e-7, "2.5×10⁻⁷")]
    [InlineData(double.NaN, "not a number")]
    public void A_score_has_four_decimals_where_they_say_something(double value, string expected) =>
        Assert.Equal(expected, Numerals.Score(value));

    [Fact]
    public void A_share_is_in_percent_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(("97.3 %", "97.34 %"), (Numerals.Percent(0.9734), Numerals.Percent(0.9734, 2)));
            Assert.Equal(
                ("1,234 steps", "1,234.5000", "3.2 s"), (Numerals.Amount(1234, "step"), Numerals.Score(1234.5), Numerals.Duration(3.2)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
