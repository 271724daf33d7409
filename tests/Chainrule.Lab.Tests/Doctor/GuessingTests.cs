using System.Globalization;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>Networks beside the best guess that does not look at the inputs.</summary>
public class GuessingTests
{
    private const string Hidden = "[{ linear: 16 }, relu, { linear: 2 }]",
        Learn = "optimizer: { adam: 0.02 }\ntraining: { epochs: 100, batch_size: all }";

    [Fact]
    public void A_straight_line_cannot_tell_the_corners_of_XOR_and_guesses()
    {
        string finding = Assert.Single(Train("0,0,a\n0,1,b\n1,0,b\n1,1,a\n", "[{ linear: 2 }]", "cross_entropy",
            "initializer: zeros\noptimizer: { sgd: 0.1 }\ntraining: { epochs: 100, batch_size: all }").Findings);
        Assert.StartsWith("The network does no better than guessing: it puts 50.0 % of the training part into the right class", finding);
        Assert.Contains("and always answering 'a' would be right for 50.0 %; its loss is 0.693, that of guessing 0.693.", finding);
        Assert.Contains("put a hidden layer with an activation before the last one", finding);
    }

    [Fact]
    public void XOR_learned_from_its_four_corners_is_no_guess() =>
        Assert.Empty(Train("0,0,a\n0,1,b\n1,0,b\n1,1,a\n", Hidden, "cross_entropy", Learn).Findings);

    [Fact]
    public void Always_answering_the_majority_class_is_a_guess_however_accurate()
    {
        // The inputs say nothing: both classes have the same ones.
        string rows = string.Concat(Enumerable.Range(0, 100).Select(i => $"{i / 10 % 2},{(i % 10 == 0 ? "rare" : "usual")}\n"));
        (RunResult result, IReadOnlyList<string> findings) = Train(rows, "[{ linear: 2 }]", "cross_entropy", Learn);
        string finding = Assert.Single(findings);
        Assert.Matches("it puts 90.0 % of the training part into the right class \\(and all of it into the same one\\), and always "
            + "answering 'usual' would be right for 90.0 %; its loss is 0\\.3.*, that of guessing 0.325. ", finding);
        Assert.Equal(-0.9 * Math.Log(0.9) - 0.1 * Math.Log(0.1), result.Baselines[0].GuessedLoss, 1e-6);
    }

    [Theory]
    [InlineData("cross_entropy", "", 0.5623351446188083)]
    [InlineData("categorical_cross_entropy", ", softmax", 0.5623351446188083)]
    [InlineData("mean_squared_error", "", 0.1875)]
    public void Three_of_one_class_and_one_of_another_are_guessed_with_the_loss_of_their_shares(string loss, string last, double guessed)
    {
        // The entropy of 3/4 and 1/4, and their variance.
        RunResult result = Train("0,a\n1,a\n2,a\n3,b\n", $"[{{ linear: 2 }}{last}]", loss, Learn).Result;
        Assert.Equal(guessed, result.Baselines[0].GuessedLoss, 1e-6);
        Assert.Equal(0.75, result.Baselines[0].GuessedAccuracy);
    }

    [Theory]
    [InlineData("binary_cross_entropy_with_logits", "", 0.5623351446188083)]
    [InlineData("binary_cross_entropy", ", sigmoid", 0.5623351446188083)]
    [InlineData("hinge", "", 0.5)]
    public void Two_classes_of_a_single_output_are_guessed_so_too(string loss, string last, double guessed) =>
        Assert.Equal(guessed, Train("0,a\n1,a\n2,a\n3,b\n", $"[{{ linear: 1 }}{last}]", loss, Learn).Result.Baselines[0].GuessedLoss, 1e-6);

    [Theory]
    [InlineData("mean_squared_error", 18.75, "mean")]
    [InlineData("{ mean_squared_error: { reduction: sum } }", 18.75, "mean")]
    [InlineData("mean_absolute_error", 2.5, "median")]
    public void A_number_is_guessed_by_the_mean_or_the_median_of_the_targets(string loss, double guessed, string by)
    {
        // The mean is 3, the median 0.5.
        Baseline training = Train("1,0.5\n2,0.5\n3,0.5\n4,10.5\n", "[{ linear: 1 }]", loss, Learn, ", task: regression")
            .Result.Baselines[0];
        Assert.Equal(guessed, training.GuessedLoss, 1e-5);
        Assert.Equal(by, training.GuessedValue);
    }

    [Fact]
    public void A_regression_that_does_no_better_than_the_mean_of_the_targets_is_a_guess()
    {
        // An even function of x, which no straight line follows.
        string rows = string.Concat(Enumerable.Range(-20, 41).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{i / 20.0},{i * i / 400.0 + 0.25}\n")));
        string finding = Assert.Single(Train(rows, "[{ linear: 1 }]", "mean_squared_error", Learn.Replace("100", "1000",
            StringComparison.Ordinal), ", task: regression").Findings);
        Assert.Matches("^The network does (no|hardly) better than guessing: its loss on the training part is 0\\.09.*, that of always "
            + "answering the mean of the targets 0\\.09.*such as one with a hidden layer and an activation", finding);
        Assert.Empty(Train(rows, "[{ linear: 16 }, tanh, { linear: 1 }]", "mean_squared_error", Learn.Replace("100", "1000",
            StringComparison.Ordinal), ", task: regression").Findings);
    }

    [Fact]
    public void What_is_learned_by_heart_is_told_from_what_holds_elsewhere()
    {
        // Classes by chance: nothing can be learned but the samples themselves.
        Random random = new(5);
        string rows = string.Concat(Enumerable.Range(0, 120).Select(_ => string.Create(CultureInfo.InvariantCulture,
            $"{random.NextDouble():R},{random.NextDouble():R},{random.NextDouble():R},{(random.Next(2) == 0 ? "a" : "b")}\n")));
        Assert.Matches("^What the network learned holds for its training samples only. Elsewhere it does (no|hardly) better than guessing: "
            + "it puts .* of the test part .* On the training part 100 % are right. Take more data", Assert.Single(Train(rows,
                "[{ linear: 64 }, relu, { linear: 64 }, relu, { linear: 2 }]", "cross_entropy",
                "optimizer: { adam: 0.02 }\ntraining: { epochs: 200, batch_size: all }", ", scale: standardize, test: 0.5").Findings));
    }

    [Fact]
    public void Targets_that_are_all_the_same_teach_nothing() => Assert.Equal(
        "There is nothing to learn: all 3 training samples have the same target. Take data in which others occur, too.",
        Assert.Single(Train("1,5.5\n2,5.5\n3,5.5\n", "[{ linear: 1 }]", "mean_squared_error", Learn, ", task: regression").Findings));

    [Fact]
    public void One_sample_alone_teaches_nothing() => Assert.Equal(
        "There is nothing to learn: there is one training sample alone. Take data in which others occur, too.",
        Assert.Single(Train("1,5.5\n", "[{ linear: 1 }]", "mean_squared_error", Learn, ", task: regression").Findings));

    [Fact]
    public void A_network_without_weights_does_not_move_its_loss()
    {
        string finding = Assert.Single(Train("3,0,a\n0,3,b\n4,1,a\n1,5,b\n", "[relu]", "cross_entropy", Learn).Findings);
        Assert.StartsWith("The loss did not move: on the samples looked at it was 0.0", finding);
        Assert.Contains("The network has no weights that could learn", finding);
    }

    [Fact]
    public void Units_that_are_left_learned_all_the_same_only_where_they_beat_guessing()
    {
        // Little of the first loss is left, since it was huge; but all units are dead.
        const string Rows = "1,1,a\n1,2,b\n2,1,b\n2,2,a\n";
        string finding = Assert.Single(Train(Rows, "[{ linear: 8 }, relu, { linear: 2 }]", "cross_entropy",
            "initializer: { normal: 30 }\noptimizer: { sgd: 2 }\n"
                + "training: { epochs: 60, batch_size: all }").Findings);
        Assert.StartsWith("Dead units", finding);
        Assert.DoesNotContain("learned all the same", finding);
    }

    private static (RunResult Result, IReadOnlyList<string> Findings) Train(
        string rows, string model, string loss, string ending, string options = "")
    {
        using TemporaryFolder folder = new();
        int columns = rows.Split('\n')[0].Split(',').Length;
        folder.Write("points.csv", string.Join(',', Enumerable.Range(1, columns - 1).Select(i => $"x{i}").Append("y")) + "\n" + rows);
        folder.Write("recipe.yaml", $"name: guess\ndata: {{ csv: {{ path: points.csv{options} }} }}\nmodel: {model}\nloss: {loss}\n"
            + $"{ending}\n");
        RunResult result = Runner.Train(RecipeReader.Read(folder["recipe.yaml"]),
            new RunOptions { Folder = folder["run"], DataDirectory = folder["cache"] });
        return (result, TrainingDoctor.Examine(result).Findings);
    }
}
