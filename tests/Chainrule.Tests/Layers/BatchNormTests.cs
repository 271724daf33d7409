using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class BatchNormTests
{
    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new BatchNorm { Epsilon = 1 }, [1], 2);
        ((double[])[1, 5]).CopyTo(run.X, 0);
        (run["weight"][0], run["bias"][0]) = (10, 3);
        run.Forward();
        // Mean 3, biased variance 4, unbiased 8.
        double scale = 10 / Math.Sqrt(5);
        LayerChecks.Near<double>([3 - 2 * scale, 3 + 2 * scale], run.Y, 1e-14);
        LayerChecks.Near<double>([0.3], run.Buffer("running_mean"), 1e-15);
        LayerChecks.Near<double>([0.9 + 0.8], run.Buffer("running_var"), 1e-15);
        Assert.Equal([1], run.Buffer("num_batches_tracked"));
    }

    [Fact]
    public void It_starts_as_in_PyTorch()
    {
        LayerRun<float> run = new(new BatchNorm(), [3, 4, 5], training: false);
        Assert.Equal([1, 1, 1], run["weight"].ToArray());
        Assert.Equal([0, 0, 0], run["bias"].ToArray());
        Assert.Equal([0, 0, 0], run.Buffer("running_mean"));
        Assert.Equal([1, 1, 1], run.Buffer("running_var"));
        Assert.True(run.Store.Buffers.Single(buffer => buffer.Name == "num_batches_tracked").IsCount);
    }

    [Theory]
    [InlineData(new[] { 5 }, true, true)]
    [InlineData(new[] { 5 }, true, false)]
    [InlineData(new[] { 5 }, false, true)]
    [InlineData(new[] { 3, 2, 3 }, true, true)]
    [InlineData(new[] { 3, 2, 3 }, false, true)]
    public void Gradients_agree_with_central_differences(int[] shape, bool training, bool affine) =>
        LayerChecks.Gradients(new BatchNorm { Affine = affine }, [.. shape], 4, training);

    [Theory]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 67 })]
    [InlineData(new[] { 130 })]
    [InlineData(new[] { 7, 3, 5 })]
    [InlineData(new[] { 3, 37, 41 })]
    public void Any_number_of_threads_gives_the_same_bits(int[] shape) => LayerChecks.SameBits(new BatchNorm(), [.. shape], 5);

    [Fact]
    public void Inference_uses_the_running_statistics_and_leaves_them_alone()
    {
        LayerRun<double> run = new(new BatchNorm { Affine = false }, [2], 3, training: false);
        ((double[])[1, -2]).CopyTo(run.Buffer("running_mean"), 0);
        ((double[])[4, 9]).CopyTo(run.Buffer("running_var"), 0);
        run.Forward();
        for (int i = 0; i < 6; i++)
            Assert.Equal((run.X[i] - (i % 2 == 0 ? 1 : -2)) / Math.Sqrt((i % 2 == 0 ? 4 : 9) + 1e-5), run.Y[i], 1e-14);
        Assert.Equal([1, -2], run.Buffer("running_mean"));
        Assert.Equal([4, 9], run.Buffer("running_var"));
        Assert.Equal([0], run.Buffer("num_batches_tracked"));
    }

    [Fact]
    public void A_mean_far_from_zero_costs_no_digits()
    {
        LayerRun<float> run = new(new BatchNorm(), [1, 40, 50], 30);
        for (int i = 0; i < run.X.Length; i++) run.X[i] = 10_000 + (i % 2 == 0 ? 1 : -1);
        run.Forward();
        Assert.All(run.Y, value => Assert.Equal(1, Math.Abs(value), 1e-4));
    }

    [Fact]
    public void Backward_does_not_touch_the_running_statistics()
    {
        LayerRun<double> run = new LayerRun<double>(new BatchNorm(), [2], 3).Forward();
        double[] mean = [.. run.Buffer("running_mean")];
        run.Backward();
        Assert.Equal(mean, run.Buffer("running_mean"));
        Assert.Equal([1], run.Buffer("num_batches_tracked"));
    }

    [Fact]
    public void One_value_per_channel_cannot_be_trained_on()
    {
        Assert.Equal("BatchNorm() got a training batch of one sample with one value per channel, which has no variance; "
            + "expected at least 2 samples. "
            + "Take another batch size, or leave out the incomplete last batch.",
                Assert.Throws<ShapeException>(() => new LayerRun<float>(new BatchNorm(), [4], 1).Forward()).Message);
        new LayerRun<float>(new BatchNorm(), [4], 1, training: false).Forward();
        new LayerRun<float>(new BatchNorm(), [4, 2, 1], 1).Forward();
    }

    [Fact]
    public void A_misfit_says_what_the_layer_expects() =>
        Assert.StartsWith("BatchNorm() expects 1 dimension [features] or 3 dimensions [channels, height, width], but got 4×4.",
            Assert.Throws<ShapeException>(() => new LayerRun<float>(new BatchNorm(), [4, 4])).Message);
}
