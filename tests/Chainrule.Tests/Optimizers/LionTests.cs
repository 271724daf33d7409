using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class LionTests
{
    [Fact]
    public void A_step_has_the_sign_of_the_interpolated_momentum()
    {
        // m = −0.03; c = −0.027 + 0.01 < 0; m = −0.0287; c = −0.02583 + 0.05 > 0.
        double[] expected = [1.1, 1.2, 1.1], path = Path(new Lion(0.1), 1, -3, 0.1, 0.5);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Weight_decay_acts_on_the_weight()
    {
        double[] expected = [1.05], path = Path(new Lion(0.1) { WeightDecay = 0.5 }, 1, -3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void No_gradient_is_no_step()
    {
        double[] expected = [1], path = Path(new Lion(0.1), 1, 0);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    private static double[] Path(Lion spec, double weight, params double[] gradients)
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
