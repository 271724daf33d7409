using System.Numerics;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Contracts;

/// <summary>What every layer promises, on each of its examples. Gradients are proved in <see cref="GradientContractTests"/>.</summary>
public class LayerContractTests
{
    private static readonly Team ThreeThreads = new(3);

    public static TheoryData<string> Names => [.. Subjects.Layers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_output_has_the_declared_shape_in_both_precisions(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Network<T> network = Network.Build<T>(input, [layer]);
            Assert.Equal(input, network.Layers[0].InputShape);
            Assert.Equal(network.Layers[0].OutputShape, network.OutputShape);
            Assert.Equal(layer.Inner.Count, network.Layers[0].Children.Count);
            Assert.Equal(network.Parameters.Count > 0, network.Layers[0].IsTrainable);
            foreach (bool training in (bool[])[true, false])
            {
                // Every element was written: none is the NaN that was there before.
                FencedRun<T> run = new(layer, input, 3, training);
                Assert.Equal(network.OutputShape, run.Compiled.OutputShape);
                run.Forward().Backward();
                AssertFinite<T>(run.Y);
                AssertFinite<T>(run.Dx);
                AssertFinite<T>(run.Gradients);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Outputs_keep_the_limits_that_the_layer_states(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        foreach (double scale in (double[])[0.1, 1, 30])
        {
            FencedRun<double> run = new FencedRun<double>(layer, input, 17, training: false, scale: scale).Forward();
            (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (double x in run.X) (low, high) = (Math.Min(low, x), Math.Max(high, x));
            foreach ((double Low, double High)? limits in ((double, double)?[])[layer.LimitsFor(null), layer.LimitsFor((low, high))])
                if (limits is { } stated)
                    foreach (double y in run.Y)
                        Assert.True(y >= stated.Low && y <= stated.High, $"{layer} gave {y}, outside {stated}.");
            if (layer.KeepsValues) Assert.Equal(run.X.ToArray(), run.Y.ToArray());
        }
        Assert.NotNull(layer.LimitsFor((-1, 1)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Single_and_double_precision_give_close_results(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        foreach (bool training in (bool[])[true, false])
        {
            FencedRun<float> single = new FencedRun<float>(layer, input, 7, training).Forward().Backward();
            FencedRun<double> twice = new FencedRun<double>(layer, input, 7, training).Forward().Backward();
            Near(twice.Y, single.Y, "y");
            Near(twice.Dx, single.Dx, "dx");
            Near(twice.Gradients, single.Gradients, "gradients");
        }

        static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what)
        {
            Assert.Equal(expected.Length, actual.Length);
            double largest = 1;
            foreach (double value in expected) largest = Math.Max(largest, Math.Abs(value));
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * largest,
                    $"{what}[{i}] is {actual[i]} in single and {expected[i]} in double precision.");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Nothing_is_written_outside_the_spans_or_to_inputs_and_weights(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (Team team in (Team[])[Team.Single, ThreeThreads])
                foreach (bool training in (bool[])[true, false])
                    foreach (int batch in (int[])[2, 5, 17])
                    {
                        FencedRun<T> run = new(layer, input, batch, training);
                        T[] inputs = [.. run.X], outputGradients = [.. run.Dy];
                        run.Forward(team).Inspect(inputs, outputGradients);
                        T[] outputs = [.. run.Y];
                        run.Backward(team).Inspect(inputs, outputGradients);
                        run.Backward(team, withInputGradient: false).Inspect(inputs, outputGradients);
                        Bits.Same<T>(outputs, run.Y, "outputs");
                    }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_add_up(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        FencedRun<double> run = new FencedRun<double>(layer, input).Forward().Backward();
        double[] once = [.. run.Gradients], inputGradient = [.. run.Dx];
        run.Forward().Backward();
        Bits.Same<double>(inputGradient, run.Dx, "input gradients, which do not add up,");
        for (int i = 0; i < once.Length; i++) Assert.Equal(2 * once[i], run.Gradients[i], 1e-13 * Math.Max(1, Math.Abs(once[i])));
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_that_count_as_zero_are_not_read(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        foreach (int batch in (int[])[1, 2, 5])
        {
            FencedRun<double> run = new FencedRun<double>(layer, input, batch, training: batch > 1).Forward().Backward();
            double[] cleared = [.. run.Gradients];
            run.ZeroGradients();
            run.Forward().Backward();
            foreach (Parameter<double> parameter in run.Store.Parameters) _ = parameter.Gradient;
            Assert.Equal(cleared, run.Gradients.ToArray());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Parameters_get_the_same_gradients_where_nobody_asks_for_that_of_the_input(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            FencedRun<T> with = new FencedRun<T>(layer, input, 5).Forward().Backward();
            FencedRun<T> without = new FencedRun<T>(layer, input, 5).Forward().Backward(withInputGradient: false);
            Bits.Same<T>(with.Gradients, without.Gradients, "gradients");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Extremes_stay_finite(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double[] extremes = [1e4, -1e4, 1000, -1000, 89, -89, 710, -710, 0, -0.0];
            FencedRun<T> run = new(layer, input, 7);
            for (int i = 0; i < run.X.Length; i++) run.X[i] = T.CreateTruncating(extremes[i % extremes.Length]);
            run.Forward().Backward();
            AssertFinite<T>(run.Y);
            AssertFinite<T>(run.Dx);
            AssertFinite<T>(run.Gradients);
        }
    }

    [Fact]
    public void Every_layer_has_an_example_with_parameters_where_it_can_have_any() => Assert.All(
        Examples.Layers.GroupBy(example => example.Layer.GetType())
            .Where(group => group.Key.GetProperty("Initializer") is not null || group.Key.GetProperty("Affine") is not null),
        group => Assert.Contains(group, example => Network.Build<float>(example.Input, [example.Layer]).Weights.Length > 0));

    private static void AssertFinite<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++) Assert.True(T.IsFinite(values[i]), $"Element {i} is {values[i]}.");
    }
}
