using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class SoftmaxTests
{
    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new Softmax(), [2], 1);
        ((double[])[0, Math.Log(3)]).CopyTo(run.X, 0);
        ((double[])[1, 0]).CopyTo(run.Dy, 0);
        run.Forward().Backward();
        LayerChecks.Near<double>([0.25, 0.75], run.Y, 1e-15);
        LayerChecks.Near<double>([0.25 * 0.75, -0.25 * 0.75], run.Dx, 1e-15);
    }

    [Fact]
    public void Large_numbers_do_not_overflow()
    {
        LayerRun<float> run = new(new Softmax(), [3], 2);
        ((float[])[1000, 1001, -1e4f, -1e30f, -1e30f, 1e30f]).CopyTo(run.X, 0);
        run.Forward().Backward();
        LayerChecks.Near<float>([0.26894143f, 0.7310586f, 0, 0, 0, 1], run.Y, 1e-6);
        Assert.All(run.Dx, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void It_goes_over_the_last_dimension()
    {
        LayerRun<double> run = new LayerRun<double>(new Softmax(), [2, 3, 5]).Forward();
        for (int row = 0; row < run.Y.Length; row += 5) Assert.Equal(1, run.Y.AsSpan(row, 5).ToArray().Sum(), 1e-14);
    }

    [Theory]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 2, 3, 4 })]
    public void Gradients_agree_with_central_differences(int[] shape) => LayerChecks.Gradients(new Softmax(), [.. shape]);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(10, 1000)]
    [InlineData(3001, 4)]
    public void Any_number_of_threads_gives_the_same_bits(int classes, int batch) => LayerChecks.SameBits(new Softmax(), [classes], batch);

    [Fact]
    public void A_scalar_has_no_classes() => Assert.Throws<ShapeException>(() => new LayerRun<float>(new Softmax(), []));
}
