using System.Text.Json;
using Chainrule.Layers;
using Chainrule.Tests.Kernels.Functions;
using Chainrule.Tests.Layers;

namespace Chainrule.Tests.Oracles;

/// <summary>Functions of one variable against correctly rounded values, at points of all sizes.</summary>
public class SpecialFunctionOracleTests
{
    private static readonly Lazy<JsonElement[]> Tables = new(() =>
        [.. ((string[])["erf.json", "special.json"])
            .SelectMany(file => JsonDocument.Parse(File.ReadAllText(Path.Combine(OracleData.Folder, file))).RootElement.EnumerateArray())]);

    [Theory]
    [InlineData("erf", 2)]
    [InlineData("erfc", 4)]
    [InlineData("sigmoid", 2)]
    [InlineData("softplus", 3)]
    [InlineData("log1p", 3)]
    [InlineData("expm1", 4)]
    public void A_function_is_right_to_the_last_digits_in_double_precision(string name, double units)
    {
        Func<double, double> function = name switch
        {
            "erf" => SpecialFunctions.Erf,
            "erfc" => SpecialFunctions.Erfc,
            "sigmoid" => SpecialFunctions.Sigmoid,
            "softplus" => SpecialFunctions.Softplus,
            "log1p" => SpecialFunctions.Log1P,
            _ => SpecialFunctions.ExpM1,
        };
        (double[] points, double[] values, _) = Table(name, "float64");
        for (int i = 0; i < points.Length; i++)
            AssertUnits(values[i], function(points[i]), units, 2.220446049250313e-16, 5e-324, $"{name}({points[i]:R})");
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softplus")]
    [InlineData("log1p")]
    [InlineData("expm1")]
    public void A_function_is_right_to_the_last_digits_in_single_precision(string name)
    {
        Func<float, float> function = name switch
        {
            "sigmoid" => SpecialFunctions.Sigmoid,
            "softplus" => SpecialFunctions.Softplus,
            "log1p" => SpecialFunctions.Log1P,
            _ => SpecialFunctions.ExpM1,
        };
        (double[] points, double[] values, _) = Table(name, "float32");
        for (int i = 0; i < points.Length; i++)
            AssertUnits(values[i], function((float)points[i]), 4, 1.1920929e-7, 1.4e-45, $"{name}({points[i]:R})");
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("softplus")]
    [InlineData("gelu")]
    [InlineData("silu")]
    [InlineData("elu")]
    [InlineData("softsign")]
    public void An_activation_and_its_slope_are_right_everywhere(string name)
    {
        Layer layer = name switch { "elu" => new Elu(), _ => LayerChecks.Parse($$"""{"type":"{{name}}"}""") };
        Check<double>(layer, name, "float64", 1e-13);
        Check<float>(layer, name, "float32", 1e-5);
    }

    private static void Check<T>(Layer layer, string name, string precision, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (double[] points, double[] values, double[] slopes) = Table(name, precision);
        LayerRun<T> run = new(layer, [points.Length], 1);
        for (int i = 0; i < points.Length; i++) (run.X[i], run.Dy[i]) = (T.CreateTruncating(points[i]), T.One);
        run.Forward().Backward();
        double unit = precision == "float32" ? 1.1920929e-7 : 2.220446049250313e-16, smallest = precision == "float32" ? 1.2e-38 : 2.3e-308;
        for (int i = 0; i < points.Length; i++)
        {
            double y = double.CreateTruncating(run.Y[i]), dx = double.CreateTruncating(run.Dx[i]);
            // Far out the argument's own rounding is magnified: 2·z² units for e^(−z²).
            double spread = name == "gelu" ? Math.Min(points[i] * points[i], 1500) + 4 : 4;
            if (!Same(values[i], y, spread * unit * Math.Abs(values[i]) + smallest))
                Assert.Fail($"{name}({points[i]:R}) is {y:R}, expected {values[i]:R} in {precision}");
            if (!Same(slopes[i], dx, tolerance * Math.Abs(slopes[i]) + 4 * unit))
                Assert.Fail($"The slope of {name} at {points[i]:R} is {dx:R}, expected {slopes[i]:R} in {precision}");
        }
    }

    private static void AssertUnits(double expected, double actual, double units, double unit, double smallest, string what)
    {
        if (!Same(expected, actual, units * Math.Max(unit * Math.Abs(expected), smallest)))
            Assert.Fail($"{what} is {actual:R}, expected {expected:R}");
    }

    private static bool Same(double expected, double actual, double tolerance) =>
        double.IsNaN(expected) ? double.IsNaN(actual) : expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance;

    private static (double[] Points, double[] Values, double[] Derivatives) Table(string name, string precision)
    {
        JsonElement table = Tables.Value.Single(candidate => candidate.GetProperty("name").GetString() == name
            && candidate.GetProperty("precision").GetString() == precision);
        double[] Row(string key) => table.GetProperty(key).Deserialize<double[]>(OracleData.Options)!;
        return (Row("points"), Row("values"), Row("derivatives"));
    }
}
