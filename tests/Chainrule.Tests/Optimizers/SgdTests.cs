using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class SgdTests
{
    [Fact]
    public void Plain_descent_follows_the_gradient()
    {
        double[] expected = [0.95, 1.15], path = Path(new Sgd(0.1), 1, 0.5, -2);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Momentum_carries_the_last_update_on()
    {
        // Velocities 0.5 and 0.95.
        double[] expected = [0.95, 0.855], path = Path(new Sgd(0.1) { Momentum = 0.9 }, 1, 0.5, 0.5);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Nesterov_looks_ahead()
    {
        // Steps 0.5 + 0.9·0.5 and 0.5 + 0.9·0.95, times 0.1.
        double[] expected = [0.905, 0.7695], path = Path(new Sgd(0.1) { Momentum = 0.9, Nesterov = true }, 1, 0.5, 0.5);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Weight_decay_is_added_to_the_gradient()
    {
        double[] expected = [1.8], path = Path(new Sgd(0.1) { WeightDecay = 0.5 }, 2, 1);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    private static double[] Path(Sgd spec, double weight, params double[] gradients)
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
