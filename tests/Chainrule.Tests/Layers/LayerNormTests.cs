using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class LayerNormTests
{
    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new LayerNorm { Epsilon = 1 }, [2], 1);
        ((double[])[1, 5]).CopyTo(run.X, 0);
        ((double[])[10, 20]).CopyTo(run["weight"]);
        ((double[])[1, 2]).CopyTo(run["bias"]);
        double scale = 1 / Math.Sqrt(5);
        LayerChecks.Near<double>([1 - 20 * scale, 2 + 40 * scale], run.Forward().Y, 1e-14);
    }

    [Theory]
    [InlineData(new[] { 1 }, true)]
    [InlineData(new[] { 7 }, true)]
    [InlineData(new[] { 2, 3, 2 }, true)]
    [InlineData(new[] { 2, 3, 2 }, false)]
    [InlineData(new[] { 19 }, false)]
    public void Gradients_agree_with_central_differences(int[] shape, bool affine) =>
        LayerChecks.Gradients(new LayerNorm { Affine = affine }, [.. shape]);

    [Theory]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 257 })]
    [InlineData(new[] { 3, 37, 11 })]
    public void Any_number_of_threads_gives_the_same_bits(int[] shape) => LayerChecks.SameBits(new LayerNorm(), [.. shape], 5);

    [Fact]
    public void Parameters_have_the_shape_of_a_sample_and_start_at_one_and_zero()
    {
        LayerRun<float> run = new(new LayerNorm(), [2, 3, 2]);
        Assert.Equal(["weight: 2×3×2", "bias: 2×3×2"], run.Store.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Shape}"));
        Assert.All(run["weight"].ToArray(), value => Assert.Equal(1, value));
        Assert.All(run["bias"].ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Training_and_inference_are_the_same() =>
        Assert.Equal(new LayerRun<float>(new LayerNorm(), [9]).Forward().Y,
            new LayerRun<float>(new LayerNorm(), [9], training: false).Forward().Y);

    [Fact]
    public void A_constant_sample_becomes_the_bias()
    {
        LayerRun<float> run = new(new LayerNorm(), [33], 1);
        run.X.AsSpan().Fill(1e4f);
        Assert.All(run.Forward().Y, value => Assert.Equal(0, value));
    }
}
