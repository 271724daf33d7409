using Chainrule.Inspection;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Runs;

public class StatisticsLogTests
{
    private const string Recipe = """
        name: watched
        data: { digits: { scale: unit, validation: 0.1 } }
        model: [flatten, { linear: 16 }, relu, { dropout: 0.2 }, { linear: 8 }, sigmoid, { linear: 10 }]
        loss: cross_entropy
        optimizer: { adam: 0.01 }
        training: { epochs: 3, batch_size: 32 }
        metrics: [accuracy]
        """;

    [Fact]
    public void Four_measurements_are_made_for_every_doubling_of_steps()
    {
        using TemporaryFolder folder = new();
        Train(folder, "run", 3);
        long[] steps = [.. StatisticsCsv.Read(folder["run/statistics.csv"]).Select(row => row.Step).Distinct()];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112], steps);
    }

    [Fact]
    public void A_step_has_a_line_for_every_statistic()
    {
        using TemporaryFolder folder = new();
        Train(folder, "run", 1);
        string[] lines = File.ReadAllLines(folder["run/statistics.csv"]);
        Assert.Equal("step,of,statistic,value", lines[0]);
        Assert.Equal(
            [",loss", "1,activation_mean", "1,activation_spread", "2,activation_mean", "2,activation_spread", "2,dead_units",
                "3,activation_mean", "3,activation_spread",
                "4,activation_mean", "4,activation_spread", "5,activation_mean", "5,activation_spread", "5,saturation", "6,activation_mean",
                    "6,activation_spread",
                "1.weight,gradient_norm", "1.weight,weight_norm", "1.bias,gradient_norm", "1.bias,weight_norm", "4.weight,gradient_norm",
                    "4.weight,weight_norm", "4.bias,gradient_norm",
                "4.bias,weight_norm", "6.weight,gradient_norm", "6.weight,weight_norm", "6.bias,gradient_norm", "6.bias,weight_norm",
                "1.weight,update_ratio", "4.weight,update_ratio", "6.weight,update_ratio"],
            lines[1..].Where(line => line.StartsWith("1,", StringComparison.Ordinal))
                .Select(line => string.Join(',', line.Split(',')[1..3])));
    }

    [Fact]
    public void A_resumed_training_has_the_same_statistics()
    {
        using TemporaryFolder folder = new();
        Train(folder, "whole", 3);
        Train(folder, "parts", 1);
        // What stands there beyond the checkpoint, or cannot be read, is left out.
        File.AppendAllText(folder["parts/statistics.csv"], "99,,loss,5\n41,,loss");
        Train(folder, "parts", 2, resume: true);
        Train(folder, "parts", 3, resume: true);
        Assert.Equal(File.ReadAllText(folder["whole/statistics.csv"]), File.ReadAllText(folder["parts/statistics.csv"]));
    }

    [Fact]
    public void A_resumed_training_does_without_the_statistics_that_are_lost()
    {
        using TemporaryFolder folder = new();
        Train(folder, "run", 1);
        File.Delete(folder["run/statistics.csv"]);
        Train(folder, "run", 2, resume: true);
        Assert.Equal(48, StatisticsCsv.Read(folder["run/statistics.csv"])[0].Step);
    }

    [Fact]
    public void Any_number_is_read_as_it_was_written()
    {
        using TemporaryFolder folder = new();
        Measurement[] rows = [.. ((double[])[0.1, 1 / 3.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 5e-324, -0.0])
            .Select((value, i) => new Measurement(i + 1, "3.0", (Statistic)i, value))];
        folder.Write("statistics.csv", StatisticsCsv.Write(rows));
        Assert.Equal(rows, StatisticsCsv.Read(folder["statistics.csv"]));
    }

    private static RunSummary Train(TemporaryFolder folder, string run, int epochs, bool resume = false)
    {
        folder.Write("recipe.yaml", Recipe.Replace("epochs: 3", $"epochs: {epochs}", StringComparison.Ordinal));
        return Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]),
            new RunOptions { Folder = folder[run], DataDirectory = folder["cache"], Resume = resume });
    }
}
