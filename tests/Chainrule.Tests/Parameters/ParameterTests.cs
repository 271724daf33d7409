using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Kernels.Rows;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Parameters;
using Chainrule.Tests.Contracts;
using Chainrule.Training;

namespace Chainrule.Tests.Parameters;

public class ParameterTests
{
    public static TheoryData<string> Optimizers => [.. Subjects.Optimizers.Keys];

    /// <summary>With batches of one sample, all weight matrices have gradients that are kept as products; larger than a piece of work,
    /// smaller than a vector, and with columns that fill no whole vectors.</summary>
    private static readonly Layer[] Layers =
        [new Linear(131), new Tanh(), new Linear(3), new Tanh(), new Linear(67) { Bias = false }, new Tanh(), new Linear(2)];

    [Theory, MemberData(nameof(Optimizers))]
    public void A_gradient_that_stands_as_a_product_trains_like_one_that_is_written_out(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int threads in (int[])[1, 3])
            {
                Network<T> network = Network.Build<T>([301], Layers), twin = Network.Build<T>([301], Layers);
                Train(network, threads, observe: false, clip: null);
                Train(twin, threads, observe: true, clip: null);
                Bits.Same<T>(twin.Weights, network.Weights, "weights");
            }
            Network<T> clipped = Network.Build<T>([301], Layers), clippedTwin = Network.Build<T>([301], Layers);
            Train(clipped, 2, observe: false, clip: 0.01);
            Train(clippedTwin, 2, observe: true, clip: 0.01);
            Bits.Same<T>(clippedTwin.Weights, clipped.Weights, "weights with clipped gradients");
        }

        void Train<T>(Network<T> network, int threads, bool observe, double? clip) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] inputs = new T[8 * 301];
            for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(Math.Sin(0.37 * i));
            Reader<T> reader = new();
            Trainer<T> trainer =
                new(network, new CrossEntropy(), Subjects.Optimizers[name]) { Threads = threads, Callbacks = observe ? [reader] : [] };
            History history =
                trainer.Fit(new(Dataset.Create(inputs, [301], [0, 1, 1, 0, 1, 0, 0, 1], 2)),
                    new TrainingOptions { Steps = 13, BatchSize = 1, ClipNorm = clip });
            Assert.Equal(TrainingStatus.Completed, history.Status);
            Assert.Equal(observe ? 13 : 0, reader.Steps);
        }
    }

    [Fact]
    public void A_product_is_written_out_when_somebody_asks()
    {
        (Network<double> network, double[] column, double[] row) = Product();
        Parameter<double> weight = network.Parameters[0];
        double[] expected = [.. column.SelectMany(left => row.Select(right => left * right))];

        GradientView<double> view = network.GradientView;
        double[] copy = new double[view.Length];
        view.CopyTo(copy);
        Assert.Equal([.. expected, 0, 0, 0], copy);
        Assert.Equal(expected, weight.Gradient.ToArray());
        Assert.Equal([.. expected, 0, 0, 0], network.Gradients.ToArray());
    }

    [Fact]
    public void Products_add_up()
    {
        (Network<double> network, double[] column, double[] row) = Product();
        Parameter<double> weight = network.Parameters[0];
        weight.AddProduct(Team.Single, [1, 0, -1], [5, 6, 7, 8]);
        weight.AddProduct(Team.Single, [0, 1, 0], [1, 1, 1, 1]);
        double[] expected = [.. column.SelectMany(left => row.Select(right => left * right))];
        for (int i = 0; i < 4; i++)
        {
            expected[i] += 5 + i;
            expected[4 + i] += 1;
            expected[8 + i] -= 5 + i;
        }
        Assert.Equal(expected, weight.Gradient.ToArray());

        network.ZeroGradients();
        Assert.All(network.Gradients.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void A_product_must_have_the_size_of_the_parameter()
    {
        (Network<double> network, double[] column, double[] row) = Product();
        ArgumentException exception =
            Assert.Throws<ArgumentException>(() => network.Parameters[0].AddProduct(Team.Single, column, row.AsSpan(1)));
        Assert.Equal("3 inputs and 3 outputs are no batch for '0.weight', 3×4: a sample has 4 inputs and 3 outputs. (Parameter 'x')",
            exception.Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 1)]
    [InlineData(64, 3)]
    public void The_products_of_a_layer_with_weights_are_those_of_plain_loops(int batch, int threads)
    {
        const int Units = 7, Inputs = 11;
        Network<double> network = Network.Build<double>([Inputs], [new Linear(Units)]);
        (Parameter<double> weight, Parameter<double> bias) = (network.Parameters[0], network.Parameters[1]);
        double[] x = Numbers(batch * Inputs), dy = Numbers(batch * Units), y = new double[dy.Length], dx = new double[x.Length];
        Numbers(Units).CopyTo(bias.Value);
        network.ZeroGradients();
        using Team team = new(threads);
        weight.Multiply(team, x, bias.Value, y);
        weight.MultiplyTransposed(team, dy, dx);
        for (int pass = 0; pass < 2; pass++)
        {
            weight.AddProduct(team, dy, x);
            bias.AddRows(team, dy);
        }
        for (int row = 0; row < batch; row++)
        {
            for (int unit = 0; unit < Units; unit++)
                Assert.Equal(bias.Value[unit] + Sum(Inputs, i => x[row * Inputs + i] * network.Parameters[0].Value[unit * Inputs + i]),
                    y[row * Units + unit], 1e-12);
            for (int i = 0; i < Inputs; i++)
                Assert.Equal(Sum(Units, unit => dy[row * Units + unit] * network.Parameters[0].Value[unit * Inputs + i]),
                    dx[row * Inputs + i], 1e-12);
        }
        for (int unit = 0; unit < Units; unit++)
        {
            Assert.Equal(2 * Sum(batch, row => dy[row * Units + unit]), bias.Gradient[unit], 1e-12);
            for (int i = 0; i < Inputs; i++)
                Assert.Equal(2 * Sum(batch, row => dy[row * Units + unit] * x[row * Inputs + i]), weight.Gradient[unit * Inputs + i],
                    1e-12);
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        Network<double> network = Network.Build<double>([4], [new Linear(3)]);
        (Parameter<double> weight, Parameter<double> bias) = (network.Parameters[0], network.Parameters[1]);
        Assert.Equal("8 inputs and 3 outputs are no batch for '0.weight', 3×4: a sample has 4 inputs and 3 outputs. (Parameter 'y')",
            Assert.Throws<ArgumentException>(() => weight.Multiply(Team.Single, new double[8], [], new double[3])).Message);
        Assert.Equal("2 biases do not fit '0.weight', 3×4, which has 3 units. (Parameter 'bias')",
            Assert.Throws<ArgumentException>(() => weight.Multiply(Team.Single, new double[4], new double[2], new double[3])).Message);
        Assert.Equal("5 inputs and 3 outputs are no batch for '0.weight', 3×4: a sample has 4 inputs and 3 outputs. (Parameter 'dx')",
            Assert.Throws<ArgumentException>(() => weight.MultiplyTransposed(Team.Single, new double[3], new double[5])).Message);
        Assert.Equal("4 elements are no rows of '0.bias', 3. (Parameter 'dy')",
            Assert.Throws<ArgumentException>(() => bias.AddRows(Team.Single, new double[4])).Message);
    }

    private static double[] Numbers(int count)
    {
        RandomStream random = new(3, RandomPurpose.Generator, (ulong)count);
        double[] numbers = new double[count];
        foreach (ref double number in numbers.AsSpan()) number = random.NextNormal();
        return numbers;
    }

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1e200, -1e100, true)]
    [InlineData(1e200, 1e200, false)]
    [InlineData(-1e200, 1e200, false)]
    [InlineData(double.NaN, 0, false)]
    [InlineData(0, double.NaN, false)]
    [InlineData(double.PositiveInfinity, 0, false)]
    [InlineData(1, double.NegativeInfinity, false)]
    public void A_product_is_finite_where_all_its_elements_are(double inColumn, double inRow, bool isFinite)
    {
        for (int place = 0; place < 13; place++)
        {
            Network<double> network = Network.Build<double>([37], [new Linear(13)]);
            double[] column = new double[13], row = new double[37];
            column[place] = inColumn;
            row[3 * place] = inRow;
            network.ZeroGradients();
            network.Parameters[0].AddProduct(Team.Single, column, row);
            Assert.Equal(isFinite, network.GradientView.AllFinite(Team.Single));
            Assert.Equal(isFinite, Reductions<double>.AllFinite(network.Gradients));
        }
    }

    private static (Network<double> Network, double[] Column, double[] Row) Product()
    {
        Network<double> network = Network.Build<double>([4], [new Linear(3)]);
        network.Gradients.Fill(double.NaN);
        network.ZeroGradients();
        double[] column = [1, 2, 3], row = [10, 20, 30, 40.5];
        network.Parameters[0].AddProduct(Team.Single, column, row);
        return (network, column, row);
    }

    /// <summary>Reads all gradients before every update.</summary>
    private sealed class Reader<T> : Callback<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Steps { get; private set; }

        public override void OnGradients(TrainingContext<T> training)
        {
            Steps++;
            Assert.True(training.Network.Gradients.ContainsAnyExcept(T.Zero));
        }
    }
}
