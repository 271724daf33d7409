using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class GeluTests
{
    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(1, 0.8413447460685429, 1.0833154705876864)]
    [InlineData(-1, -0.15865525393145707, -0.08331547058768637)]
    [InlineData(1000, 1000, 1)]
    [InlineData(-1000, 0, 0)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new Gelu(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Gelu(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }

    [Fact]
    public void The_far_tail_keeps_its_digits()
    {
        LayerRun<double> run = new(new Gelu(), [1], 1);
        run.X[0] = -20;
        Assert.Equal(-20 * 2.7536241186062337e-89, run.Forward().Y[0], 1e-100);
    }
}
