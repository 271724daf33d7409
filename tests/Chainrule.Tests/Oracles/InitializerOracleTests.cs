using System.Numerics;
using System.Text.Json.Nodes;
using Chainrule.Initializers;
using Chainrule.Kernels;

namespace Chainrule.Tests.Oracles;

public class InitializerOracleTests
{
    private static readonly IReadOnlyDictionary<string, Case> Cases = OracleData.Load<Case>("initializers.json");

    public static TheoryData<string> Names => OracleData.Names(Cases);

    [Theory, MemberData(nameof(Names))]
    public void Moments_and_bounds_in_double_precision_are_those_of_the_reference(string name) => Check<double>(Cases[name], 0);

    [Theory, MemberData(nameof(Names))]
    public void Moments_and_bounds_in_single_precision_are_those_of_the_reference(string name) => Check<float>(Cases[name], 1e-7);

    private static void Check<T>(Case entry, double rounding) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] drawn = new T[entry.WeightShape.Aggregate((product, extent) => product * extent)];
        entry.Initializer.Validate();
        entry.Initializer.Fill<T>(drawn, new Fan(entry.FanIn, entry.FanOut), new RandomStream(20, RandomPurpose.Initializer));

        double[] values = [.. drawn.Select(double.CreateTruncating)];
        double mean = values.Average(), std = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        // Five standard errors; that of a standard deviation is largest for the normal distribution.
        double error = 5 * entry.Std / Math.Sqrt(values.Length) + rounding;
        Assert.InRange(mean, entry.Mean - error, entry.Mean + error);
        Assert.InRange(std, entry.Std - error / Math.Sqrt(2), entry.Std + error / Math.Sqrt(2));
        if (entry.Bounds is not [double low, double high]) return;
        double slack = rounding * Math.Max(Math.Abs(low), Math.Abs(high));
        Assert.InRange(values.Min(), low - slack, high);
        Assert.InRange(values.Max(), low, high + slack);
    }

    private sealed record Case(string Name, string Source, Initializer Initializer, JsonNode Layer, int[] InputShape, int[] WeightShape,
        int FanIn, int FanOut,
        double Mean, double Std, double[]? Bounds) : OracleCase(Name, Source);
}
