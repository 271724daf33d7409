using System.Numerics;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Tests.Contracts;

/// <summary>What every layer promises in use, on each of its examples: the same bits again and again, on any number of threads, at
/// inference and from a file.</summary>
public class LayerReproducibilityTests
{
    private static readonly Team[] Teams = [.. ((int[])[2, 3, 5, 8, 16]).Select(threads => new Team(threads))];

    public static TheoryData<string> Names => [.. Subjects.Layers.Keys];

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
                    Assert.Equal(alone.Store.Buffers.SelectMany(buffer => buffer.Value),
                        together.Store.Buffers.SelectMany(buffer => buffer.Value));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits_and_another_one_others(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Network<float> first = Network.Build<float>(input, [layer], seed: 5), again = Network.Build<float>(input, [layer], seed: 5),
            other = Network.Build<float>(input, [layer], seed: 6);
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
}
