using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Optimizers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Optimizers;

/// <summary>Mistakes in the use of optimizers; the contracts test what all of them promise.</summary>
public class OptimizerTests
{
    [Fact]
    public void Sizes_that_do_not_fit_are_an_error()
    {
        using Team team = new(1);
        Assert.Throws<ArgumentException>(() => new Sgd(0.1).Compile<float>(2).Update(team, 0.1, new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => new Adam().Compile<float>(2).Update(team, 0.1, new float[3], new float[3]));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "A rule takes at most 3 state buffers, but this optimizer has 4.")]
    public void A_rule_takes_three_state_buffers(int buffers, string? problem)
    {
        Counting optimizer = new(2, buffers);
        Exception? thrown = Record.Exception(() => optimizer.Update(Team.Single, 0.1, new float[2], new float[2]));
        Assert.Equal(problem, thrown?.Message);
        if (problem is null) Assert.Equal([1, 2, 3], optimizer.State.Select(state => state[1]));
    }

    private sealed class Counting(int length, int buffers) : CompiledOptimizer<float>(length, buffers)
    {
        protected override void Step(Team team, double learningRate, Span<float> weights, GradientView<float> gradients) =>
            Apply(team, new Rule(), weights, gradients);

        private readonly struct Rule : IUpdate<float>
        {
            public void Update(ref Vector<float> w, Vector<float> g, ref Vector<float> first, ref Vector<float> second,
                ref Vector<float> third)
            {
                first += Vector<float>.One;
                second = first + Vector<float>.One;
                third = second + Vector<float>.One;
            }
        }
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        Assert.Equal("Sgd(-0.1): LearningRate is -0.1; expected a number above 0.",
            Assert.Throws<SpecException>(new Sgd(-0.1).Validate).Message);
        Optimizer[] wrong =
        [
            new Adam(0), new Adam { Beta1 = 1 }, new Adam { Beta2 = -0.1 }, new Adam { Epsilon = 0 }, new AdamW { WeightDecay = -1 },
                new Nadam { MomentumDecay = -1 },
            new Lion { Beta2 = 1 }, new RmsProp { Alpha = 1 }, new RmsProp { Momentum = 1 }, new Adagrad { InitialAccumulator = -1 },
                new Adagrad { LearningRateDecay = -1 },
            new Adam(double.NaN), new Sgd(double.PositiveInfinity), new Sgd(0.1) { Nesterov = true },
        ];
        foreach (Optimizer optimizer in wrong) Assert.Throws<SpecException>(optimizer.Validate);
    }
}
