using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Reports;

/// <summary>Pages of reports that are put together here, with what a short run does not have.</summary>
public class ReportPageTests(ReportedRuns runs) : IClassFixture<ReportedRuns>
{
    [Fact]
    public void A_page_shows_a_diagnosis_and_a_verification_where_there_are_any()
    {
        RunReport bare = Small();
        RunReport full = bare with
        {
            Diagnosis = new(["Half of the units of layer 1 are dead."],
                [new LinePlot { Title = "Dead units", X = new Axis(), Y = new Axis(), Series = [new("layer 1", [1, 2], [0, 0.5])] }]),
            Verification = new([Verified(1, "aaaa"), Verified(8, "aaaa")]),
        };
        foreach (string said in (string[])[
            "Half of the units of layer 1 are dead.", "Dead units", "All runs ended with the same weights.", "aaaa"])
        {
            Assert.Contains(said, full.ToHtml());
            Assert.DoesNotContain(said, bare.ToHtml());
        }
        Assert.Contains("different weights", (full with { Verification = new([Verified(1, "aaaa"), Verified(8, "bbbb")]) }).ToHtml());
        Assert.Equal(full.ToHtml(), full.ToHtml());
    }

    [Fact]
    public void The_page_of_a_run_can_be_written_as_Markdown_too()
    {
        double[] zeros = new double[6];
        RunReport report = Small() with
        {
            Examination = new()
            {
                Part = "test",
                Count = 4,
                InputShape = [2, 3],
                Outputs = 2,
                Confusion = new()
                {
                    Classes = ["cat", "dog"],
                    Counts = [[2, 1], [0, 1]],
                    IsProbability = true,
                    Cells = [new(0, 1, 1, [new(3, 0.75, zeros)]), new(1, 1, 1, [new(2, 0.9999, zeros)])],
                },
            },
        };
        (string text, IReadOnlyDictionary<string, string> figures) = MarkdownPage.Write(ReportPage.Of(report), "figures");
        foreach (string said in (string[])[
            "# xor\n", "## Scores\n", "| cat | 2 | 1 | 66.7 % |\n", "#### cat taken for dog · 1 time\n", "## Network\n",
            "```yaml\nname: small\n```\n", $"| Weights, SHA-256 | {runs["xor"].Summary.WeightsSha256} |\n"])
            Assert.Contains(said, text);
        Assert.All(figures, figure => Assert.Contains($"](figures/{figure.Key})", text));
        Assert.Contains("75.0 %", figures["cell-0-1.svg"]);
        Assert.Contains("&gt; 99.9 %", figures["cell-1-1.svg"]);
    }

    /// <summary>The report of a network that was never trained, with the summary of another run.</summary>
    private RunReport Small()
    {
        Network<double> network = Network.Build<double>([2], [new Linear(1)]);
        Recipe recipe = RecipeReader.Parse("""
            name: small
            data: xor
            model: [{ linear: 1 }]
            loss: mean_squared_error
            optimizer: { sgd: 0.1 }
            training: { epochs: 1 }
            """, "r.yaml").Recipe;
        return new()
        {
            Recipe = recipe,
            RecipeText = "name: small\n",
            Summary = runs["xor"].Summary,
            Epochs = [],
            Network = NetworkSummary.Of(network),
        };
    }

    private static VerifiedRun Verified(int threads, string hash) => new(threads, TrainingStatus.Completed, 3, 0.1, hash);
}
