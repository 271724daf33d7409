using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

public class RmsPropTests
{
    [Fact]
    public void Steps_are_in_units_of_the_root_mean_square()
    {
        // s = ¼·4 = 1.
        double[] expected = [0.8], path = Path(new RmsProp(0.1) { Alpha = 0.75, Epsilon = 1e-15 }, 1, 2);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Momentum_carries_the_last_update_on()
    {
        // b = 2, then 1.
        double[] expected = [0.8, 0.7], path = Path(new RmsProp(0.1) { Alpha = 0.75, Epsilon = 1e-15, Momentum = 0.5 }, 1, 2, 0);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void Centered_divides_by_the_standard_deviation()
    {
        // s − m² = 1 − ¼.
        double[] expected = [1 - 0.2 / Math.Sqrt(0.75)],
            path = Path(new RmsProp(0.1) { Alpha = 0.75, Epsilon = 1e-15, Centered = true }, 1, 2);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], path[i], 1e-12);
    }

    [Fact]
    public void A_constant_gradient_does_not_make_the_variance_negative()
    {
        double[] gradients = new double[2000];
        Array.Fill(gradients, 0.7); // s − m² falls to −5.6e-17 within 60 steps
        Assert.All(Path(new RmsProp(1e-6) { Alpha = 0.5, Centered = true }, 1, gradients), weight => Assert.True(double.IsFinite(weight)));
    }

    private static double[] Path(RmsProp spec, double weight, params double[] gradients)
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
