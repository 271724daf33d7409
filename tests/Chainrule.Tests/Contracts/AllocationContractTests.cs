using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Contracts;

/// <summary>After the first time, layers, losses and optimizers allocate nothing, on one thread and on two.</summary>
[Collection(nameof(Allocation))]
public class AllocationContractTests
{
    private static readonly Team[] Teams = [Team.Single, new(2)];

    public static TheoryData<string> Layers => [.. Subjects.Layers.Keys];

    public static TheoryData<string> Losses => [.. Subjects.Losses.Keys];

    public static TheoryData<string> Optimizers => [.. Subjects.Optimizers.Keys];

    [Theory, MemberData(nameof(Layers))]
    public void The_second_pass_of_a_layer_allocates_nothing(string name)
    {
        (Layer layer, Shape input) = Subjects.Layers[name];
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (Team team in Teams)
                foreach (bool training in (bool[])[true, false])
                {
                    FencedRun<T> run = new(layer, input, 61, training);
                    Assert.Equal(0, Allocation.Of(() => run.Forward(team).Backward(team)));
                }
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void A_loss_allocates_nothing(string name)
    {
        Loss loss = Subjects.Losses[name];
        float[] prediction = [0.25f, 0.5f, 0.25f, 0.1f, 0.2f, 0.7f], target = [0, 1, 0, 1, 0, 0], gradient = new float[6];
        Assert.Equal(0, Allocation.Of(() => loss.Evaluate<float>(prediction, target, gradient, 2)));
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Updates_allocate_nothing_after_the_first(string name)
    {
        float[] weights = [.. Enumerable.Range(0, 40_000).Select(i => MathF.Sin(i))],
            gradients = [.. Enumerable.Range(0, 40_000).Select(i => MathF.Cos(i))];
        CompiledOptimizer<float> optimizer = Subjects.Optimizers[name].Compile<float>(weights.Length);
        foreach (Team team in Teams) Assert.Equal(0, Allocation.Of(() => optimizer.Update(team, 0.001, weights, gradients)));
    }
}
