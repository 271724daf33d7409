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
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Softsign(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
