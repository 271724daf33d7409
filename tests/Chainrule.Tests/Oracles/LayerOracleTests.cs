using System.Text.Json;
using Chainrule.Layers;
using Chainrule.Tests.Layers;

namespace Chainrule.Tests.Oracles;

/// <summary>Every layer against PyTorch (double precision), and activations at their extremes against arbitrary precision.</summary>
public class LayerOracleTests
{
    private const double Tolerance = 1e-10;

    private static readonly Lazy<Dictionary<string, JsonElement>> Cases = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(OracleData.Folder, "layers.json"))).RootElement.EnumerateArray()
            .ToDictionary(element => element.GetProperty("name").GetString()!));

    public static IEnumerable<TheoryDataRow<string>> Names => Cases.Value.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Names))]
    public void A_layer_agrees_with_its_reference(string name)
    {
        JsonElement reference = Cases.Value[name];
        Layer layer = reference.GetProperty("layer").Deserialize<Layer>(OracleData.Options)!;
        Shape input = [.. reference.GetProperty("input_shape").EnumerateArray().Select(extent => extent.GetInt32())];
        LayerRun<double> run = new(layer, input, reference.GetProperty("batch").GetInt32(), reference.GetProperty("training").GetBoolean());
        Assert.Equal(Integers(reference, "output_shape"), run.Compiled.OutputShape.ToArray());
        Values(reference, "x").CopyTo(run.X, 0);
        Values(reference, "dy").CopyTo(run.Dy, 0);
        Assert.Equal(reference.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).Order(),
            run.Store.Parameters.Select(parameter => parameter.Name).Order());
        foreach (JsonProperty parameter in reference.GetProperty("parameters").EnumerateObject())
        {
            Assert.Equal(Integers(parameter.Value, "shape"),
                run.Store.Parameters.Single(candidate => candidate.Name == parameter.Name).Shape.ToArray());
            Values(parameter.Value, "values").CopyTo(run[parameter.Name]);
        }
        foreach (JsonProperty buffer in reference.GetProperty("buffers").EnumerateObject())
            Values(buffer.Value, "values").CopyTo(run.Buffer(buffer.Name), 0);

        run.Forward().Backward();

        Near(Values(reference, "y"), run.Y, "y");
        Near(Values(reference, "dx"), run.Dx, "dx");
        foreach (JsonProperty gradient in reference.GetProperty("gradients").EnumerateObject())
            Near([.. gradient.Value.EnumerateArray().Select(value => value.GetDouble())], run.Gradient(gradient.Name), "d" + gradient.Name);
        foreach (JsonProperty buffer in reference.GetProperty("buffers_after").EnumerateObject())
            Near(Values(buffer.Value, "values"), run.Buffer(buffer.Name), buffer.Name);
    }

    /// <summary>Relative to the value, or to the rounding of numbers of magnitude 1 where terms cancel.</summary>
    private static void Near(double[] expected, ReadOnlySpan<double> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= Tolerance * Math.Abs(expected[i]) + 1e-14))
                Assert.Fail($"{what}[{i}] is {actual[i]:R}, expected {expected[i]:R}");
    }

    private static double[] Values(JsonElement element, string key) =>
        [.. element.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];

    private static int[] Integers(JsonElement element, string key) =>
        [.. element.GetProperty(key).EnumerateArray().Select(value => value.GetInt32())];
}
