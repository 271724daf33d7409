using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class TanhTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0.7615941559557649, 0.41997434161402614)]
    [InlineData(-1, -0.7615941559557649, 0.41997434161402614)]
    [InlineData(1000, 1, 0)]
    [InlineData(-1000, -1, 0)]
    public void Values_and_slopes_by_hand(double x, double y, double slope)
    {
        LayerRun<double> run = new(new Tanh(), [1], 1);
        (run.X[0], run.Dy[0]) = (x, 1);
        run.Forward().Backward();
        Assert.Equal(y, run.Y[0], 1e-12);
        Assert.Equal(slope, run.Dx[0], 1e-12);
    }

    [Fact]
    public void Gradients_agree_with_central_differences() => LayerChecks.Gradients(new Tanh(), [3, 5]);

    [Fact]
    public void Extremes_stay_finite()
    {
        LayerChecks.StaysFinite<float>(new Tanh());
        LayerChecks.StaysFinite<double>(new Tanh());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5003)]
    public void Any_number_of_threads_gives_the_same_bits(int length) => LayerChecks.SameBits(new Tanh(), [length], 2);

    [Fact]
    public void NaN_stays_NaN()
    {
        LayerRun<float> run = new(new Tanh(), [1], 1);
        run.X[0] = float.NaN;
        Assert.Equal(float.NaN, run.Forward().Y[0]);
    }
}
