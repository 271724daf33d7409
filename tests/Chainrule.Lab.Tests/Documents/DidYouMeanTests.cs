namespace Chainrule.Lab.Tests.Documents;

public class DidYouMeanTests
{
    private static readonly string[] names = ["linear", "leaky_relu", "relu", "max_pool2d", "conv2d"];

    [Theory]
    [InlineData("linaer", "linear")]
    [InlineData("Linear", "linear")]
    [InlineData("rleu", "relu")]
    [InlineData("leaky-relu", "leaky_relu")]
    [InlineData("LeakyReLU", "leaky_relu")]
    [InlineData("maxpool", "max_pool2d")]
    [InlineData("conv", "conv2d")]
    [InlineData("co", null)]
    [InlineData("", null)]
    [InlineData("hologram", null)]
    public void The_name_that_was_meant_is_found(string written, string? meant) => Assert.Equal(meant, DidYouMean.To(written, names));

    [Fact]
    public void A_text_of_any_length_is_answered() => Assert.Null(DidYouMean.To(new string('l', 1 << 20), names));

    [Fact]
    public void A_message_ends_with_the_name_that_was_meant_and_all_others()
    {
        Assert.Equal("; did you mean 'relu'? Valid names: relu, tanh.", DidYouMean.Remedy("rlu", "names", ["relu", "tanh"]));
        Assert.Equal(". Valid names: relu, tanh.", DidYouMean.Remedy("hologram", "names", ["relu", "tanh"]));
        Assert.Equal("; there are no keys to be used here.", DidYouMean.Remedy("x", "keys", []));
    }
}
