using System.Numerics;
using Chainrule.Inspection;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Tests.Contracts;

/// <summary>What every layer promises, on each of its examples. Gradients are proved in <see cref="GradientContractTests"/>.</summary>
public class LayerContractTests
{
    private static readonly Team[] Teams = [.. ((int[])[2, 3, 5, 8, 16]).Select(threads => new Team(threads))];

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
                // Every element was written: none is the NaN that stood there before.
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
                Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * largest, $"{what}[{i}] is {actual[i]} in single and {expected[i]} in double precision.");
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
            foreach (Team team in (Team[])[Team.Single, Teams[1]])
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

    [Theory, MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int batch in (int[])[2, 7, 16, 61, 1009])
            {
                FencedRun<T> alone = new FencedRun<T>(layer, input, batch).Forward().Backward();
                foreach (Team team in Teams)
                {
                    FencedRun<T> together = new FencedRun<T>(layer, input, batch).Forward(team).Backward(team);
                    Bits.Same<T>(alone.Y, together.Y, $"outputs on {team.Threads} threads");
                    Bits.Same<T>(alone.Dx, together.Dx, $"input gradients on {team.Threads} threads");
                    Bits.Same<T>(alone.Gradients, together.Gradients, $"gradients on {team.Threads} threads");
                    Assert.Equal(alone.Store.Buffers.SelectMany(buffer => buffer.Value), together.Store.Buffers.SelectMany(buffer => buffer.Value));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits_and_another_one_others(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Network<float> first = Network.Build<float>(input, [layer], seed: 5), again = Network.Build<float>(input, [layer], seed: 5), other = Network.Build<float>(input, [layer], seed: 6);
        Assert.Equal(first.WeightsSha256(), again.WeightsSha256());
        bool isDrawn = first.Weights.ToArray().Any(weight => weight is not (0 or 1));
        Assert.Equal(isDrawn, first.WeightsSha256() != other.WeightsSha256());
        FencedRun<float> run = new(layer, input, 9) { Step = 3 };
        float[] y = [.. run.Forward().Y];
        Bits.Same<float>(y, run.Forward().Y, "outputs of the same step");
    }

    [Theory, MemberData(nameof(Names))]
    public void Inference_changes_nothing_and_nothing_random_enters_it(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Network<float> network = Trained<float>(layer, input);
        network.Gradients.Fill(3);
        string before = network.WeightsSha256();
        float[] x = Inputs<float>(70 * input.Size), y = new float[70 * network.OutputShape.Size], again = new float[y.Length];
        network.Predict(x, y);
        network.Predict(x, again);
        Bits.Same<float>(y, again, "predictions");
        Workspace<float> workspace = network.CreateWorkspace(70);
        Bits.Same<float>(y, network.Forward(workspace, x, training: false, seed: 77, step: 88, Team.Single), "outputs under another seed");
        Assert.Equal(before, network.WeightsSha256());
        Assert.All(network.Gradients.ToArray(), gradient => Assert.Equal(3, gradient));
    }

    [Theory, MemberData(nameof(Names))]
    public void Eight_threads_may_predict_at_once(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Network<float> network = Trained<float>(layer, input);
        float[][] inputs = [.. Enumerable.Range(0, 8).Select(thread => Inputs<float>((1 + 23 * thread) * input.Size, (ulong)thread))];
        float[][] expected = [.. inputs.Select(Predict)];
        float[]?[] wrong = new float[8][];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (int attempt = 0; attempt < 20 && wrong[thread] is null; attempt++)
                if (Predict(inputs[thread]) is { } y && !y.AsSpan().SequenceEqual(expected[thread])) wrong[thread] = y;
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(wrong, Assert.Null);

        float[] Predict(float[] x)
        {
            float[] y = new float[x.Length / input.Size * network.OutputShape.Size];
            network.Predict(x, y);
            return y;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Saving_and_loading_keep_every_bit(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            string path = Path.GetTempFileName();
            try
            {
                Network<T> network = Trained<T>(layer, input);
                network.Save(path);
                Network<T> loaded = NetworkFile.Load<T>(path);
                Assert.Equal(network.WeightsSha256(), loaded.WeightsSha256());
                Assert.Equal(network.Spec.ToString(), loaded.Spec.ToString());
                Assert.Equal(network.InputShape, loaded.InputShape);
                T[] x = Inputs<T>(5 * input.Size), y = new T[5 * network.OutputShape.Size], again = new T[y.Length];
                network.Predict(x, y);
                loaded.Predict(x, again);
                Bits.Same<T>(y, again, "predictions");
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void Every_layer_has_an_example_with_parameters_where_it_can_have_any() => Assert.All(
        Examples.Layers.GroupBy(example => example.Layer.GetType()).Where(group => group.Key.GetProperty("Initializer") is not null || group.Key.GetProperty("Affine") is not null),
        group => Assert.Contains(group, example => Network.Build<float>(example.Input, [example.Layer]).Weights.Length > 0));

    /// <summary>A network of one layer after a forward pass in training, so that running statistics have moved.</summary>
    private static Network<T> Trained<T>(Layer layer, Shape input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>(input, [layer]);
        network.Forward(network.CreateWorkspace(6), Inputs<T>(6 * input.Size, 9), training: true, seed: 1, step: 0, Team.Single);
        return network;
    }

    private static T[] Inputs<T>(int length, ulong stream = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(2, RandomPurpose.GradientCheck, stream);
        T[] values = new T[length];
        foreach (ref T value in values.AsSpan()) value = T.CreateTruncating(random.NextNormal());
        return values;
    }

    private static void AssertFinite<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++) Assert.True(T.IsFinite(values[i]), $"Element {i} is {values[i]}.");
    }
}
