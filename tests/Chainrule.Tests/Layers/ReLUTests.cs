using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class ReLUTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 1)]
    [InlineData(-3, 0, 0)]
    [InlineData(1000, 1000, 1)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new ReLU(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new ReLU(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
