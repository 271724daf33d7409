using System.Text.RegularExpressions;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Report;
using Chainrule.Lab.Studies.Results;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;
using static Chainrule.Lab.Tests.Studies.SmallStudy;

namespace Chainrule.Lab.Tests.Studies.Report;

public partial class StudyPageTests
{
    [Fact]
    public void A_diverged_arm_is_a_result()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        PartResults part = Assert.Single(results.Parts);
        Assert.Equal([0, 3], part.Arms.Select(arm => arm.Diverged));
        Assert.All(part.Arms[1].Runs, run => Assert.Equal(TrainingStatus.Diverged, run.Summary.Status));
        Assert.All(StudyPage.Evaluate(results)[0], verdict => Assert.True(verdict.Holds, verdict.Numbers));
        string page = HtmlPage.Write("x", StudyPage.Of(results));
        Assert.Contains("3 of 3 runs diverged, which is a result", page, StringComparison.Ordinal);
        Assert.Contains("<td>none</td><td class=\"number\">3</td><td class=\"number\">3</td><td class=\"number\">diverged</td>", page,
            StringComparison.Ordinal);
    }

    /// <summary>Early stopping ends the runs with sigmoids before the epoch that the figure shows, and a network of identities has no
    /// saturation.</summary>
    [Fact]
    public void What_was_not_measured_is_told_from_what_diverged_in_both_reports()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small
            .Replace("sigmoid: {}", "sigmoid: { training.early_stopping: { patience: 1, metric: train_loss, min_delta: 1000 } }",
            StringComparison.Ordinal)
            .Replace("  - bars: train_accuracy", "  - bars: { measure: train_accuracy, epoch: 250 }", StringComparison.Ordinal)
            + "\ntable: [train_loss, final_saturation]\n");
        IReadOnlyList<Block> blocks = StudyPage.Of(StudyRunner.Run(document, Options(folder, "out"),
            TestContext.Current.CancellationToken));
        string html = HtmlPage.Write("x", blocks), markdown = MarkdownPage.Write(blocks, "figures").Page;
        Assert.Contains("<td>none</td><td class=\"number\">3</td><td class=\"number\">3</td><td class=\"number\">diverged</td><td "
            + "class=\"number\">not measured</td>", html, StringComparison.Ordinal);
        Assert.Contains("| none | 3 | 3 | diverged | not measured |", markdown, StringComparison.Ordinal);
        foreach (string page in (string[])[html, markdown])
            Assert.Contains("Not drawn: sigmoid: 3 of 3 runs ended before epoch 250; none: 3 of 3 runs diverged.", page,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_appears_once_with_the_arms_that_it_is_about()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse("""
            name: endings
            base:
              name: points
              data: xor
              model: [{ linear: 4 }, tanh, { linear: 1 }]
              loss: binary_cross_entropy_with_logits
              optimizer: { sgd: 0.1 }
              training: { epochs: 1, batch_size: all }
            repeat: 2
            vary:
              - axis: ending
                values:
                  right: {}
                  sigmoid: { model: [{ linear: 4 }, tanh, { linear: 1 }, sigmoid] }
                  inside: { model: [{ linear: 4 }, tanh, { sequential: [{ linear: 1 }, sigmoid] }] }
            """);
        string[] Warnings(StudyResults results) => [.. StudyPage.Of(results).OfType<Paragraph>().Select(paragraph => $"{paragraph.Text}")
            .Where(words => words.StartsWith("Warning", StringComparison.Ordinal))];
        StudyResults results = StudyRunner.Run(document, Options(folder, "out"), TestContext.Current.CancellationToken);
        Assert.StartsWith("Warning for sigmoid; inside: The network ends in sigmoid, but binary_cross_entropy_with_logits applies",
            Assert.Single(Warnings(results)), StringComparison.Ordinal);
        PartResults part = results.Parts[0];
        Assert.StartsWith("Warning for all: The network ends in sigmoid",
            Assert.Single(Warnings(results with { Parts = [part with { Arms = [.. part.Arms.Skip(1)] }] })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quick_report_says_that_it_is_one()
    {
        using TemporaryFolder folder = new();
        StudyDocument document = StudyReader.Parse(Small + "\nquick: { repeat: 1, set: { training.epochs: 5 } }\n");
        StudyResults results = StudyRunner.Run(document, Options(folder, "out") with { Quick = true },
            TestContext.Current.CancellationToken);
        Assert.Equal(2, results.Parts[0].Arms.Sum(arm => arm.Runs.Count));
        Assert.Contains("Quick: fewer repeats and epochs", HtmlPage.Write("x", StudyPage.Of(results)), StringComparison.Ordinal);
        Assert.Contains("Quick: fewer repeats and epochs", MarkdownPage.Write(StudyPage.Of([results]), "figures").Page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_ran_is_where_the_runs_were_made_and_not_where_the_page_is_written()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        Assert.All(results.Parts[0].Arms.SelectMany(arm => arm.Runs), run => Assert.Equal(Machine.Current, run.Summary.Machine));
        StudyResults Elsewhere(Func<RunSummary, RunSummary> change) => results with
        {
            Parts = [.. results.Parts
                .Select(part =>
                part with { Arms = [.. part.Arms
                .Select(arm => arm with { Runs = [.. arm.Runs.Select(run => run with { Summary = change(run.Summary) })] })] })],
        };
        IReadOnlyList<IReadOnlyList<string>> Rows(StudyResults made) => StudyPage.Of(made).OfType<Table>().Last().Rows;

        Assert.Equal([["9.9", "none", "64", "Plan 9", ".NET 99", "6"]],
            Rows(Elsewhere(summary => summary with { Version = "9.9", InstructionSet = "none", Machine = new(64, "Plan 9", ".NET 99") })));
        Assert.Equal([["9.9", "none", "64", "Plan 9", ".NET 99", "4"], ["9.8", "none", "–", "–", "–", "2"]],
            Rows(Elsewhere(summary =>
                summary with
                {
                    Version = summary.Seed < 3
                ? "9.9" : "9.8",
                    InstructionSet = "none",
                    Machine = summary.Seed < 3 ? new(64, "Plan 9", ".NET 99") : null
                })));
    }

    [Fact]
    public void A_page_needs_nothing_beside_it()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(Small), Options(folder, "out"), TestContext.Current.CancellationToken);
        ReportFiles.Write(folder["out"], "report", "Small", StudyPage.Of(results));
        string html = File.ReadAllText(folder["out/report.html"]), markdown = File.ReadAllText(folder["out/report.md"]);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(src|href)=""https?:", html);
        Assert.All(Link.Matches(html), link => Assert.True(File.Exists(folder[$"out/{link.Groups["path"].Value}"]), link.Value));
        Assert.NotEmpty(Picture.Matches(markdown));
        Assert
            .All(Picture.Matches(markdown), picture =>
            Assert.True(File.Exists(folder[$"out/{picture.Groups["path"].Value}"]), picture.Value));
    }

    [GeneratedRegex("<a href=\"(?<path>[^#\"][^\"]*)\"")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>[^)]+)\)")]
    private static partial Regex Picture { get; }
}
