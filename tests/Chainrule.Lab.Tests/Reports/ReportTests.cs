using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Chainrule.Data;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Reports;

public class ReportTests(ReportedRuns runs) : IClassFixture<ReportedRuns>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => ReportedRuns.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_page_asks_for_nothing_from_anywhere(string name)
    {
        string html = runs[name].Html;
        Assert.DoesNotMatch(
            @"(?i)(https?:)?//[a-z0-9]", Regex.Replace(html, "http://www\\.w3\\.org/2000/svg|data:image/png;base64,[A-Za-z0-9+/=]+", ""));
        Assert.All(runs[name].Page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"),
            link => Assert.Matches("^(data:image/png;base64,|#)", link.Value));
        Assert.Contains("default-src 'none'", html);
        Assert.DoesNotMatch(@"@import|url\(|\bfetch\(|XMLHttpRequest|import\(", html);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_page_can_be_read_by_everybody(string name)
    {
        XElement page = runs[name].Page;
        Assert.Equal("en", (string)page.Attribute("lang")!);
        Assert.Single(page.Descendants("h1"));
        int[] levels = [.. page.Descendants().Where(element => Regex.IsMatch(element.Name.LocalName, "^h[1-6]$"))
            .Select(heading => heading.Name.LocalName[1] - '0')];
        Assert.All(levels.Zip(levels[1..]), pair => Assert.True(pair.Second <= pair.First + 1, string.Join(" ", levels)));
        Assert.All(page.Descendants("img"), image => Assert.NotEmpty((string)image.Attribute("alt")!));
        Assert.All(page.Descendants("th"), cell => Assert.Contains((string?)cell.Attribute("scope"), (string[])["row", "col"]));
        Assert.All(page.Descendants("button"), button => Assert.Equal("button", (string?)button.Attribute("type")));
        Assert.All(page.Descendants(Svg + "svg").Where(svg => svg.Attribute("class") is not null), svg =>
            Assert.NotEmpty(svg.Element(Svg + "desc")!.Value));
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
        Assert.All(page.Descendants().Attributes("aria-labelledby"), label => Assert.Contains(label.Value, ids));
    }

    [Fact]
    public void Samples_and_weights_are_pictures_in_colours_where_inputs_are()
    {
        RasterImage[] samples =
            [.. runs["colors"].Section("confusion")!.Descendants("img").Select(image => Decoded((string)image.Attribute("src")!))];
        Assert.NotEmpty(samples);
        byte[][] files =
            [.. Enumerable.Range(0, 8).Select(number => Png.Read(ReportedRuns.ColorPicture(number), "x.png").Pixels.ToArray())];
        Assert.All(samples, sample =>
        {
            Assert.Equal((4, 5, 3), (sample.Height, sample.Width, sample.Channels));
            Assert.Contains(files, file => sample.Pixels.SequenceEqual(file));
        });
        XElement[] filters = [.. runs["colors"].Section("weights")!.Descendants(Svg + "image")];
        Assert.Equal(4, filters.Length);
        Assert.All(filters, filter => Assert.Equal(3, Decoded((string)filter.Attribute("href")!).Channels));

        static RasterImage Decoded(string address) =>
            Png.Read(Convert.FromBase64String(address["data:image/png;base64,".Length..]), "image");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_page_says_what_came_out_and_how_to_get_it_again(string name)
    {
        ReportedRun run = runs[name];
        string text = run.Page.Value;
        Assert.Equal(run.Summary.Name, run.Page.Descendants("h1").Single().Value);
        XElement reproduce = run.Section("reproduce")!;
        foreach (string said in (string[])[run.Summary.WeightsSha256, run.Summary.DataSha256,
            run.Summary.InstructionSet, run.Summary.Version, run.Summary.Precision, "chainrule train recipe.yaml"])
            Assert.Contains(said, reproduce.Value);
        string recipe = File.ReadAllText(Path.Combine(Path.GetDirectoryName(run.File)!, "recipe.yaml"));
        Assert.Equal(recipe, reproduce.Descendants("pre").Single(pre => (string?)pre.Attribute("id") == "recipe").Value);
        Assert.Contains("samples per second", text);
        XElement network = run.Section("network")!;
        Assert.Single(network.Descendants(Svg + "svg"));
        Assert.Contains(Numerals.Count(run.Summary.Parameters), network.Descendants("tfoot").Single().Value);
    }

    [Fact]
    public void Every_score_of_the_summary_is_on_the_page()
    {
        foreach (string name in (string[])["digits", "flowers", "xor", "plane", "diverged"])
        {
            RunSummary summary = runs[name].Summary;
            string scores = runs[name].Section("scores")!.Value;
            IReadOnlyDictionary<string, double>?[] parts = [summary.Train, summary.Validation, summary.Test];
            foreach ((string score, double value) in parts.SelectMany(part => part ?? new Dictionary<string, double>()))
                Assert.Contains(ReportPage.Score(score, value), scores);
        }
    }

    [Fact]
    public void Curves_show_loss_metrics_and_learning_rate_on_training_and_validation()
    {
        string[] titles = [.. runs["digits"].Section("curves")!.Descendants(Svg + "svg")
            .Select(svg => svg.Element(Svg + "title")?.Value ?? "").Where(title => title.Length > 0)];
        Assert.Equal(["Loss", "Accuracy", "Learning rate"], titles);
        Assert.Contains("validation", runs["digits"].Section("curves")!.Descendants(Svg + "desc").First().Value);
        Assert.DoesNotContain("validation:", runs["xor"].Section("curves")!.Descendants(Svg + "desc").First().Value);
    }

    [Fact]
    public void The_confusion_matrix_agrees_with_the_accuracy_and_every_wrong_cell_leads_to_its_pictures()
    {
        ReportedRun run = runs["digits"];
        XElement section = run.Section("confusion")!;
        XElement[] rows = [.. section.Descendants("table").First(table => (string?)table.Attribute("class") == "confusion")
            .Element("tbody")!.Elements("tr")];
        int[][] counts = [.. rows.Select(row =>
            (int[])[.. row.Elements("td").SkipLast(1).Select(cell => int.Parse(cell.Value, CultureInfo.InvariantCulture))])];
        Assert.Equal((10, 359), (rows.Length, counts.Sum(row => row.Sum())));
        Assert.Equal(run.Summary.Test!["accuracy"], counts.Select((row, i) => row[i]).Sum() / 359.0, 1e-9);
        int wrong = counts.Select((row, i) => row.Where((count, j) => j != i && count > 0).Count()).Sum();
        Assert.True(wrong > 0);
        foreach ((int i, int j) in Enumerable.Range(0, 100).Select(k => (k / 10, k % 10))
            .Where(cell => cell.Item1 != cell.Item2 && counts[cell.Item1][cell.Item2] > 0))
        {
            XElement group = section.Descendants("div").Single(div => (string?)div.Attribute("id") == $"cell-{i}-{j}");
            Assert.Equal(Math.Min(24, counts[i][j]), group.Descendants("img").Count());
            Assert.StartsWith($"{i} taken for {j}", group.Descendants("h4").Single().Value, StringComparison.Ordinal);
            Assert.All(group.Descendants("span").Where(span => (string?)span.Attribute("class") == "number"), certainty =>
                Assert.Matches(@"^(> )?\d+\.\d %$", certainty.Value));
        }
        Assert.Contains("The hardest class", section.Value);
        Assert.Contains("of the test part", section.Value);
        Assert.Equal("first-layer weights", run.Section("weights")!.Element("h2")!.Value.ToLowerInvariant());
    }

    [Fact]
    public void Samples_that_are_no_pictures_are_rows_of_numbers_as_stored()
    {
        ReportedRun run = runs["flowers"];
        XElement section = run.Section("confusion")!;
        Assert.Empty(section.Descendants("img"));
        Assert.Contains("of the validation part", section.Value);
        Assert.Contains("<b>&\"1\" taken for plain", section.Value);
        // Inputs are shown unscaled: those of the second kind begin at 4.
        XElement group = section.Descendants("div").First(div => ((string?)div.Attribute("id")) == "cell-0-1");
        Assert.All(group.Descendants("tbody").Single().Elements("tr"), row =>
            Assert.InRange(double.Parse(row.Elements("td").First().Value, CultureInfo.InvariantCulture), 4, 4.6));
        Assert.Null(run.Section("weights"));
    }

    [Fact]
    public void Two_inputs_have_a_surface_and_regression_has_predictions_against_truth()
    {
        Assert.Equal("Probability of the second class", runs["xor"].Section("surface")!.Descendants(Svg + "title").First().Value);
        Assert.Equal("Predicted value", runs["plane"].Section("surface")!.Descendants(Svg + "title").First().Value);
        XElement targets = runs["plane"].Section("targets")!;
        Assert.Equal(30, targets.Descendants(Svg + "path").Count(path => (string?)path.Attribute("class") == "mark"));
        Assert.Null(runs["plane"].Section("confusion"));
        Assert.Null(runs["digits"].Section("surface"));
        Assert.Null(runs["xor"].Section("targets"));
    }

    [Fact]
    public void A_diverged_run_says_so_before_anything_else()
    {
        ReportedRun run = runs["diverged"];
        XElement first = run.Page.Descendants("section").First();
        Assert.Equal("The training diverged", first.Element("h2")!.Value);
        Assert.Contains(run.Summary.Divergence!.Where, first.Value);
        Assert.Contains(run.Summary.Divergence.Advice, first.Value);
        Assert.Contains("No epoch was finished", run.Section("curves")!.Value);
    }

    [Fact]
    public void A_cancelled_run_has_a_page_without_what_was_not_measured()
    {
        ReportedRun run = runs["cancelled"];
        Assert.Equal(TrainingStatus.Cancelled, run.Summary.Status);
        Assert.Contains("nothing was measured", run.Page.Value);
        Assert.Null(run.Section("scores"));
        Assert.Null(run.Section("confusion"));
        Assert.NotNull(run.Section("curves"));
    }

    [Fact]
    public void What_recipes_and_data_say_is_text_on_the_page_and_nothing_else()
    {
        Assert.Contains("images </style><script>alert(1)</script>", runs["digits"].Page.Descendants("header").Single().Value);
        Assert.Single(Regex.Matches(runs["digits"].Html, "<script"));
        Assert.Single(Regex.Matches(runs["digits"].Html, "</style>"));
    }
}
