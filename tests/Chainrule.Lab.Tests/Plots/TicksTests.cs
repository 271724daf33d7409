using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

public class TicksTests
{
    private const int Cases = 20_000;

    [Fact]
    public void Ticks_lie_in_the_range_evenly_spaced_and_are_neither_few_nor_many()
    {
        Random random = new(1);
        for (int i = 0; i < Cases; i++)
        {
            (double low, double high) = Range(random);
            int most = random.Next(3, 13);
            IReadOnlyList<double> ticks = Ticks.Linear(low, high, most);
            string said = $"{low:R} … {high:R}, at most {most}: {string.Join("; ", ticks)}";
            Assert.True(ticks.Count >= Math.Max(1, most / 3) && ticks.Count <= most, said);
            Assert.True(ticks.All(tick => tick >= low && tick <= high), said);
            double step = (ticks[^1] - ticks[0]) / Math.Max(1, ticks.Count - 1);
            double slack = 1e-9 * (high - low) + 4e-16 * Math.Max(Math.Abs(low), Math.Abs(high));
            for (int k = 1; k < ticks.Count; k++) Assert.True(Math.Abs(ticks[k] - ticks[k - 1] - step) <= slack, said);
            if (ticks.Count < 2) continue;
            double digit = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
            Assert.True(new[] { 1, 2, 5 }.Any(nice => Math.Abs(digit - nice) < 1e-3), said);
        }
    }

    [Fact]
    public void Labels_of_ticks_tell_them_apart()
    {
        Random random = new(2);
        for (int i = 0; i < Cases; i++)
        {
            (double low, double high) = Range(random);
            IReadOnlyList<string> labels = Numerals.Linear(Ticks.Linear(low, high, 8));
            Assert.True(labels.Distinct().Count() == labels.Count, $"{low:R} … {high:R}: {string.Join("; ", labels)}");
        }
    }

    [Fact]
    public void Logarithmic_ticks_lie_in_the_range_and_labels_are_few_and_distinct()
    {
        Random random = new(3);
        for (int i = 0; i < Cases; i++)
        {
            double low = Math.Pow(10, random.NextDouble() * 80 - 40),
                high = low * Math.Pow(10, Math.Pow(10, random.NextDouble() * 3 - 1.4));
            int most = random.Next(4, 10);
            IReadOnlyList<Tick> ticks = Ticks.Log(low, high, most);
            string[] labels = [.. ticks.Where(tick => tick.Label is not null).Select(tick => tick.Label!)];
            string said = $"{low:R} … {high:R}, at most {most}: {string.Join("; ", labels)}";
            Assert.True(labels.Length >= 2 && labels.Length <= Math.Max(most, 7) && labels.Distinct().Count() == labels.Length, said);
            Assert.True(ticks.All(tick => tick.Value >= low * (1 - 1e-9) && tick.Value <= high * (1 + 1e-9)), said);
            Assert.Equal(ticks.OrderBy(tick => tick.Value), ticks);
        }
    }

    [Theory]
    [InlineData(0, 1, 6, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 7, 6, "−2 0 2 4 6")]
    [InlineData(0, 12000, 7, "0 2,000 4,000 6,000 8,000 10,000 12,000")]
    [InlineData(0, 3e6, 4, "0 1M 2M 3M")]
    [InlineData(0, 2.5e9, 6, "0 0.5G 1.0G 1.5G 2.0G 2.5G")]
    [InlineData(0, 4e-5, 5, "0 1×10⁻⁵ 2×10⁻⁵ 3×10⁻⁵ 4×10⁻⁵")]
    [InlineData(0.97, 0.99, 5, "0.970 0.975 0.980 0.985 0.990")]
    public void Ticks_read_as_a_person_would_write_them(double low, double high, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', Numerals.Linear(Ticks.Linear(low, high, most))));

    [Theory]
    [InlineData(1e-4, 1e2, "0.0001 0.01 1 100", 4)]
    [InlineData(1e-3, 1e2, "0.001 0.01 0.1 1 10 100", 7)]
    [InlineData(1e-9, 1e-6, "10⁻⁹ 10⁻⁸ 10⁻⁷ 10⁻⁶", 7)]
    [InlineData(1, 60, "1 2 5 10 20 50", 7)]
    [InlineData(0.9, 8, "1 2 5", 7)]
    [InlineData(3, 4, "3.0 3.2 3.4 3.6 3.8 4.0", 7)]
    public void Logarithmic_ticks_read_as_a_person_would_write_them(double low, double high, string expected, int most) =>
        Assert.Equal(expected.Replace("0.0001 0.01 1 100", "10⁻⁴ 10⁻² 10⁰ 10²", StringComparison.Ordinal),
            string.Join(' ', Ticks.Log(low, high, most).Where(tick => tick.Label is not null).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1234567, "1.235×10⁶")]
    [InlineData(60000, "60,000")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(-2.5, "−2.5")]
    [InlineData(0.00001234567, "1.235×10⁻⁵")]
    [InlineData(9.99999e-5, "1×10⁻⁴")]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.NegativeInfinity, "−∞")]
    [InlineData(double.MaxValue, "1.798×10³⁰⁸")]
    [InlineData(double.Epsilon, "4.941×10⁻³²⁴")]
    public void Values_read_as_a_person_would_write_them(double value, string expected) => Assert.Equal(expected, Numerals.Value(value));

    [Theory]
    [InlineData(1e-300, 1e300)]
    [InlineData(double.Epsilon, double.MaxValue)]
    [InlineData(1e-20, 1e290)]
    [InlineData(1e-308, 1e-300)]
    [InlineData(1e300, double.MaxValue)]
    public void A_logarithmic_axis_bears_any_range(double low, double high)
    {
        Scale scale = Scale.Of(new Axis { Log = true }, [low, high], most: 7);
        Assert.InRange(scale.Ticks.Count, 1, 1000);
        Assert.All(scale.Ticks, tick => Assert.True(double.IsFinite(tick.Value)));
        Assert.True(double.IsFinite(scale.At(low)) && double.IsFinite(scale.At(high)));
    }

    /// <summary>A range of any place and size, but not so narrow that doubles cannot tell its ticks apart.</summary>
    private static (double Low, double High) Range(Random random)
    {
        double size = Math.Pow(10, random.NextDouble() * 60 - 30);
        double low =
            random.Next(3) switch { 0 => 0, 1 => (random.NextDouble() - 0.5) * 3 * size, _ => (random.NextDouble() - 0.5) * size * 1e6 };
        return (low, low + size);
    }
}
