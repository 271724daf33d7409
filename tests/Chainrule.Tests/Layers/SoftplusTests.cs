using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class SoftplusTests
{
    [Theory]
    [InlineData(0, 0.6931471805599453, 0.5)]
    [InlineData(1, 1.3132616875182228, 0.7310585786300049)]
    [InlineData(-1, 0.31326168751822286, 0.2689414213699951)]
    [InlineData(1000, 1000, 1)]
    [InlineData(-1000, 0, 0)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new Softplus(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Softplus(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }

    [Fact]
    public void The_far_tail_keeps_its_digits()
    {
        LayerRun<double> run = new(new Softplus(), [1], 1);
        run.X[0] = -50;
        Assert.Equal(1.9287498479639178e-22, run.Forward().Y[0], 1e-35);
    }
}
