using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>Run folders that are not whole, and runs whose data is gone.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_without_its_recipe_is_still_continued()
    {
        string expected = Train(4, "straight", isResumed: false).Summary.WeightsSha256;
        Train(2, "run", isResumed: false);
        File.Delete(folder["run/recipe.yaml"]);
        Assert.Equal(expected, Train(4, "run", isResumed: true).Summary.WeightsSha256);
    }

    [Fact]
    public void Other_data_is_measured_although_that_of_the_run_is_gone()
    {
        Train(2, "run", isResumed: false);
        folder.Write("other.csv", "a,b,label\n0,0,0\n1,1,1\n0,2,1\n2,0,0\n");
        File.Delete(folder["points.csv"]);
        RecipeDocument other = RecipeReader.Parse(Text(2).Replace("points.csv", "other.csv", StringComparison.Ordinal),
            folder["recipe.yaml"]);
        Run run = Run.Open(folder["run"]);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.True(double.IsFinite(run.Model.Evaluate(other, threads: 1, cancellation: cancellation)["train"]["loss"]));
    }

    [Fact]
    public void Asked_for_its_best_weights_an_unfinished_run_says_that_it_is_unfinished()
    {
        Train(2, "run", isResumed: false);
        Assert.Contains("has no best weights", Assert.Throws<RunFolderException>(() => Run.Open(folder["run"], best: true)).Message);
        File.Delete(folder["run/weights.safetensors"]);
        Assert.Contains("Finish it with train and --resume",
            Assert.Throws<RunFolderException>(() => Run.Open(folder["run"], best: true)).Message);
    }

    private RunResult Train(int epochs, string name, bool isResumed)
    {
        folder.Write("points.csv", "a,b,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n");
        return Runner.Train(RecipeReader.Parse(Text(epochs), folder["recipe.yaml"]),
            new() { Folder = folder[name], DataDirectory = "", Resume = isResumed }, TestContext.Current.CancellationToken);
    }

    private static string Text(int epochs) => $$"""
        name: small
        data: { csv: points.csv }
        model: [linear: 3, tanh, linear: 2]
        loss: cross_entropy
        optimizer: adam
        training: { epochs: {{epochs}}, batch_size: 2 }
        """;
}
