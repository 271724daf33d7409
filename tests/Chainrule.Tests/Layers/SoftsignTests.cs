using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class SoftsignTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0.5, 0.25)]
    [InlineData(-3, -0.75, 0.0625)]
    [InlineData(-1000, -0.999000999000999, 9.98002996004994e-07)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new Softsign(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void Gradients_agree_with_central_differences() => LayerChecks.Gradients(new Softsign(), [3, 5]);

    [Fact]
    public void Extremes_stay_finite()
    {
        LayerChecks.StaysFinite<float>(new Softsign());
        LayerChecks.StaysFinite<double>(new Softsign());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5003)]
    public void Any_number_of_threads_gives_the_same_bits(int length) => LayerChecks.SameBits(new Softsign(), [length], 2);

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Softsign(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
