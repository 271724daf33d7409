using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

public class VerifierTests
{
    /// <summary>The file is gone as soon as the first training is under way.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_data_is_loaded_once_for_all_trainings(bool isKept)
    {
        using TemporaryFolder folder = new();
        folder.Write("points.csv", "0,0,0\n0,1,1\n1,0,1\n1,1,0\n");
        RecipeDocument document = RecipeReader.Parse("""
            name: points
            data: { csv: points.csv }
            model: [linear: 3, tanh, linear: 2]
            loss: cross_entropy
            optimizer: adam
            training: { epochs: 3, batch_size: 2 }
            """, folder["recipe.yaml"]);
        RunOptions options = new()
        {
            Folder = folder["run"],
            DataDirectory = folder["data"],
            Progress = new Deleting(folder["points.csv"])
        };
        List<RunResult> kept = [];
        IReadOnlyList<VerifiedRun> runs = Verifier.Verify(document, [1, 2, 3], options, isKept
            ? Keep : null, TestContext.Current.CancellationToken).Runs;
        Assert.Equal(isKept ? 1 : 0, kept.Count);
        Assert.Equal([1, 2, 3], runs.Select(run => run.Threads));
        Assert.Single(runs.Select(run => run.WeightsSha256).Distinct());
        Assert.False(File.Exists(folder["points.csv"]));

        RunSummary Keep(RunResult result)
        {
            kept.Add(result);
            return result.Summary;
        }
    }

    private sealed class Deleting(string path) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => File.Delete(path);
    }
}
