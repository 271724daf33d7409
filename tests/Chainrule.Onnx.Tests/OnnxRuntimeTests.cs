using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Onnx.Tests;

/// <summary>ONNX Runtime computes what the library does.</summary>
public class OnnxRuntimeTests(OnnxRuntime runtime)
{
    /// <summary>Every layer of the library with every one of its examples.</summary>
    public static TheoryData<int, string> Layers =>
        [.. Examples.Layers.Select((example, i) => new TheoryDataRow<int, string>(i, $"{example.Layer} on {example.Input}"))];

    [Theory, MemberData(nameof(Layers))]
    public void Every_layer_gives_the_same_in_ONNX_Runtime(int index, string _)
    {
        (Layer layer, Shape input) = Examples.Layers[index];
        Network<float> network = Samples.Network<float>(input, layer);
        foreach (int batch in (int[])[1, 5]) AssertSame(network, network.ToOnnx(), batch, Samples.Inputs<float>(batch * input.Size), 1e-5);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Every_layer_gives_the_same_in_double_precision_where_ONNX_Runtime_has_it(int index, string _)
    {
        (Layer layer, Shape input) = Examples.Layers[index];
        Network<double> network = Samples.Network<double>(input, layer);
        try
        {
            AssertSame(network, network.ToOnnx(), 3, Samples.Inputs<double>(3 * input.Size), 1e-6);
        }
        catch (NotSupportedException e)
        {
            // The runtime has these operators in single precision only on the processor. Another test shows that the model in double
            // precision is the same but for its numbers.
            Assert.Matches(@"implementation for (Conv|AveragePool|Erf|LeakyRelu|Elu|Softplus|Softsign)\(", e.Message);
        }
    }

    [Theory]
    [InlineData(5, 5, 1, 1, "same"), InlineData(5, 4, 2, 3, "same"), InlineData(7, 6, 3, 2, "same"), InlineData(6, 7, 2, 2, "valid"),
        InlineData(8, 5, 3, 2, "1")]
    [InlineData(9, 9, 4, 3, "2"), InlineData(9, 8, 5, 4, "2")]
    public void Windows_of_any_size_stride_and_padding_lie_where_ours_lie(int height, int width, int size, int stride, string padding)
    {
        Padding around = padding switch
        {
            "same" => Padding.Same,
            "valid" => Padding.Valid,
            _ => int.Parse(padding, System.Globalization.CultureInfo.InvariantCulture),
        };
        List<Layer> layers = [new Conv2d(3) { Kernel = (size, size + 1), Stride = (stride, 1), Padding = around }];
        if (around.IsSame || around.Amount <= size / 2)
        {
            layers.Add(new MaxPool2d(size) { Stride = stride, Padding = around });
            layers.Insert(0, new AvgPool2d(size) { Stride = 1, Padding = around });
        }
        Network<float> network = Samples.Network<float>([2, height + size, width + size], layers);
        AssertSame(network, network.ToOnnx(), 2, Samples.Inputs<float>(2 * network.InputShape.Size), 1e-5);
    }

    [Fact]
    public void Layers_in_layers_keep_their_order_and_names()
    {
        Network<float> network = Samples.Network<float>([1, 6, 6],
            new Conv2d(4) { Kernel = 3, Padding = Padding.Same }, new BatchNorm(), new SiLU(),
            new Residual([new Sequential([new Conv2d(4) { Kernel = 1 }, new Residual([new Gelu()])]), new Dropout(0.5)]),
            new AvgPool2d(2), new Flatten(), new LayerNorm(), new Linear(5), new Softsign());
        AssertSame(network, network.ToOnnx(), 4, Samples.Inputs<float>(4 * 36), 1e-5);
    }

    [Theory]
    [InlineData(OutputFunction.Softmax), InlineData(OutputFunction.Sigmoid)]
    public void Outputs_become_probabilities_on_request(OutputFunction function)
    {
        Layer last = function == OutputFunction.Softmax ? new Softmax() : new Sigmoid();
        Network<float> network = Samples.Network<float>([4], new Linear(3)), whole = Samples.Network<float>([4], new Linear(3), last);
        network.Weights.CopyTo(whole.Weights);
        AssertSame(whole, network.ToOnnx(new() { Output = function }), 3, Samples.Inputs<float>(12), 1e-6);
    }

    [Theory]
    [InlineData(new[] { 0.0 }, new[] { 255.0 })]
    [InlineData(new[] { 3.25 }, new[] { 1.0 })]
    [InlineData(new[] { 0.0 }, new[] { 1.0 })]
    [InlineData(new[] { 2000.1, -7.3, 0.0, 123456.789 }, new[] { 0.37, 2.0, 1.0, 0.011 })]
    public void Inputs_are_scaled_as_exactly_as_in_double_precision(double[] shift, double[] divisor)
    {
        FeatureScale scale = new() { Shift = shift, Divisor = divisor };
        Network<float> network = Samples.Network<float>([4], new Identity());
        float[] stored = [.. Samples.Inputs<float>(12)
            .Select((value, i) => (float)(shift[i % shift.Length] + value * divisor[i % divisor.Length]))];
        double[] scaled = [.. stored.Select(value => (double)value)];
        for (int sample = 0; sample < 3; sample++) scale.Apply(scaled.AsSpan(sample * 4, 4));
        (float[] values, _) = runtime.Run(network.ToOnnx(new() { InputScale = scale }), stored, 3, 4);
        Assert.All(values.Zip(scaled), pair => Assert.Equal((float)pair.Second, pair.First, 4e-7 * Math.Max(1, Math.Abs(pair.Second))));
    }

    private void AssertSame<T>(Network<T> network, byte[] model, int batch, T[] x, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] expected = Samples.Predict(network, x);
        (T[] actual, int[] shape) = runtime.Run(model, x, [batch, .. network.InputShape]);
        Assert.Equal([batch, .. network.OutputShape], shape);
        double largest = Math.Max(1, expected.Max(value => Math.Abs(double.CreateChecked(value))));
        Assert.All(expected.Zip(actual), pair =>
            Assert.Equal(double.CreateChecked(pair.First), double.CreateChecked(pair.Second), tolerance * largest));
    }
}
