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
    public void Gradients_agree_with_central_differences() => LayerChecks.Gradients(new ReLU(), [3, 5]);

    [Fact]
    public void Extremes_stay_finite()
    {
        LayerChecks.StaysFinite<float>(new ReLU());
        LayerChecks.StaysFinite<double>(new ReLU());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5003)]
    public void Any_number_of_threads_gives_the_same_bits(int length) => LayerChecks.SameBits(new ReLU(), [length], 2);

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new ReLU(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
