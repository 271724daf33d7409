using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Tests.Oracles;

namespace Chainrule.Tests.Initializers;

/// <summary>What every initializer promises. Moments and bounds are checked against the reference values.</summary>
public class InitializerTests
{
    private static readonly Initializer[] All =
    [
        new Zeros(), new ConstantValue(0.5), new Normal(0.1) { Mean = 1 }, new Uniform { Min = -1, Max = 3 }, new GlorotNormal(), new GlorotUniform(), new HeNormal(),
        new HeUniform(), new LecunNormal(),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    [Fact]
    public void Every_initializer_is_among_those_tested_here() => Assert.Equal(
        typeof(Initializer).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(line => line.DerivedType).ToHashSet(), [.. All.Select(initializer => initializer.GetType())]);

    [Theory, MemberData(nameof(Indices))]
    public void The_same_stream_gives_the_same_values_in_both_precisions(int index)
    {
        double[] first = Draw(All[index], 1), again = Draw(All[index], 1);
        float[] single = new float[first.Length];
        All[index].Fill<float>(single, new Fan(30, 50), new RandomStream(1, RandomPurpose.Initializer));
        Assert.Equal(first, again);
        Assert.Equal(first.Select(value => (float)value), single);
    }

    [Theory, MemberData(nameof(Indices))]
    public void Another_seed_gives_other_values_unless_nothing_is_drawn(int index) =>
        Assert.Equal(All[index] is Zeros or ConstantValue, Draw(All[index], 1).SequenceEqual(Draw(All[index], 2)));

    [Theory]
    [InlineData(typeof(HeNormal), 0.25)] // 2 / 8
    [InlineData(typeof(HeUniform), 0.25)]
    [InlineData(typeof(LecunNormal), 0.125)] // 1 / 8
    [InlineData(typeof(GlorotNormal), 0.2)] // 2 / (8 + 2)
    [InlineData(typeof(GlorotUniform), 0.2)]
    public void The_variance_follows_the_fan(Type type, double variance)
    {
        double[] values = new double[200_000];
        ((Initializer)Activator.CreateInstance(type)!).Fill<double>(values, new Fan(8, 2), new RandomStream(3, RandomPurpose.Initializer));
        Assert.Equal(variance, values.Average(value => value * value), 0.015 * variance);
        Assert.Equal(0, values.Average(), 5 * Math.Sqrt(variance / values.Length));
    }

    [Fact]
    public void Normal_values_lie_beyond_a_standard_deviation_as_often_as_they_should()
    {
        double[] values = new double[200_000];
        new Normal().Fill<double>(values, default, new RandomStream(4, RandomPurpose.Initializer));
        Assert.Equal(0.3173, values.Count(value => Math.Abs(value) > 1) / 2e5, 0.005);
        Assert.Equal(0.0455, values.Count(value => Math.Abs(value) > 2) / 2e5, 0.0025);
        Assert.Equal(0.0027, values.Count(value => Math.Abs(value) > 3) / 2e5, 0.0006);
    }

    [Fact]
    public void Uniform_needs_both_bounds_in_order()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Initializer>("""{"type": "uniform", "min": 0}""", OracleData.Options));
        Assert.Equal("Uniform(1 to 1): min must be below max.", Assert.Throws<SpecException>(new Uniform { Min = 1, Max = 1 }.Validate).Message);
        Assert.Throws<SpecException>(new Uniform { Min = double.NaN, Max = 1 }.Validate);
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        foreach (Initializer initializer in All) initializer.Validate();
        Assert.Throws<SpecException>(new Normal(-1).Validate);
        Assert.Throws<SpecException>(new Normal { Mean = double.NaN }.Validate);
        Assert.Throws<SpecException>(new ConstantValue(double.PositiveInfinity).Validate);
    }

    private static double[] Draw(Initializer initializer, ulong seed)
    {
        double[] values = new double[100];
        initializer.Fill<double>(values, new Fan(30, 50), new RandomStream(seed, RandomPurpose.Initializer));
        return values;
    }
}
