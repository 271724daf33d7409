using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class AdamWTests
{
    [Fact]
    public void Weight_decay_acts_on_the_weight()
    {
        // 2·(1 − 0.05) − 0.1.
        double[] expected = [1.8], path = Path(new AdamW(0.1) { WeightDecay = 0.5, Epsilon = 1e-15 }, 2, 7);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    private static double[] Path(AdamW spec, double weight, params double[] gradients)
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
