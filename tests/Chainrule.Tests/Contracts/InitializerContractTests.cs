using Chainrule.Initializers;
using Chainrule.Kernels;

namespace Chainrule.Tests.Contracts;

/// <summary>What every initializer promises. Moments and bounds are compared with reference values among the oracles.</summary>
public class InitializerContractTests
{
    public static TheoryData<string> Names => [.. Subjects.Initializers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_same_stream_gives_the_same_bits_in_both_precisions(string name)
    {
        double[] first = Draw(name, 1, 100), again = Draw(name, 1, 100);
        float[] single = new float[first.Length];
        Subjects.Initializers[name].Fill<float>(single, new Fan(30, 50), new RandomStream(1, RandomPurpose.Initializer));
        Bits.Same<double>(first, again, "values");
        Bits.Same<float>([.. first.Select(value => (float)value)], single, "values in single precision");
    }

    [Theory, MemberData(nameof(Names))]
    public void Another_seed_gives_other_values_unless_all_are_the_same(string name)
    {
        double[] values = Draw(name, 1, 100);
        Assert.Equal(values.Distinct().Count() == 1, values.SequenceEqual(Draw(name, 2, 100)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Values_are_finite_and_two_seeds_agree_in_mean_and_variance(string name)
    {
        const int count = 100_000;
        double[] first = Draw(name, 1, count), second = Draw(name, 2, count);
        Assert.All(first, value => Assert.True(double.IsFinite(value)));
        double mean = first.Average(), other = second.Average();
        double variance = first.Average(value => (value - mean) * (value - mean)),
            otherVariance = second.Average(value => (value - other) * (value - other));
        // Six standard errors of a difference; that of a variance is largest for the normal distribution.
        Assert.Equal(mean, other, 6 * Math.Sqrt(2 * variance / count) + 1e-12);
        Assert.Equal(variance, otherVariance, 6 * variance * Math.Sqrt(4.0 / count) + 1e-12);
    }

    private static double[] Draw(string name, ulong seed, int count)
    {
        double[] values = new double[count];
        Subjects.Initializers[name].Fill<double>(values, new Fan(30, 50), new RandomStream(seed, RandomPurpose.Initializer));
        return values;
    }
}
