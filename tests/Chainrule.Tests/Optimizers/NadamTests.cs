using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class NadamTests
{
    [Fact]
    public void The_first_step_adds_the_next_momentum()
    {
        double first = 0.9 * (1 - 0.5 * Math.Pow(0.96, 0.004)), second = 0.9 * (1 - 0.5 * Math.Pow(0.96, 0.008));
        double expected = 1 - 0.1 * (1 + 0.1 * second / (1 - first * second));
        Assert.Equal(expected, Path(new Nadam(0.1) { Epsilon = 1e-15 }, 1, 5)[0], 1e-12);
    }

    private static double[] Path(Nadam spec, double weight, params double[] gradients)
    {
        using Team team = new(1);
        double[] weights = [weight];
        CompiledOptimizer<double> optimizer = spec.Compile<double>(1);
        return [.. gradients.Select(gradient =>
        {
            optimizer.Update(team, spec.BaseRate, weights, [gradient]);
            return weights[0];
        })];
    }
}
