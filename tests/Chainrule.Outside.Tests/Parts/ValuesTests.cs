using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>What the parts compute, against numbers of PyTorch 1.13 in double precision, or against their formula.</summary>
public class ValuesTests
{
    [Fact]
    public void Swish_is_pytorchs_x_times_sigmoid()
    {
        double[] x = [-3, -1, -0.1, 0, 0.5, 2], dy = [1, 1, 1, 1, 1, 1];
        (double[] y, double[] dx) = Run(Network.Build<double>([6], [new Swish(1.5)]), x, dy);
        Close([-0.03296082789177954, -0.18242552380635635, -0.04625701546562505, 0, 0.3395893495876965, 1.9051482536448667], y);
        Close([-0.03791109111942037, -0.04129415429914296, 0.425280303654619, 0.5, 0.8425999444967536, 1.0881041060151693], dx);
    }

    [Fact]
    public void Swish_with_a_beta_of_1_has_the_bits_of_SiLU()
    {
        float[] x = [.. Enumerable.Range(-400, 1000).Select(i => i / 37f)];
        float[] outside = new float[x.Length], inside = new float[x.Length];
        Network.Build<float>([1], [new Swish()]).Predict(x, outside);
        Network.Build<float>([1], [new SiLU()]).Predict(x, inside);
        Assert.Equal(inside, outside);
    }

    [Fact]
    public void GatedLinear_is_pytorchs_glu_of_two_dense_layers()
    {
        Network<double> network = Network.Build<double>([2], [new GatedLinear(3)]);
        Assert.Equal(["0.weight", "0.bias", "0.gate_weight", "0.gate_bias"], network.Parameters.Select(parameter => parameter.Name));
        double[][] values = [[0.1, 0.2, -0.3, 0.4, 0.5, -0.6], [0.1, 0, -0.1], [1, -0.5, 0.25, 0.75, -1, 0.5], [0, 0.2, -0.2]];
        for (int i = 0; i < values.Length; i++) values[i].CopyTo(network.Parameters[i].Value);
        network.ZeroGradients();
        (double[] y, double[] dx) = Run(network, [0.5, -1, 2, 0.25], [1, 2, -1, 0.5, -0.5, 3]);
        Close([-0.03655292893150026, -0.21742650340729489, 0.1736064123757368, 0.3034625159307597, -0.3541869955161635,
            0.08366290513717228], y);
        Close([-0.22197069527250013, 0.3423485723345322, 0.1270290072127076, -0.11562041348251398], dx);
        Close([1.2325650491171731, -0.6226791086547335, -0.31305307574633634, -0.8791885794510222, 0.5535656328468871,
            0.3151381216381547], network.Parameters[0].Gradient);
        Close([1.1645764585310903, 0.43645483505581784, 0.10317640404770675], network.Parameters[1].Gradient);
        Close([0.035434364528218104, 0.01487430451948099, -0.028183119142260654, 0.2758577856371097, 0.3792711620125496,
            0.189168527641992], network.Parameters[2].Gradient);
        Close([0.010344234767553482, -0.2113014481804661, 0.08956995814244662], network.Parameters[3].Gradient);
    }

    [Fact]
    public void LogCosh_is_pytorchs_log_of_cosh_and_does_not_overflow()
    {
        double[] y = [0.3, -1.2, 2, 0, -40, 1000], t = [0.1, 0.4, 2, -0.75, 1, -1], gradient = new double[6];
        Assert.Equal(0.3062350804663249, new LogCosh().Evaluate<double>(y.AsSpan(0, 4), t.AsSpan(0, 4), [], 2), 1e-14);
        Assert.Equal(173.6397743267909, new LogCosh().Evaluate<double>(y, t, gradient, 3), 1e-11);
        Close([0.03289588670415067, -0.15361142573441186, 0, 0.10585815873121455, -1.0 / 6, 1.0 / 6], gradient);
    }

    [Fact]
    public void WeightedCrossEntropy_is_pytorchs_with_weights()
    {
        double[] logits = [1, -2, 0.5, 0.2, 0.1, 3, -1, 4, 2, 0, 0, 0], target = [1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0];
        double[] gradient = new double[12], mean = new double[12];
        WeightedCrossEntropy loss = new([1, 2, 0.5]) { Reduction = Reduction.Sum };
        Assert.Equal(1.9237003907262769, loss.Evaluate<double>(logits, target, gradient, 4), 1e-14);
        Close([-0.3962511038513742, 0.030058887569574023, 0.3661922162818002, 0.027248722353520525, 0.024655663579138246,
            -0.05190438593265878, 0.01179950080380556, -0.2487988098738243, 0.23699930907001926, -2.0 / 3, 1.0 / 3, 1.0 / 3], gradient);
        Assert.Equal(1.9237003907262769 / 4, (loss with { Reduction = Reduction.Mean }).Evaluate<double>(logits, target, mean, 4), 1e-14);
        Close([.. gradient.Select(value => value / 4)], mean);
        Assert.Equal("WeightedCrossEntropy(1, 2) has 2 weights, but the network has 3 outputs.",
            Assert.Throws<ShapeException>(() => new WeightedCrossEntropy([1, 2]).Evaluate<double>(logits, target, gradient, 4)).Message);
        Assert.Equal("WeightedCrossEntropy(1, -2): Weights must all be 0 or above.",
            Assert.Throws<SpecException>(new WeightedCrossEntropy([1, -2]).Validate).Message);
    }

    [Fact]
    public void AdaMax_is_pytorchs_Adamax()
    {
        double[] weights = [0.5, -1, 2, 0];
        double[][] gradients = [[0.1, -0.2, 0.3, 0], [0.4, 0.1, -0.5, 1e-3], [-0.3, 0.2, 0.1, 0], [0.05, -0.6, 0.2, 2], [0, 0, 0, 0]];
        double[][] expected =
        [
            [0.4800000019999998, -0.980000001, 1.9800000006666667, 0],
            [0.467105265480263, -0.975746944328017, 1.9848421058329826, -0.010526210527368412],
            [0.46447751199569404, -0.980470191324327, 1.9864373944812364, -0.017235301437130233],
            [0.46185332208525354, -0.975771150983918, 1.9852067398963937, -0.023053300826475828],
            [0.4598499102245142, -0.9721837150614593, 1.9842672088121769, -0.027494994979789765],
        ];
        CompiledOptimizer<double> optimizer = new AdaMax(0.02) { Beta2 = 0.99 }.Compile<double>(4);
        for (int step = 0; step < gradients.Length; step++)
        {
            optimizer.Update(Team.Single, 0.02, weights, gradients[step]);
            Close(expected[step], weights);
        }
    }

    [Fact]
    public void Polynomial_falls_along_its_power()
    {
        CompiledSchedule schedule = new Polynomial(3) { WarmupEpochs = 1 }.Compile(baseRate: 0.5, totalSteps: 110, stepsPerEpoch: 10);
        Assert.Equal(0.05, schedule.RateAt(0), 1e-15);
        for (int step = 10; step < 110; step++) Assert.Equal(0.5 * Math.Pow((110 - step) / 100.0, 3), schedule.RateAt(step), 1e-15);
        Assert.Equal(0, schedule.RateAt(110));
    }

    [Fact]
    public void TruncatedNormal_draws_within_two_standard_deviations()
    {
        double[] values = new double[100_000];
        new TruncatedNormal(0.5).Fill<double>(values, new(3, 4), new RandomStream(1, RandomPurpose.Initializer));
        Assert.All(values, value => Assert.InRange(value, -1, 1));
        Assert.Equal(0, values.Average(), 0.01);
        // The variance of a standard normal variable within ±2 is 1 − 4·φ(2) / (2·Φ(2) − 1).
        Assert.Equal(0.25 * 0.7737413, values.Average(value => value * value), 0.003);
    }

    [Fact]
    public void CheckerboardData_is_the_same_for_the_same_seed_and_has_two_classes()
    {
        CheckerboardData source = new() { Samples = 1000, Fields = 3, Seed = 5, Test = 0.25 };
        DataContext context = new();
        DataSplit<float> parts = source.Load<float>(context);
        Assert.Equal((750, 250, 2), (parts.Train.Count, parts.Test!.Count, parts.Train.Classes));
        Assert.Equal(parts.Train.Sha256, source.Load<float>(context).Train.Sha256);
        Assert.NotEqual(parts.Train.Sha256, (source with { Seed = 6 }).Load<float>(context).Train.Sha256);
    }

    private static (double[] Y, double[] Dx) Run(Network<double> network, double[] x, double[] dy)
    {
        Workspace<double> workspace = network.CreateWorkspace(x.Length / network.InputShape.Size);
        double[] dx = new double[x.Length];
        double[] y = [.. network.Forward(workspace, x, training: true, seed: 1, step: 0, Team.Single)];
        network.Backward(workspace, x, dy, dx);
        return (y, dx);
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])));
    }
}
