using Chainrule.Interchange;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>Runs whose final weights are the best ones. The rate rises so far that the loss gets worse again.</summary>
public class BestWeightsTests
{
    private const string Text = """
        name: rising
        data: { moons: { samples: 200, noise: 0.2, validation: 0.3 } }
        model: [{ linear: 8 }, batch_norm, tanh, { linear: 1 }]
        loss: binary_cross_entropy_with_logits
        optimizer: { sgd: 0.1 }
        schedule: { step: { step_size: 1, gamma: 3 } }
        training: { epochs: 8, batch_size: 20, restore_best: RESTORE }
        """;

    [Fact]
    public void Weights_summary_and_hash_are_those_of_the_best_epoch_and_the_run_goes_on_from_the_last()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            RunSummary whole = Train("plain", "false", 8), best = Train("best", "true", 5);
            Assert.True(best.Best!.Epoch < 5, $"The best epoch is {best.Best.Epoch}.");
            Network<float> network = NetworkFile.Load<float>(Path.Combine(folder, "best", "weights.safetensors"));
            Assert.Equal(network.WeightsSha256(), best.WeightsSha256);
            Assert.Equal(NetworkFile.Load<float>(Path.Combine(folder, "best", "best.safetensors")).WeightsSha256(), best.WeightsSha256);
            Assert.Equal(best.Best.Validation!["loss"], best.Validation!["loss"]);

            // It may change between sessions, too.
            Assert.Equal(whole.WeightsSha256, Train("best", "false", 8, resume: true).WeightsSha256);
            Assert.Equal(best.WeightsSha256, Train("best", "true", 8, resume: true).WeightsSha256);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        RunSummary Train(string name, string restore, int epochs, bool resume = false)
        {
            RecipeDocument recipe = RecipeReader.Parse(Text.Replace("RESTORE", restore, StringComparison.Ordinal)
                .Replace("epochs: 8", $"epochs: {epochs}", StringComparison.Ordinal));
            return Runner.Train(recipe,
                new RunOptions { Folder = Path.Combine(folder, name), DataDirectory = folder, Resume = resume, Threads = 1 }).Summary;
        }
    }

    [Fact]
    public void Keys_at_their_defaults_are_not_written_so_that_recipes_read_as_they_did()
    {
        Recipe recipe = RecipeReader.Parse(Text.Replace("RESTORE", "false", StringComparison.Ordinal)).Recipe;
        Assert.DoesNotContain("restore_best", RecipeWriter.ToYaml(recipe), StringComparison.Ordinal);
        Recipe set = recipe with { Training = recipe.Training with { RestoreBest = true, DropLast = true } };
        Assert.Contains("  drop_last: true\n", RecipeWriter.ToYaml(set), StringComparison.Ordinal);
        Assert.Equal(set.Training, RecipeReader.Parse(RecipeWriter.ToYaml(set)).Recipe.Training);
        Assert.Equal("TrainingOptions(epochs: 8, batch_size: 20, drop_last: true, restore_best: true)", set.Training.ToString());
    }
}
