using System.Text.Json;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class Size2dTests
{
    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("[3, 5]", 3, 5)]
    [InlineData(" [ 2 , 2 ] ", 2, 2)]
    public void It_reads_a_number_or_a_pair(string json, int height, int width) =>
        Assert.Equal(new Size2d(height, width), JsonSerializer.Deserialize<Size2d>(json));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("\"3\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[3]")]
    [InlineData("[3, 0]")]
    [InlineData("[3, 3, 3]")]
    [InlineData("[3, \"3\"]")]
    [InlineData("[[3], 3]")]
    public void Anything_else_is_an_error_that_says_what_is_expected(string json) =>
        Assert.Contains("Expected a whole number of at least 1, or [height, width]",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Size2d>(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_writes_squares_as_a_number()
    {
        Assert.Equal("3", JsonSerializer.Serialize<Size2d>(3));
        Assert.Equal("[3,5]", JsonSerializer.Serialize<Size2d>((3, 5)));
    }

    [Fact]
    public void The_default_is_one_pixel() => Assert.Equal((Size2d)1, default);

    [Fact]
    public void It_holds_no_size_below_1() => Assert.Throws<ArgumentOutOfRangeException>(() => new Size2d(1, 0));

    [Fact]
    public void A_layer_reads_and_writes_its_sizes()
    {
        const string json = """{"type":"max_pool2d","size":[2,3],"stride":1,"padding":"same"}""";
        Assert.Equal(new MaxPool2d((2, 3)) { Stride = 1, Padding = Padding.Same }, LayerChecks.Parse(json));
        Assert.Equal(json, LayerChecks.Print(new MaxPool2d((2, 3)) { Stride = 1, Padding = Padding.Same }));
        Assert.Equal("""{"type":"avg_pool2d","size":2,"stride":null,"padding":"valid"}""", LayerChecks.Print(new AvgPool2d(2)));
    }
}
