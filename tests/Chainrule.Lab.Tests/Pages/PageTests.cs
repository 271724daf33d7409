using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chainrule.Lab.Pages;

namespace Chainrule.Lab.Tests.Pages;

public partial class PageTests
{
    private static readonly string Html = HtmlPage.Write("A page", BlockSamples.All);
    private static readonly XElement Page = Parse(Html);
    private static readonly (string Text, IReadOnlyDictionary<string, string> Figures) Markdown =
        MarkdownPage.Write(BlockSamples.All, "figures");

    /// <summary>The kinds of blocks, by reflection: a new kind has to be among the samples.</summary>
    public static TheoryData<string> Kinds =>
        [.. typeof(Block).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Block))).Select(type => type.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_of_block_is_written_as_HTML_and_as_Markdown(string kind)
    {
        Block[] blocks = [.. BlockSamples.Flat(BlockSamples.All).Where(block => block.GetType().Name == kind)];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            Assert.NotEqual(HtmlPage.Write("x", []), HtmlPage.Write("x", block is Contents ? BlockSamples.All : [block]));
            if (block is not Contents) Assert.NotEmpty(MarkdownPage.Write([block], "figures").Page);
        });
    }

    [Fact]
    public void A_kind_that_nobody_writes_is_refused()
    {
        Assert.Throws<ArgumentException>(() => HtmlPage.Write("x", [new Unknown()]));
        Assert.Throws<ArgumentException>(() => MarkdownPage.Write([new Unknown()], "figures"));
    }

    [Fact]
    public void Words_are_text_and_never_markup()
    {
        Assert.Equal(
            2, Page.Descendants().Count(element => element.Value == BlockSamples.Awkward && element.Name.LocalName is "p" or "td"));
        Assert.Single(Page.Descendants("script"));
        const string Escaped = "&lt;/p>&lt;script>alert('1')&lt;/script> & \\*a\\* \\_b\\_ \\`c\\` ";
        Assert.Contains($"\n{Escaped}| \\\\d\n", Markdown.Text);
        Assert.Contains($"| train | 0.1 | {Escaped}\\| \\\\d | `ab12` |\n", Markdown.Text);
    }

    [Fact]
    public void Every_head_cell_says_of_what_and_every_section_is_named()
    {
        Assert.All(Page.Descendants("th"), cell => Assert.Contains((string?)cell.Attribute("scope"), (string[])["row", "col"]));
        Assert.All(Page.Descendants("section"), section =>
            Assert.Equal((string?)section.Element("h2")!.Attribute("id"), (string?)section.Attribute("aria-labelledby")));
        string[] ids = [.. Page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Page.Descendants("a").Attributes("href").Where(link => link.Value.StartsWith('#')), link =>
            Assert.Contains(link.Value[1..], ids));
        Assert.All(Page.Descendants("img"), image => Assert.NotEmpty((string)image.Attribute("alt")!));
    }

    [Fact]
    public void Contents_list_headings_with_an_anchor_wherever_they_are_and_only_where_there_are_many()
    {
        Assert.Equal(["#words", "#tables", "#plots", "#alarm"], Page.Descendants("nav").Single()
            .Descendants("a").Attributes("href").Select(link => link.Value));
        Assert.DoesNotContain("<nav", HtmlPage.Write(
            "x", [new Contents(), new Heading(2, "One", "one"), new Heading(2, "Two", "two"), new Heading(3, "Three", "three")]));
    }

    [Fact]
    public void A_page_has_a_script_only_where_something_needs_it_and_a_policy_always()
    {
        string plain = HtmlPage.Write("x", [.. BlockSamples.All.Where(block => block is not (Chooser or Code))]);
        Assert.DoesNotContain("<script", plain);
        foreach (Block block in BlockSamples.All.Where(block => block is Chooser or Code { Button: not null }))
            Assert.Contains("<script>", HtmlPage.Write("x", [block]));
        Assert.All((string[])[Html, plain], page => Assert.Contains("default-src 'none'", page));
    }

    [Fact]
    public void Cells_of_a_confusion_matrix_lead_to_their_groups_and_others_to_nothing()
    {
        XElement[] cells =
            [.. Page.Descendants("table").Single(table => (string?)table.Attribute("class") == "confusion").Descendants("td").Skip(1)];
        Assert.Equal(["3", "1", "75.0 %", "0", "4", "100.0 %"], cells.Select(cell => cell.Value));
        Assert.Equal("#cell-0-1", Page.Descendants("a").Single(link => link.Attribute("data-cell") is not null).Attribute("href")!.Value);
        Assert.Equal("a taken for b: 1", (string?)cells[1].Element("a")!.Attribute("aria-label"));
        Assert.Contains("| a | 3 | 1 | 75.0 % |\n", Markdown.Text);
    }

    [Fact]
    public void Markdown_has_its_plots_and_galleries_as_files_of_different_names()
    {
        Assert.Equal(["cell-0-1.svg", "line.svg", "row-2.svg", "row.svg", "side.svg"], Markdown.Figures.Keys.Order(StringComparer.Ordinal));
        Assert.All(Markdown.Figures, figure => Assert.Contains($"](figures/{figure.Key})", Markdown.Text));
        Assert.Contains("97.3 %", Markdown.Figures["cell-0-1.svg"]);
        Assert.All(Markdown.Figures.Values, svg => Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName));
    }

    [Fact]
    public void Markdown_says_what_the_page_says()
    {
        foreach (string said in (string[])[
            "# Title\n\n**97.3 %** of 1,234.5\n", "- **holds**: It learns – 0.99\n- **does not hold**: It flies – 0.01\n",
            "> ## Alarm\n>\n> It broke.\n>\n> It is gone.\n", "1. first\n2. second\n",
                "````yaml\na: <1>\n```\n````\n", "`a.yaml` and **fine**",
            "[seed 1](a%20b/report.html)", "| part | loss | note | hash |\n|---|---:|---|---|\n",
                "| **all** | **0.1** |  |  |\n", "| Seed | 7 |",
            "#### a taken for b · 1 time\n", "<details><summary>More</summary>\n\nHidden.\n", "> Beware.\n", "---\n\nThe end.\n"])
            Assert.Contains(said, Markdown.Text);
        Assert.DoesNotContain("\n\n\n", Markdown.Text);
    }

    [Fact]
    public void Files_of_a_page_are_one_of_HTML_one_of_Markdown_and_the_figures_that_it_links_to()
    {
        IReadOnlyList<(string Path, string Text)> files = PageFiles.Of("report", "A page", BlockSamples.All);
        Assert.Equal(["report.md", "report.html"], files.TakeLast(2).Select(file => file.Path));
        Assert.Equal(Html, files[^1].Text);
        Assert.All(files.SkipLast(2), file => Assert.Contains($"]({file.Path})", files[^2].Text));
    }

    private static XElement Parse(string html) =>
        XDocument.Parse(StyleOrScript.Replace(html, "<$1></$1>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!;

    [GeneratedRegex("<(style|script)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex StyleOrScript { get; }

    private sealed record Unknown : Block;
}
