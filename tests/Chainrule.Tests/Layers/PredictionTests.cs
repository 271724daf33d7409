using System.Numerics;
using System.Numerics.Tensors;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Tests.Contracts;

namespace Chainrule.Tests.Layers;

/// <summary>What predictions take and refuse, and how those of one sample and of many agree.</summary>
public class PredictionTests
{
    private const int Most = 130;

    public static TheoryData<string> Names => [.. Subjects.Layers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_sample_gives_the_same_alone_and_among_any_number_of_others_but_for_rounding(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        // Eight times the rounding of the largest output; the documented bound is wider.
        AssertAlike<float>(input, [layer], 8 * MathF.BitIncrement(1) - 8);
        AssertAlike<double>(input, [layer], 8 * Math.BitIncrement(1) - 8);
    }

    [Fact]
    public void So_does_a_sample_in_a_network_of_wide_layers()
    {
        Layer[] layers = [new Linear(300), new ReLU(), new BatchNorm(), new Linear(101), new Tanh(), new Linear(10)],
            convolutions = [new Conv2d(12), new ReLU(), new MaxPool2d(2), new Conv2d(20) { Padding = 1 }, new Flatten(), new Linear(10)];
        // A sum of n products may move by 2·n·ε of the sum of their magnitudes.
        AssertAlike<float>([784], layers, 784 * Math.Pow(2, -23));
        AssertAlike<double>([784], layers, 784 * Math.Pow(2, -52));
        AssertAlike<float>([2, 14, 14], convolutions, 784 * Math.Pow(2, -23));
        AssertAlike<double>([2, 14, 14], convolutions, 784 * Math.Pow(2, -52));
    }

    [Fact]
    public void A_way_back_of_another_batch_than_the_way_there_is_refused()
    {
        Network<float> network = Network.Build<float>([3], [new ReLU(), new Linear(2)]);
        Workspace<float> workspace = network.CreateWorkspace(4);
        float[] x = new float[12], dy = new float[8];
        network.Forward(workspace, x, training: true, seed: 0, step: 0, Team.Single);
        Assert.Throws<ArgumentException>("x", () => network.Backward(workspace, new float[9], dy));
        Assert.Throws<ArgumentException>("dy", () => network.Backward(workspace, x, new float[10]));
        Assert.Throws<ArgumentException>("dx", () => network.Backward(workspace, x, dy, new float[15]));
        network.Backward(workspace, x, dy, new float[12]);
    }

    [Fact]
    public void What_an_output_buffer_holds_beyond_the_outputs_stays()
    {
        Network<float> network = Network.Build<float>([3], [new Linear(2)]);
        float[] x = [1, 2, 3, 4, 5, 6], exact = new float[4], longer = [7, 7, 7, 7, 7, 7, 7];
        network.Predict(x, exact);
        network.Predict(x, longer);
        Assert.Equal([.. exact, 7, 7, 7], longer);
    }

    [Theory]
    [InlineData(0, 4, "Expected samples of 3, 3 values each, but got 0 values. (Parameter 'x')")]
    [InlineData(7, 4, "Expected samples of 3, 3 values each, but got 7 values. (Parameter 'x')")]
    [InlineData(6, 3, "Expected room for the outputs of 2 samples, 2 values each, but got 3 values. (Parameter 'y')")]
    [InlineData(6, 0, "Expected room for the outputs of 2 samples, 2 values each, but got 0 values. (Parameter 'y')")]
    public void Spans_that_do_not_fit_are_refused(int inputs, int outputs, string message)
    {
        Network<double> network = Network.Build<double>([3], [new Linear(2)]);
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => network.Predict(new double[inputs], new double[outputs])).Message);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Numbers_that_are_not_finite_are_refused(float value, string shown)
    {
        Network<float> network = Network.Build<float>([1, 2, 20], [new Flatten(), new Linear(2)]);
        float[] x = new float[3 * 40], y = [7, 7, 7, 7, 7, 7];
        x[40 + 33] = x[2 * 40] = value;
        Assert.Equal($"Expected finite numbers, but sample 1 has {shown} as feature 33. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => network.Predict(x, y)).Message);
        Assert.Equal($"Expected finite numbers, but sample 1 has {shown} as feature 33. (Parameter 'inputs')",
            Assert.Throws<ArgumentException>(() => network.Predict(Tensor.Create(x, [3, 1, 2, 20]))).Message);
        Assert.All(y, untouched => Assert.Equal(7, untouched));
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_refused()
    {
        Network<float> network = Network.Build<float>([1, 2, 2], [new Flatten()]);
        Assert.Equal("The network expects inputs of [samples, 1×2×2], but got 3×4.",
            Assert.Throws<ShapeException>(() => network.Predict(Tensor.Create(new float[12], [3, 4]))).Message);
        Assert.Throws<ArgumentNullException>(() => network.Predict(null!));
    }

    [Fact]
    public void Half_is_refused_and_so_is_what_is_null()
    {
        Assert.Equal("A network computes in float or double, not in Half.",
            Assert.Throws<ArgumentException>(() => Network.Build<Half>([3], [new Linear(2)])).Message);
        Assert.Throws<ArgumentNullException>(() => Network.Build<float>([3], null!));
        Network<float> network = Network.Build<float>([3], [new Linear(2)]);
        Workspace<float> workspace = network.CreateWorkspace(1);
        Assert.Throws<ArgumentNullException>("workspace", () => network.Forward(null!, [1, 2, 3], false, 1, 0, Team.Single).Length);
        Assert.Throws<ArgumentNullException>("team", () => network.Forward(workspace, [1, 2, 3], false, 1, 0, null!).Length);
        Assert.Throws<ArgumentNullException>("workspace", () => network.Backward(null!, [1, 2, 3], [1, 2]));
        Assert.Throws<ArgumentNullException>("visitor", () => network.Trace(workspace, [1, 2, 3], false, 1, 0, Team.Single, null!).Length);
        Assert.Throws<ArgumentNullException>("network", () => new WeightSet<float>(null!));
        Assert.Throws<ArgumentNullException>("network", () => OperatorGraph.Of<float>(null!));
        Assert.Throws<ArgumentNullException>("network", () => NetworkSummary.Of<float>(null!));
    }

    public static TheoryData<Layer, string> Incomplete => new()
    {
        { new Sequential(null!), "Sequential(layers: null): Layers is null; expected a list." },
        { new Sequential([null!]), "Sequential(null): Layers holds null." },
        { new Residual(null!), "Residual(layers: null): Layers is null; expected a list." },
        { new Concat(null!), "Concat(branches: null): Branches is null; expected a list." },
        { new Concat([new ReLU(), null!]), "Concat(ReLU(), null): Branches holds null." },
        { new ParallelSlices(null!), "ParallelSlices(slices: null): Slices is null; expected a list." },
        { new ParallelSlices([new Slice("a", [1], null!)]), "Slice(\"a\", [1], layers: null): Layers is null; expected a list." },
    };

    [Theory, MemberData(nameof(Incomplete))]
    public void Lists_of_layers_that_are_null_are_refused(Layer layer, string message) =>
        Assert.Equal(message, Assert.Throws<SpecException>(() => Network.Build<float>([1], [layer])).Message);

    private static void AssertAlike<T>(Shape input, Layer[] layers, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>(input, layers, seed: 3);
        RandomStream random = new(5, RandomPurpose.GradientCheck);
        int outputs = network.OutputShape.Size;
        T[] x = new T[Most * input.Size], alone = new T[Most * outputs], together = new T[Most * outputs];
        foreach (ref T value in x.AsSpan()) value = T.CreateTruncating(random.NextNormal());
        for (int sample = 0; sample < Most; sample++)
            network.Predict(x.AsSpan(sample * input.Size, input.Size), alone.AsSpan(sample * outputs, outputs));
        double largest = Math.Max(1, alone.Max(value => Math.Abs(double.CreateTruncating(value))));
        for (int samples = 1; samples <= Most; samples++)
        {
            network.Predict(x.AsSpan(0, samples * input.Size), together);
            for (int i = 0; i < samples * outputs; i++)
            {
                double difference = Math.Abs(double.CreateTruncating(together[i] - alone[i]));
                Assert.True(difference <= tolerance * largest,
                    $"Output {i} of {samples} samples differs by {difference:R}, {tolerance * largest:R} allowed.");
            }
        }
    }
}
