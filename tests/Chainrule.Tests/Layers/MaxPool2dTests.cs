using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class MaxPool2dTests
{
    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new MaxPool2d(2), [1, 2, 4], 1);
        ((double[])[1, 5, -1, -2, 3, 2, -4, -3]).CopyTo(run.X, 0);
        ((double[])[10, 20]).CopyTo(run.Dy, 0);
        run.Forward().Backward();
        Assert.Equal([5, -1], run.Y);
        Assert.Equal([0, 10, 20, 0, 0, 0, 0, 0], run.Dx);
    }

    [Fact]
    public void Of_equal_pixels_the_first_one_wins()
    {
        LayerRun<float> run = new(new MaxPool2d(2), [1, 2, 2], 1);
        run.X.AsSpan().Fill(7);
        run.Dy[0] = 1;
        Assert.Equal([1, 0, 0, 0], run.Forward().Backward().Dx);
    }

    [Fact]
    public void Padding_never_wins()
    {
        LayerRun<float> run = new(new MaxPool2d(3) { Stride = 2, Padding = 1 }, [1, 3, 3], 1);
        run.X.AsSpan().Fill(-5);
        Assert.Equal([-5, -5, -5, -5], run.Forward().Y);
        run.X.AsSpan().Fill(float.NegativeInfinity);
        Assert.All(run.Forward().Backward().Y, value => Assert.Equal(float.NegativeInfinity, value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void NaN_wins_wherever_it_is(int place)
    {
        LayerRun<double> run = new(new MaxPool2d(2), [1, 2, 2], 1);
        ((double[])[1, 2, 3, 4]).CopyTo(run.X, 0);
        run.X[place] = double.NaN;
        run.Forward().Backward();
        Assert.Equal(double.NaN, run.Y[0]);
        Assert.Equal(run.Dy[0], run.Dx[place]);
    }

    [Fact]
    public void Windows_that_overlap_add_their_gradients()
    {
        LayerRun<double> run = new(new MaxPool2d((1, 2)) { Stride = 1 }, [1, 1, 3], 1);
        ((double[])[1, 9, 1]).CopyTo(run.X, 0);
        ((double[])[3, 4]).CopyTo(run.Dy, 0);
        Assert.Equal([0, 7, 0], run.Forward().Backward().Dx);
    }

    [Fact]
    public void Windows_lie_side_by_side_unless_told_otherwise() =>
        Assert.Equal([4, 9, 5], new LayerRun<float>(new MaxPool2d((3, 5)), [4, 28, 28]).Compiled.OutputShape.ToArray());

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.StartsWith("MaxPool2d(4) expects at least 4×4 pixels for a 4×4 window, but got 1×3×9.",
            Assert.Throws<ShapeException>(() => new LayerRun<float>(new MaxPool2d(4), [1, 3, 9])).Message);
        Assert.Equal("MaxPool2d(3, padding: 2): Padding is 2; expected at most 1, half of the 3×3 window.",
            Assert.Throws<SpecException>(() => new LayerRun<float>(new MaxPool2d(3) { Padding = 2 }, [1, 9, 9])).Message);
    }
}
