using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class LeakyReLUTests
{
    [Theory]
    [InlineData(0, 0, 0.1)]
    [InlineData(2, 2, 1)]
    [InlineData(-3, -0.3, 0.1)]
    [InlineData(-1000, -100, 0.1)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new LeakyReLU(0.1), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new LeakyReLU(0.1), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }

    [Fact]
    public void It_prints_and_reads_its_slope()
    {
        Assert.Equal("LeakyReLU(0.1)", new LeakyReLU(0.1).ToString());
        Assert.Equal(new LeakyReLU(0.2), LayerChecks.Parse("""{"type":"leaky_relu","slope":0.2}"""));
        Assert.Equal(new LeakyReLU(0.01), LayerChecks.Parse("""{"type":"leaky_relu"}"""));
    }
}
