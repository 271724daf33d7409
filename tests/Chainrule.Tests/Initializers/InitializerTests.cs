using System.Text.Json;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Tests.Oracles;

namespace Chainrule.Tests.Initializers;

/// <summary>How initial values are distributed; what all initializers promise is among the contracts, and reference values among the
/// oracles.</summary>
public class InitializerTests
{
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
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<Initializer>("""{"type": "uniform", "min": 0}""", OracleData.Options));
        Assert.Equal("Uniform(min: 1, max: 1): Min must be below max.",
            Assert.Throws<SpecException>(new Uniform { Min = 1, Max = 1 }.Validate).Message);
        Assert.Throws<SpecException>(new Uniform { Min = double.NaN, Max = 1 }.Validate);
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        Assert.Throws<SpecException>(new Normal(-1).Validate);
        Assert.Throws<SpecException>(new Normal { Mean = double.NaN }.Validate);
        Assert.Throws<SpecException>(new ConstantValue(double.PositiveInfinity).Validate);
    }
}
