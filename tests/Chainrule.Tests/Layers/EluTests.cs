using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class EluTests
{
    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(-1, -1.2642411176571153, 0.7357588823428847)]
    [InlineData(-1000, -2, 0)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new Elu(2), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Elu(2), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }

    [Fact]
    public void Small_negative_numbers_keep_their_digits()
    {
        LayerRun<float> run = new(new Elu(), [1], 1);
        run.X[0] = -1e-10f;
        Assert.Equal(-1e-10f, run.Forward().Y[0]);
    }
}
