namespace Chainrule.Cli.Tests;

public class WiderVectorsTests
{
    private const string V4 = "fpu sse2 fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni";

    [Theory]
    [InlineData("AuthenticAMD", 25, 17, V4, true)]
    [InlineData("GenuineIntel", 6, 106, V4, true)]
    // Skylake for servers: .NET itself stays at 256 bits there.
    [InlineData("GenuineIntel", 6, 85, V4, false)]
    [InlineData("GenuineIntel", 6, 102, V4, false)]
    [InlineData("AuthenticAMD", 6, 85, V4, true)]
    // Knights Landing has some of AVX-512.
    [InlineData("GenuineIntel", 6, 87, "fpu sse2 fma avx2 avx512f avx512cd", false)]
    [InlineData("AuthenticAMD", 23, 1, "fpu sse2 fma avx2", false)]
    public void The_program_for_AVX_512_starts_where_dotnet_uses_512_bits(string vendor, int family, int model, string flags, bool expected)
    {
        string[] lines =
        [
            "processor\t: 0", $"vendor_id\t: {vendor}", $"cpu family\t: {family}", $"model\t\t: {model}", "model name\t: any: one",
            $"flags\t\t: {flags}", "", "processor\t: 1",
        ];
        Assert.Equal(expected, WiderVectors.Suit(lines));
    }

    [Fact]
    public void It_does_not_start_where_nothing_is_said_of_flags() =>
        Assert.False(WiderVectors.Suit(["processor : 0", "Features : fp asimd"]));
}
