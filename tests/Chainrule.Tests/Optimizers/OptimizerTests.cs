using Chainrule.Kernels;
using Chainrule.Optimizers;

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

    [Fact]
    public void Parameters_have_bounds()
    {
        Assert.Equal("Sgd(-0.1): learning_rate is -0.1; expected a number above 0.",
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
