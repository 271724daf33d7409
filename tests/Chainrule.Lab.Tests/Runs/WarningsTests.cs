using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Results;
using Chainrule.Lab.Tests.Data;
using Chainrule.Lab.Tests.Recipes;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>What looks wrong with a recipe and its data.</summary>
public sealed class WarningsTests : IDisposable
{
    private const string Twice = "The network ends in sigmoid, but binary_cross_entropy_with_logits applies a sigmoid itself; applied "
        + "twice, no probability is below 0.5 or above 0.7311. Leave sigmoid out, or take binary_cross_entropy.";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_says_them_before_it_trains_and_keeps_them()
    {
        List<string> said = [];
        RunResult result = Runner.Train(Recipe("[{ linear: 1 }, sigmoid]", "binary_cross_entropy_with_logits"), new()
        {
            Folder = folder["run"],
            Warnings = new Sink<string>(said.Add),
            Progress = new Sink<TrainingProgress>(_ => Assert.Single(said)),
        }, TestContext.Current.CancellationToken);
        Assert.Equal([Twice], said);
        Assert.Equal([Twice], result.Summary.Warnings!);
        Run run = Run.Open(folder["run"]);
        Assert.Equal([Twice], run.Summary!.Warnings!);
        Assert.Equal([Twice], run.Model.Warnings());
        Assert.Equal([Twice], run.Model.Warnings(withData: false));
        string page = RunReporter.Report(result).ToHtml();
        Assert.Contains("<section class=\"caution\" aria-labelledby=\"warnings\">", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf(Twice, StringComparison.Ordinal) < page.IndexOf("id=\"scores\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_looks_wrong_there_is_no_trace_of_warnings()
    {
        RunResult result = Runner.Train(Recipe("[{ linear: 1 }]", "binary_cross_entropy_with_logits"), new() { Folder = folder["run"] },
            TestContext.Current.CancellationToken);
        Assert.Null(result.Summary.Warnings);
        Assert.DoesNotContain("warnings", File.ReadAllText(folder["run/summary.json"]), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"warnings\"", RunReporter.Report(result).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_warnings_are_a_list()
    {
        RunResult result = Runner.Train(Recipe("[{ linear: 1 }, sigmoid]", "binary_cross_entropy_with_logits"),
            new() { Folder = folder["run"] }, TestContext.Current.CancellationToken);
        RunReport report = RunReporter.Report(result with { Summary = result.Summary with { Warnings = ["One.", "Two & more."] } });
        Assert.Contains("<li>Two &amp; more.</li>", report.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shipped_recipes_give_none() => Assert.All(Directory.GetFiles(Samples.Folder, "*.yaml"), file =>
        Assert.Empty(Experiment.Describe(RecipeReader.Read(file), new()).Warnings));

    [Fact]
    public void Shipped_studies_give_none()
    {
        int described = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "studies"), "*.yaml"))
            foreach (Arm arm in StudyReader.Read(file).Plan(quick: true).SelectMany(plan => plan.Arms))
            {
                // Files that a study makes of MNIST; the digits have as many classes.
                RecipeDocument document = arm.Document.Recipe.Data is Lab.Data.NpyData
                    ? RecipeReader.Parse(RecipeWriter.ToYaml(arm.Document.Recipe with { Data = new Lab.Data.DigitsData() })) : arm.Document;
                Assert.Empty(Experiment.Describe(document, new()).Warnings);
                described++;
            }
        Assert.True(described > 60);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("early_stopping: { metric: train_accuracy, patience: 5 }", ", and let early_stopping watch it")]
    public void Accuracy_of_values_to_predict_is_refused_with_its_place_and_the_advice_trains(string stopping, string also)
    {
        string text = $"""
            name: plane
            data: {"{"} plane: {"{"} samples: 40, validation: 10 {"}"} {"}"}
            model: [linear: 1]
            loss: mean_squared_error
            optimizer: adam
            training: {"{"} epochs: 2, batch_size: 10, {stopping} {"}"}
            metrics: [mean_absolute_error, accuracy]
            """;
        string message = "recipe.yaml:7:32: metrics.1: accuracy needs classes, but 'plane' holds values to predict, and mean_squared_error "
            + $"makes no classes of them; write r_squared in its place{also}.";
        RecipeDocument document = RecipeReader.Parse(text);
        Assert.Equal(message, Assert.Throws<DocumentException>(() => Experiment.Describe(document, new())).Message);
        Assert.Equal(message, Assert.Throws<DocumentException>(() => Train(document)).Message);
        Assert.False(Directory.Exists(folder["run"]));
        RunSummary summary = Train(RecipeReader.Parse(text.Replace("accuracy", "r_squared", StringComparison.Ordinal))).Summary;
        Assert.True(summary.Train["r_squared"] <= 1);
    }

    [Fact]
    public void More_of_R_squared_is_better_in_studies()
    {
        Arm arm = new([], RecipeReader.Parse("name: p\ndata: plane\nmodel: [linear: 1]\nloss: huber\noptimizer: adam\n"
            + "training: { epochs: 1 }\nmetrics: [r_squared, mean_absolute_error]\n"), []);
        Assert.True(Measures.HigherIsBetter("test_r_squared", [arm]));
        Assert.False(Measures.HigherIsBetter("train_mean_absolute_error", [arm]));
        Assert.False(Measures.HigherIsBetter("train_loss", [arm]));
        Assert.Equal("epochs until train r squared ≥ 0.9", Measures.Words("train_r_squared", reaches: 0.9, arms: [arm]));
    }

    private RunResult Train(RecipeDocument document) =>
        Runner.Train(document, new() { Folder = folder["run"] }, TestContext.Current.CancellationToken);

    private static RecipeDocument Recipe(string model, string loss) => RecipeReader.Parse($"""
        name: small
        data: xor
        model: {model}
        loss: {loss}
        optimizer: adam
        training: {"{"} epochs: 2, batch_size: all {"}"}
        """);

    private sealed class Sink<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
