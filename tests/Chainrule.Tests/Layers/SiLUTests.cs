using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class SiLUTests
{
    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(1, 0.7310585786300049, 0.9276705118714869)]
    [InlineData(-1, -0.2689414213699951, 0.07232948812851325)]
    [InlineData(1000, 1000, 1)]
    [InlineData(-1000, 0, 0)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new SiLU(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new SiLU(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
