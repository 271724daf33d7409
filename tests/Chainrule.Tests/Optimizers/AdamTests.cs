using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class AdamTests
{
    [Fact]
    public void The_first_step_has_the_size_of_the_learning_rate()
    {
        double[] expected = [1 - 0.1 / (1 + 1e-5)], path = Path(new Adam(0.1), 1, 1e-3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Running_means_are_corrected_for_their_start()
    {
        double[] expected = [0.9, 0.9 - 0.1 * (0.25 / 0.75) / Math.Sqrt(0.1875 / 0.4375)],
            path = Path(new Adam(0.1) { Beta1 = 0.5, Beta2 = 0.75, Epsilon = 1e-15 }, 1, 1, 0);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Weight_decay_is_added_to_the_gradient()
    {
        // Gradients −2 + 2 = 0, then −3 + 2 = −1.
        double[] expected = [2, 2 + 0.1 * (0.1 / 0.19) / Math.Sqrt(0.001 / 0.001999)],
            path = Path(new Adam(0.1) { WeightDecay = 1, Epsilon = 1e-15 }, 2, -2, -3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    private static double[] Path(Adam spec, double weight, params double[] gradients)
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
