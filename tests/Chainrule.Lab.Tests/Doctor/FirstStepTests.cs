using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Tests.Data;
using Chainrule.Lab.Tests.Studies;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>Trainings whose very first step is not finite: a report, advice and files as of any other divergence.</summary>
public class FirstStepTests
{
    private const string Classes = "a,b,k\n1,2,y\n2,1,n\n3,5,y\n4,0,n\n";

    [Fact]
    public void Targets_beyond_what_the_squares_of_single_precision_hold_are_to_be_scaled() => Assert.StartsWith(
        "Diverged at step 1. The loss is not finite. No update was made before, so not the learning rate is to blame: scale the targets "
        + "(they reach 3E+25)", Finding("x,y\n1,1e25\n2,3e25\n3,2e25\n", "[{ linear: 1 }]", "mean_squared_error"));

    [Fact]
    public void Outputs_that_are_no_probabilities_are_to_become_some() => Assert.Contains(
        "Not the learning rate is to blame: end the network with a sigmoid", Finding(Classes, "[{ linear: 1 }]", "binary_cross_entropy"));

    [Fact]
    public void Inputs_near_the_limit_of_single_precision_are_to_be_scaled() => Assert.Matches(
        "^The inputs are not scaled: .* up to 3×10³⁸. With them, the training diverged in its first step, whatever the learning rate. "
        + "Write scale: unit",
        Finding("a,b,k\n1e37,2e38,y\n-2e38,1,n\n3e38,5,y\n4,0,n\n", "[{ linear: 4 }, relu, { linear: 2 }]", "cross_entropy"));

    [Fact]
    public void Whole_numbers_of_64_bits_are_to_be_scaled() => Assert.Contains(
        "up to 9.2×10¹⁸. With them, the training diverged in its first",
        Finding("a,b,k\n9007199254740993,1,y\n9223372036854775807,1,n\n3,5,y\n4,0,n\n", "[{ linear: 4 }, relu, { linear: 2 }]",
            "cross_entropy", "initializer: { constant: 1e25 }\n"));

    [Fact]
    public void Initial_weights_that_are_too_large_are_to_be_smaller() => Assert.Contains(
        "take smaller initial weights, such as HeNormal()",
        Finding(Classes, "[{ linear: 4 }, relu, { linear: 2 }]", "cross_entropy", "initializer: { normal: 1e30 }\n"));

    [Fact]
    public void Initial_weights_that_are_no_numbers_are_to_be_others()
    {
        using TemporaryFolder folder = new();
        Trained(folder, Classes, "[{ linear: 2 }]", "cross_entropy", "");
        byte[] file = File.ReadAllBytes(folder["run/weights.safetensors"]);
        BitConverter.TryWriteBytes(file.AsSpan(8 + (int)BitConverter.ToInt64(file)), float.NaN);
        File.WriteAllBytes(folder["spoiled.safetensors"], file);
        Directory.Delete(folder["run"], recursive: true);
        string finding = Assert.Single(Trained(folder, Classes, "[{ linear: 2 }]", "cross_entropy",
            "initial_weights: spoiled.safetensors\n").Findings!);
        Assert.Matches(@"^Diverged at step 1\. The parameter 0\.\w+ is not finite\. It was not finite before the first step: take other "
            + "initial weights\\.$", finding);
    }

    [Fact]
    public void An_arm_that_diverges_in_its_first_step_is_a_result_of_the_study()
    {
        using TemporaryFolder folder = new();
        StudyResults results = StudyRunner.Run(StudyReader.Parse(SmallStudy.Small
            .Replace("none: { model.1: identity, model.3: identity, optimizer: { sgd: 1000 } }",
                "none: { model.1: identity, model.3: identity, initializer: { constant: 1e30 } }", StringComparison.Ordinal)
            .Replace("repeat: 3", "repeat: 2", StringComparison.Ordinal)), SmallStudy.Options(folder, "study"),
            TestContext.Current.CancellationToken);
        string page = string.Concat(SmallStudy.ReportOf(folder, "study", results).OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => file.Value));
        Assert.Contains("none: 2 of 2 runs diverged", page);
        Assert.Contains("Training diverged in epoch 1 at step 1: the", page);
    }

    private static string Finding(string table, string model, string loss, string more = "")
    {
        using TemporaryFolder folder = new();
        return Assert.Single(Trained(folder, table, model, loss, more, isDiverging: true).Findings!);
    }

    private static RunSummary Trained(
        TemporaryFolder folder, string table, string model, string loss, string more, bool isDiverging = false)
    {
        folder.Write("points.csv", table);
        folder.Write("recipe.yaml", $"name: first\ndata: {{ csv: points.csv }}\nmodel: {model}\nloss: {loss}\n{more}"
            + "optimizer: { adam: 0.05 }\ntraining: { epochs: 5, batch_size: all }\n");
        RunOptions options = new() { Folder = folder["run"], DataDirectory = folder["cache"] };
        RunSummary summary = Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]), options);
        if (!isDiverging) return summary;
        Assert.Equal((TrainingStatus.Diverged, 1L, 0L), (summary.Status, summary.Divergence!.Step, summary.Steps));
        Assert.Contains("at step 1, the", File.ReadAllText(folder["run/report.html"]));
        RunSummary again = Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]), options with { Resume = true });
        Assert.Equal((summary.Status, summary.Divergence.Step, summary.WeightsSha256),
            (again.Status, again.Divergence!.Step, again.WeightsSha256));
        return summary;
    }
}
