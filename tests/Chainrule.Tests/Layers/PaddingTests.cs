using System.Text.Json;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class PaddingTests
{
    [Theory]
    [InlineData("\"valid\"", "valid")]
    [InlineData("\"same\"", "same")]
    [InlineData("0", "valid")]
    [InlineData("2", "2")]
    public void It_reads_words_and_numbers(string json, string printed) =>
        Assert.Equal(printed, JsonSerializer.Deserialize<Padding>(json).ToString());

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"full\"")]
    [InlineData("\"Same\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Anything_else_is_an_error_that_says_what_is_expected(string json) =>
        Assert.Contains("Expected valid, same or a whole number of at least 0",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Padding>(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_writes_what_it_reads()
    {
        Assert.Equal("\"valid\"", JsonSerializer.Serialize(Padding.Valid));
        Assert.Equal("\"same\"", JsonSerializer.Serialize(Padding.Same));
        Assert.Equal("3", JsonSerializer.Serialize<Padding>(3));
    }

    [Theory]
    [InlineData(5, 3, 1, 5, 1)]
    [InlineData(5, 2, 1, 5, 0)]
    [InlineData(5, 4, 1, 5, 1)]
    [InlineData(6, 3, 2, 3, 0)]
    [InlineData(7, 3, 2, 4, 1)]
    [InlineData(5, 1, 3, 2, 0)]
    [InlineData(1, 7, 2, 1, 3)]
    public void Same_gives_the_input_divided_by_the_stride_and_pads_the_end_more(int input, int kernel, int stride, int output,
        int before) =>
        Assert.Equal((output, before), Padding.Same.Resolve(input, kernel, stride));

    [Fact]
    public void It_holds_no_negative_number() => Assert.Throws<ArgumentOutOfRangeException>(() => Padding.Of(-1));
}
