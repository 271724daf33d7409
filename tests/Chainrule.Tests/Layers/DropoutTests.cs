using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void It_drops_its_share_and_keeps_the_mean(double rate)
    {
        LayerRun<double> run = new(new Dropout(rate), [10_000], 10);
        run.X.AsSpan().Fill(1);
        run.Forward();
        Assert.Equal(rate, run.Y.Count(value => value == 0) / 1e5, 0.01);
        Assert.Equal(1, run.Y.Average(), 0.03);
        Assert.All(run.Y, value => Assert.True(value == 0 || value == 1 / (1 - rate)));
    }

    [Fact]
    public void The_gradient_goes_through_the_same_mask()
    {
        LayerRun<double> run = new LayerRun<double>(new Dropout(0.4), [97], 3).Forward().Backward();
        for (int i = 0; i < run.X.Length; i++) Assert.Equal(run.Y[i] / run.X[i] * run.Dy[i], run.Dx[i], 1e-12);
        Assert.Contains(0.0, run.Dx);
    }

    [Fact]
    public void Inference_leaves_everything_as_it_is()
    {
        LayerRun<float> run = new LayerRun<float>(new Dropout(0.7), [50], 2, training: false).Forward().Backward();
        Assert.Equal(run.X, run.Y);
        Assert.Equal(run.Dy, run.Dx);
    }

    [Fact]
    public void A_rate_of_zero_drops_nothing()
    {
        LayerRun<float> run = new LayerRun<float>(new Dropout(0), [50]).Forward();
        Assert.Equal(run.X, run.Y);
    }

    [Fact]
    public void The_mask_follows_from_seed_step_and_layer()
    {
        LayerRun<float> first = new(new Sequential([new Dropout(0.5), new Dropout(0.5)]), [1000], 1);
        first.X.AsSpan().Fill(1);
        float[] once = [.. first.Forward().Y], again = [.. first.Forward().Y];
        Assert.Equal(once, again);
        // Had both layers the same mask, half would be left.
        Assert.Equal(250, once.Count(value => value != 0), 60.0);
        first.Step = 1;
        Assert.NotEqual(once, first.Forward().Y);
        LayerRun<float> other = new(new Sequential([new Dropout(0.5), new Dropout(0.5)]), [1000], 1, seed: 2);
        other.X.AsSpan().Fill(1);
        Assert.NotEqual(once, other.Forward().Y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(9001)]
    public void Any_number_of_threads_gives_the_same_bits(int length) => LayerChecks.SameBits(new Dropout(0.3), [length], 3);

    [Fact]
    public void Every_element_has_its_own_word_of_the_stream()
    {
        LayerRun<double> run = new(new Dropout(0.3), [4101], 3);
        run.X.AsSpan().Fill(1);
        run.Forward();
        RandomStream stream = new(run.Seed, RandomPurpose.Dropout, run.Step, 0);
        for (int i = 0; i < run.Y.Length; i++)
            Assert.Equal(stream.At((ulong)i).NextUInt32() < 0.3 * Math.Pow(2, 32) ? 0 : 1 / 0.7, run.Y[i]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void The_rate_has_bounds(double rate) => Assert.Throws<SpecException>(() => new LayerRun<float>(new Dropout(rate), [3]));
}
