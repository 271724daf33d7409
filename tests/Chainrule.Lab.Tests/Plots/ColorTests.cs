using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Plots;

/// <summary>Colours that can be told from their background: WCAG 2 asks for 4.5:1 of text and 3:1 of what is drawn.</summary>
public partial class ColorTests
{
    public static TheoryData<int> Themes => [.. Enumerable.Range(0, Rules.Length)];

    private static string[] Rules => [.. Rule.Matches(Plot.Style).Select(match => match.Value)];

    [Fact]
    public void There_are_a_light_and_a_dark_theme_each_by_choice_of_the_reader_and_by_force()
    {
        Assert.Equal(4, Rules.Length);
        Assert.Equal(Rules[0], Rules[2]);
        Assert.Equal(Rules[1], Rules[3]);
        Assert.NotEqual(Rules[0], Rules[1]);
    }

    [Theory, MemberData(nameof(Themes))]
    public void Series_and_text_stand_out_from_the_background(int theme)
    {
        Dictionary<string, Rgb> colors = Variable.Matches(Rules[theme])
            .ToDictionary(match => match.Groups["name"].Value, match => Parse(match.Groups["color"].Value));
        foreach (string text in (string[])["ink", "soft"]) Assert.True(Contrast(colors[text], colors["bg"]) >= 4.5, text);
        for (int i = 0; i < Series.Colors; i++)
            Assert.True(Contrast(colors[$"{i}"], colors["bg"]) >= 3, $"{theme}: series {i} {Contrast(colors[$"{i}"], colors["bg"])}");
        Assert.True(Contrast(colors["axis"], colors["bg"]) >= 3, $"axis {Contrast(colors["axis"], colors["bg"])}");
    }

    [Fact]
    public void Numbers_can_be_read_on_every_colour_of_a_heat_map()
    {
        foreach (ColorScale scale in (ColorScale[])[new([0, 1], isLog: false), new([-1, 1], isLog: false)])
            for (int i = 0; i <= 200; i++)
            {
                Rgb color = scale.At(i / 200.0);
                Assert.True(Contrast(color, Parse(color.Ink)) >= 4.5, $"{i}: {color}");
            }
    }

    private static double Contrast(Rgb a, Rgb b) =>
        (Math.Max(a.Luminance, b.Luminance) + 0.05) / (Math.Min(a.Luminance, b.Luminance) + 0.05);

    private static Rgb Parse(string color)
    {
        uint value = uint.Parse(color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    [GeneratedRegex("--cr-bg:[^}]*")]
    private static partial Regex Rule { get; }

    [GeneratedRegex("--cr-(?<name>[a-z0-9]+):(?<color>#[0-9a-f]{6})")]
    private static partial Regex Variable { get; }
}
