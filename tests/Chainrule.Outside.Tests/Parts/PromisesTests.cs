using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>What the library's own parts promise, these do, too: their gradients are proved, threads change no bit, and a training step
/// allocates nothing. Memory is measured, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(PromisesTests), DisableParallelization = true)]
public sealed class Alone;

/// <inheritdoc cref="Alone"/>
[Collection(nameof(PromisesTests))]
public class PromisesTests
{
    public static TheoryData<string> Layers => ["Swish()", "Swish(0.3)", "GatedLinear(1)", "GatedLinear(4)"];

    public static TheoryData<string> Losses =>
        ["LogCosh()", "LogCosh(reduction: sum)", "WeightedCrossEntropy(1, 2, 0.5)", "WeightedCrossEntropy(1, 0, 3, reduction: sum)"];

    public PromisesTests() => OwnParts.Register();

    [Theory, MemberData(nameof(Layers))]
    public void Gradients_of_layers_are_proved(string layer)
    {
        foreach (int batch in (int[])[1, 3])
        {
            GradientCheckResult result = GradientCheck.Layer(Layer.Parse(layer), [5], batch);
            Assert.True(result.Passed, $"{result}");
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void Gradients_of_losses_are_proved(string loss)
    {
        foreach (Layer layer in (Layer[])[new Linear(3), new Sequential([new GatedLinear(7), new Swish(1.2), new Linear(3)])])
        {
            GradientCheckResult result = GradientCheck.LayerAndLoss(layer, Loss.Parse(loss), [5]);
            Assert.True(result.Passed, $"{result}");
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        Assert.Single(Hashes<float>(batch: 160).Distinct());
        Assert.Single(Hashes<double>(batch: 160).Distinct());
    }

    [Fact]
    public void Gradients_of_single_samples_stay_products_until_the_update_and_threads_change_no_bit() =>
        Assert.Single(Hashes<float>(batch: 1).Distinct());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step_allocates_nothing(int threads)
    {
        using Team team = new(threads);
        Network<float> network = Network.Build<float>([2], [new GatedLinear(128), new Swish(), new Linear(2)]);
        Workspace<float> workspace = network.CreateWorkspace(64);
        CompiledOptimizer<float> optimizer = new AdaMax().Compile<float>(network.Weights.Length);
        Loss[] losses = [new LogCosh(), new WeightedCrossEntropy([1, 3])];
        float[] x = [.. Enumerable.Range(0, 128).Select(i => MathF.Sin(i))], target = [.. x.Select(value => value > 0 ? 1f : 0f)];
        float[] dy = new float[128];
        long least = long.MaxValue;
        // The compiler and the collector allocate as well, now and then: the least of several attempts counts.
        for (int attempt = 0; attempt < 40 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int step = 0; step < 10; step++) Step(losses[step % 2]);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            Thread.Sleep(attempt);
        }
        Assert.Equal(0, least);

        void Step(Loss loss)
        {
            network.ZeroGradients();
            Span<float> y = network.Forward(workspace, x, training: true, seed: 1, step: 0, team);
            loss.Evaluate<float>(y, target, dy, 64);
            network.Backward(workspace, x, dy);
            optimizer.Update(team, 1e-3, network.Weights, network.GradientView);
        }
    }

    private static IEnumerable<string> Hashes<T>(int batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset<T> data = new CheckerboardData { Samples = 320 }.Load<T>(new()).Train;
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            Network<T> network = Network.Build<T>([2], [new GatedLinear(200), new Swish(), new Linear(2)], 1, new TruncatedNormal(0.5));
            Trainer<T> trainer = new(network, new WeightedCrossEntropy([1, 2]), new AdaMax(), new Polynomial()) { Threads = threads };
            trainer.Fit(new(data), new TrainingOptions { Steps = 30, BatchSize = batch });
            yield return network.WeightsSha256();
        }
    }
}
