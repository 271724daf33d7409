using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Inspection;

public class LayerProbeTests
{
    [Fact]
    public void Outputs_are_measured_as_they_are()
    {
        Network<double> network = Network.Build<double>([1], [new Linear(4), new ReLU(), new Linear(1), new Sigmoid()]);
        // Four units: 0 for all of the samples −1, 0, 1 and 2; x; −x; 1.
        ((double[])[0, 1, -1, 0, /* biases */ -1, 0, 0, 1, /* sum */ 10, 0, 0, 0, /* bias */ 0]).CopyTo(network.Weights);
        network.Weights[8] = 0;
        network.Weights[9] = 4;
        IReadOnlyList<Measurement> measured = Measure(network, [-1, 0, 1, 2], [0, 0, 1, 1]);

        Assert.Equal(0.25, Value("1", Statistic.DeadUnits));
        // Outputs: −1: 0, 0, 1, 1; 0: 0, 0, 0, 1; 1: 0, 1, 0, 1; 2: 0, 2, 0, 1. Their sum is 8, that of their squares 10.
        Assert.Equal(8 / 16.0, Value("1", Statistic.ActivationMean), 1e-15);
        Assert.Equal(Math.Sqrt(10 / 16.0 - 0.25), Value("1", Statistic.ActivationSpread), 1e-15);
        // σ(0), σ(0), σ(4) = 0.98201, σ(8) = 0.99966.
        Assert.Equal(0.5, Value("3", Statistic.Saturation));
        Assert.Equal(Math.Sqrt(16), Value("2.weight", Statistic.WeightNorm), 1e-15);
        Assert.DoesNotContain(measured, row => row.Statistic == Statistic.DeadUnits && row.Of != "1");
        Assert.DoesNotContain(measured, row => row.Statistic == Statistic.Saturation && row.Of != "3");
        // −ln σ at the four samples: 2·ln 2, −ln σ(4), −ln σ(8), over 4.
        Assert.Equal((2 * Math.Log(2) + Math.Log(1 + Math.Exp(-4)) + Math.Log(1 + Math.Exp(-8))) / 4, Value("", Statistic.Loss), 1e-12);

        double Value(string of, Statistic statistic) => measured.Single(row => row.Of == of && row.Statistic == statistic).Value;
    }

    [Fact]
    public void An_update_is_measured_against_the_weights_before_it()
    {
        Network<float> network = Network.Build<float>([2], [new Linear(1)], initializer: new ConstantValue(3));
        LayerProbe<float> probe = new(network, new MeanSquaredError(), [1, 2], [0]);
        List<Measurement> measured = [];
        network.Gradients.Fill(2);
        probe.BeforeUpdate(5, Team.Single, measured);
        network.Weights[0] += 0.3f;
        network.Weights[2] += 1;
        probe.AfterUpdate(5, measured);
        Assert.Equal(Math.Sqrt(8), measured.Single(row => row is { Of: "0.weight", Statistic: Statistic.GradientNorm }).Value, 1e-6);
        Assert.Equal(0.3 / Math.Sqrt(18), measured.Single(row => row is { Of: "0.weight", Statistic: Statistic.UpdateRatio }).Value, 1e-6);
        // A bias that was 0 has no ratio.
        Assert.DoesNotContain(measured, row => row is { Of: "0.bias", Statistic: Statistic.UpdateRatio });
        Assert.All(measured, row => Assert.Equal(5, row.Step));
    }

    [Fact]
    public void A_channel_is_dead_where_it_is_nowhere_above_0()
    {
        Network<float> network =
            Network.Build<float>([1, 2, 2], [new Conv2d(3) { Kernel = 1 }, new ReLU()], initializer: new ConstantValue(1));
        ((float[])[1, -1, 1, /* biases */ 0, 0, -3.5f]).CopyTo(network.Weights);
        // The last channel is above 0 at one place of one sample.
        IReadOnlyList<Measurement> measured = Measure(network, [0, 0, 0, 1, 0, 4, 0, 0], new float[24]);
        Assert.Equal(1 / 3.0, measured.Single(row => row.Statistic == Statistic.DeadUnits).Value);
    }

    [Fact]
    public void A_bounded_activation_of_ones_own_is_measured_by_what_it_says_of_itself()
    {
        Network<double> network = Network.Build<double>([1], [new HardTanh(), new Rectifier()]);
        IReadOnlyList<Measurement> measured = Measure(network, [-9, -1.96, -1.9, 0, 1.9, 1.97, 2, 5], new double[8]);
        // Of a range from −2 to 2 two hundredths are 0.08.
        Assert.Equal(5 / 8.0, measured.Single(row => row.Statistic == Statistic.Saturation).Value);
        Assert.Equal("0", measured.Single(row => row.Statistic == Statistic.Saturation).Of);
        Assert.Equal(("1", 0.0), measured.Where(row => row.Statistic == Statistic.DeadUnits).Select(row => (row.Of, row.Value)).Single());
    }

    [Fact]
    public void Layers_inside_others_are_measured_too()
    {
        Network<double> network =
            Network.Build<double>([3],
            [new Residual([new Linear(3), new Sequential([new Tanh(), new Flatten()])]), new Linear(2), new ReLU()], seed: 3);
        double[] inputs = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))];
        IReadOnlyList<Measurement> measured = Measure(network, inputs, new double[8]);
        Assert.Equal(["0", "0.0", "0.1", "0.1.0", "1", "2"],
            measured.Where(row => row.Statistic == Statistic.ActivationMean).Select(row => row.Of).Order(StringComparer.Ordinal));
        Assert.Equal(["0.1.0"], measured.Where(row => row.Statistic == Statistic.Saturation).Select(row => row.Of));

        // The same weights in a row give what the inner layers gave.
        Network<double> row = Network.Build<double>([3], [new Linear(3), new Tanh()]);
        network.Weights[..12].CopyTo(row.Weights);
        IReadOnlyList<Measurement> alone = Measure(row, inputs, new double[12]);
        foreach ((string inside, string outside) in ((string, string)[])[("0.0", "0"), ("0.1", "1"), ("0.1.0", "1")])
            Assert.Equal(alone.Single(m => m.Of == outside && m.Statistic == Statistic.ActivationSpread).Value,
                measured.Single(m => m.Of == inside && m.Statistic == Statistic.ActivationSpread).Value);
    }

    [Fact]
    public void Training_that_is_watched_gives_the_same_bits()
    {
        Assert.Equal(Train(null), Train(step => true));
        Assert.Equal(Train(null), Train(step => step % 7 == 3));

        static string Train(Func<long, bool>? wants)
        {
            Trainer<float> trainer = Trainer();
            Watcher? watcher = wants is null ? null : new(trainer, wants);
            if (watcher is not null) trainer.Callbacks.Add(watcher);
            trainer.Fit(Blobs(), new TrainingOptions { Epochs = 3, BatchSize = 16, ClipNorm = 0.5 });
            if (watcher is not null) Assert.Equal(Enumerable.Range(1, 21).Count(step => wants!(step)), watcher.Updates);
            return trainer.Network.WeightsSha256();
        }
    }

    [Fact]
    public void A_step_that_nobody_looks_at_allocates_nothing()
    {
        Trainer<float> trainer = Trainer();
        long[] allocated = new long[200];
        trainer.Callbacks.Add(new Watcher(trainer, step =>
        {
            allocated[step] = GC.GetAllocatedBytesForCurrentThread();
            return step == 1;
        }));
        trainer.Fit(Blobs(), new TrainingOptions { Epochs = 5, BatchSize = 5 });
        // The steps 25 to 40 lie within an epoch.
        Assert.Equal(allocated[25], allocated[40]);
    }

    private static DataSplit<float> Blobs() => Generators.Blobs<float>(100, 3, 2, 1.0, seed: 4).Split(validation: 0, seed: 1);

    private static Trainer<float> Trainer() =>
        new(Network.Build<float>([2], [new Linear(8), new BatchNorm(), new ReLU(), new Dropout(0.3), new Linear(3)], seed: 2),
            new CrossEntropy(), new Adam(0.01));

    private static List<Measurement> Measure<T>(Network<T> network, T[] inputs, T[] targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        List<Measurement> measured = [];
        new LayerProbe<T>(network, network.Layers.Count == 4 ? new BinaryCrossEntropy() : new MeanSquaredError(), inputs,
            targets).BeforeUpdate(1, Team.Single, measured);
        return measured;
    }

    /// <summary>y = x cut off at −2 and 2.</summary>
    private sealed record HardTanh : Layer
    {
        public override (double Low, double High)? Range => (-2, 2);

        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
            new Between<T>(builder.Input, T.CreateTruncating(-2), T.CreateTruncating(2));
    }

    /// <summary>y = max(0, x).</summary>
    private sealed record Rectifier : Layer
    {
        public override bool CanDie => true;

        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Between<T>(builder.Input, T.Zero, T.PositiveInfinity);
    }

    private sealed class Between<T>(Shape shape, T low, T high) : CompiledLayer<T>(shape, shape)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = T.Clamp(x[i], low, high);
        }

        public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < dx.Length; i++) dx[i] = x[i] > low && x[i] < high ? dy[i] : T.Zero;
        }
    }

    private sealed class Watcher(Trainer<float> trainer, Func<long, bool> wants) : Callback<float>
    {
        private readonly LayerProbe<float> probe = new(trainer.Network, trainer.Loss, [1, 2, -3, 4], [1, 0, 0, 0, 1, 0]);
        private readonly List<Measurement> measured = [];

        public int Updates { get; private set; }

        private bool isWanted;

        public override void OnGradients(TrainingContext<float> training)
        {
            isWanted = wants(training.Step + 1);
            if (isWanted) probe.BeforeUpdate(training.Step + 1, training.Team, measured);
        }

        public override void OnBatchEnd(TrainingContext<float> training)
        {
            if (!isWanted) return;
            Updates++;
            probe.AfterUpdate(training.Step, measured);
        }
    }
}
