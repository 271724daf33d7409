using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class AdagradTests
{
    [Fact]
    public void Steps_shrink_by_the_root_of_all_squares()
    {
        // 3/√9, then 4/√25.
        double[] expected = [0.9, 0.82], path = Path(new Adagrad(0.1) { Epsilon = 1e-15 }, 1, 3, 4);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void The_sum_starts_from_the_initial_accumulator()
    {
        double[] expected = [0.94], path = Path(new Adagrad(0.1) { Epsilon = 1e-15, InitialAccumulator = 16 }, 1, 3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void The_learning_rate_decays_from_the_second_step_on()
    {
        double[] expected = [0.9, 0.86], path = Path(new Adagrad(0.1) { Epsilon = 1e-15, LearningRateDecay = 1 }, 1, 3, 4);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    private static double[] Path(Adagrad spec, double weight, params double[] gradients)
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
