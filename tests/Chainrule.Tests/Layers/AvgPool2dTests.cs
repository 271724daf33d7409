using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class AvgPool2dTests
{
    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new AvgPool2d(2), [1, 2, 4], 1);
        ((double[])[1, 5, -1, -2, 4, 2, -4, -1]).CopyTo(run.X, 0);
        ((double[])[4, 8]).CopyTo(run.Dy, 0);
        run.Forward().Backward();
        Assert.Equal([3, -2], run.Y);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], run.Dx);
    }

    [Fact]
    public void Padding_counts_as_zeros()
    {
        LayerRun<double> run = new(new AvgPool2d(2) { Padding = 1 }, [1, 1, 1], 1);
        run.X[0] = 8;
        Assert.Equal([2], run.Forward().Y);
    }

    [Fact]
    public void Gradients_agree_with_central_differences() =>
        LayerChecks.Gradients(new AvgPool2d((3, 2)) { Stride = (1, 2), Padding = Padding.Same }, [2, 5, 5]);

    [Fact]
    public void A_misfit_says_what_the_layer_expects() =>
        Assert.StartsWith("AvgPool2d(2, stride: 1) expects 3 dimensions [channels, height, width], but got 12.",
            Assert.Throws<ShapeException>(() => new LayerRun<float>(new AvgPool2d(2) { Stride = 1 }, [12])).Message);
}
