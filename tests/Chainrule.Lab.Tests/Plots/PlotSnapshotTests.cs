using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Tests.Recipes;

namespace Chainrule.Lab.Tests.Plots;

/// <summary>Every kind of plot as a committed picture. Whoever changes pictures on purpose runs these tests once with
/// CHAINRULE_REWRITE_PICTURES=1, looks at each, and commits them; that run fails.</summary>
public partial class PlotSnapshotTests
{
    private static readonly string Folder =
        Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "tests", "Chainrule.Lab.Tests", "Plots", "Expected");

    public static TheoryData<string> Names => [.. PlotSamples.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_plot_is_the_committed_picture_byte_for_byte(string name)
    {
        string file = Path.Combine(Folder, name + ".svg"), drawn = PlotSamples.All[name].ToSvg();
        if (Environment.GetEnvironmentVariable("CHAINRULE_REWRITE_PICTURES") == "1")
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") is not ("true" or "1"), "Pictures are not rewritten where CI is set.");
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, drawn);
            Assert.Fail($"{name}.svg was rewritten. Look at it, and run the tests again without CHAINRULE_REWRITE_PICTURES.");
        }
        Assert.True(File.Exists(file), $"{file} is missing; see CONTRIBUTING.md.");
        string expected = File.ReadAllText(file);
        // Deflate may differ from machine to machine; the pixels inside may not.
        Assert.Equal(PngData.Replace(expected, Pixels), PngData.Replace(drawn, Pixels));
    }

    [Fact]
    public void Every_committed_picture_has_its_plot() =>
        Assert.Equal(PlotSamples.All.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder)
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void A_plot_is_sound_XML_without_script_or_outer_reference(string name)
    {
        Plot plot = PlotSamples.All[name];
        string svg = plot.ToSvg();
        XElement root = XDocument.Parse(svg).Root!;
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(space + "svg", root.Name);
        Assert.Equal("img", (string)root.Attribute("role")!);
        Assert.Equal(plot.Title, root.Element(space + "title")!.Value);
        Assert.Equal(plot.Alt, root.Element(space + "desc")!.Value);
        Assert.Empty(root.Descendants(space + "script"));
        Assert.DoesNotContain("http", svg.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(root.Descendants().Attributes("href"), link =>
            Assert.StartsWith("data:image/png;base64,", link.Value, StringComparison.Ordinal));
        IEnumerable<XAttribute> places = root.Descendants().Attributes()
            .Where(attribute => attribute.Name.LocalName is "x" or "y" or "width" or "height" or "d" or "cx" or "cy" or "transform");
        Assert.DoesNotMatch(@"(NaN|Infinity|∞|E\+?\d)", string.Join(' ', places.Select(attribute => attribute.Value)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Nothing_lies_outside_of_the_picture(string name)
    {
        XElement root = XDocument.Parse(PlotSamples.All[name].ToSvg()).Root!;
        XNamespace space = "http://www.w3.org/2000/svg";
        double width = (double)root.Attribute("width")!, height = (double)root.Attribute("height")!;
        foreach (XElement text in root.Elements(space + "text").Concat(root.Elements(space + "g").Elements(space + "text"))
            .Where(text => text.Attribute("transform") is null && text.Parent!.Attribute("transform") is null))
        {
            double x = (double)text.Attribute("x")!, y = (double)text.Attribute("y")!;
            bool isTitle = ((string?)text.Attribute("class"))?.Contains("title", StringComparison.Ordinal) == true;
            double size = TextSize.Width(text.Nodes().OfType<XText>().First().Value, isTitle ? 15 : 11);
            string kind = (string?)text.Attribute("class") ?? "";
            double left = kind.Contains("middle", StringComparison.Ordinal) || kind == "cell"
                ? x - size / 2 : kind.Contains("end", StringComparison.Ordinal) ? x - size : x;
            Assert.True(left >= -1 && left + size <= width + 6 && y > 0 && y <= height, $"'{text.Value}' at {x}, {y} in {width}×{height}");
        }
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberGroupSeparator) =
                (",", "~", ".");
            foreach ((string name, Plot plot) in PlotSamples.All)
            {
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                string expected = plot.ToSvg();
                CultureInfo.CurrentCulture = odd;
                Assert.True(expected == plot.ToSvg(), name);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Size and unpacked rows of the PNG in a data address.</summary>
    private static string Pixels(Match match)
    {
        byte[] file = Convert.FromBase64String(match.Groups["data"].Value);
        using MemoryStream packed = new(), pixels = new();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == "IDAT") packed.Write(file, at + 8, length);
            at += 12 + length;
        }
        packed.Position = 0;
        using (ZLibStream inflate = new(packed, CompressionMode.Decompress)) inflate.CopyTo(pixels);
        return $"PNG {Convert.ToHexString(file, 16, 13)} {Convert.ToHexString(pixels.ToArray())}";
    }

    [GeneratedRegex("data:image/png;base64,(?<data>[A-Za-z0-9+/=]+)")]
    private static partial Regex PngData { get; }
}
