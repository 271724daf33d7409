using Chainrule.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>Networks that have an illness, trained for real, and those that have none.</summary>
public class TrainingDoctorTests
{
    [Theory]
    [InlineData("xor"), InlineData("linear"), InlineData("digits-mlp"), InlineData("digits-cnn"), InlineData("spirals"),
        InlineData("flowers")]
    public void Recipes_that_learn_well_give_no_alarm(string name)
    {
        using TemporaryFolder folder = new();
        RunSummary summary = Trainings.Train(RecipeReader.Read(Path.Combine(Recipes.Samples.Folder, $"{name}.yaml")),
            new RunOptions { Folder = folder["run"], DataDirectory = folder["cache"] });
        Assert.Null(summary.Findings);
        Assert.Contains("Nothing conspicuous.", File.ReadAllText(folder["run/report.html"]));
    }

    [Fact]
    public void Uniform_weights_from_0_to_1_saturate_sigmoids()
    {
        const string Model = "[flatten, { linear: 32 }, sigmoid, { linear: 10 }, sigmoid]",
            Sigmoids = "loss: sum_squared_error\noptimizer: { sgd: 0.3 }\ntraining: { epochs: 8, batch_size: 64 }";
        string finding = Assert.Single(Train("unit", Model, "initializer: { uniform: { min: 0, max: 1 } }\n" + Sigmoids));
        Assert.StartsWith("Saturated units", finding);
        Assert.Contains("layer 2, Sigmoid(): 100 % of the outputs before the first step, 100 % at the end", finding);
        Assert.Contains("glorot_uniform", finding);
        Assert.Empty(Train("unit", Model, "initializer: glorot_uniform\n" + Sigmoids));
    }

    [Fact]
    public void Unscaled_pixels_work_only_with_a_tiny_learning_rate()
    {
        string finding = Assert
            .Single(Train("none", Mlp,
            "initializer: { normal: 0.01 }\nloss: cross_entropy\noptimizer: { sgd: 0.0001 }\ntraining: { epochs: 4, batch_size: 1 }",
            out RunSummary summary));
        Assert.True(summary.Train["accuracy"] > 0.85, $"accuracy {summary.Train["accuracy"]}");
        Assert.StartsWith("The inputs are not scaled", finding);
        Assert.Contains("up to 255. It works only because the learning rate 0.0001 is tiny. Write scale: unit", finding);
    }

    [Fact]
    public void The_tiny_learning_rate_is_too_small_for_scaled_pixels()
    {
        string finding = Assert
            .Single(Train("unit", Mlp,
            "initializer: { normal: 0.01 }\nloss: cross_entropy\noptimizer: { sgd: 0.0001 }\ntraining: { epochs: 4, batch_size: 1 }",
            out RunSummary summary));
        Assert.True(summary.Train["accuracy"] < 0.3, $"accuracy {summary.Train["accuracy"]}");
        Assert.StartsWith("The learning rate 0.0001 is too small", finding);
    }

    [Fact]
    public void Unscaled_pixels_and_a_large_learning_rate_diverge()
    {
        string finding = Assert
            .Single(Train("none", Mlp,
            "initializer: { normal: 0.01 }\nloss: cross_entropy\noptimizer: { sgd: 1 }\ntraining: { epochs: 2, batch_size: 1 }",
            out RunSummary summary));
        Assert.Equal(TrainingStatus.Diverged, summary.Status);
        Assert.Contains("up to 255. With them, the learning rate 1 is too large: the training diverged.", finding);
    }

    [Fact]
    public void Unscaled_pixels_and_a_usual_learning_rate_kill_units()
    {
        IReadOnlyList<string> findings = Train("none", Mlp,
            "loss: cross_entropy\noptimizer: { sgd: { learning_rate: 0.1, momentum: 0.9 } }\ntraining: { epochs: 4, batch_size: 32 }",
            out RunSummary summary);
        Assert.True(summary.Train["accuracy"] < 0.3, $"accuracy {summary.Train["accuracy"]}");
        Assert.Contains("they left units that are dead", findings[0]);
        Assert.StartsWith("Dead units", findings[1]);
    }

    [Fact]
    public void A_large_learning_rate_kills_rectifiers()
    {
        string finding = Assert
            .Single(Train("unit", Mlp, "loss: cross_entropy\noptimizer: { sgd: 20 }\ntraining: { epochs: 4, batch_size: 32 }"));
        Assert.Matches(@"^Dead units.*layer 4, ReLU\(\): 100 % of its 16 units since step \d+\. Take a smaller learning rate than 20",
            finding);
    }

    [Fact]
    public void Gradients_vanish_in_a_deep_network_of_sigmoids()
    {
        const string Ending = "initializer: glorot_uniform\nloss: cross_entropy\noptimizer: { sgd: 0.1 }\ntraining: { epochs: 10, "
            + "batch_size: 32 }";
        string finding = Assert
            .Single(Train("unit", $"[flatten, {string.Concat(Enumerable.Repeat("{ linear: 32 }, sigmoid, ", 6))}{{ linear: 10 }}]",
            Ending));
        Assert.Matches(@"^Vanishing gradients: per weight, the gradient of 1\.weight of Linear\(32\) is [\d,]+ times smaller "
            + @"than that of 13\.weight", finding);
        Assert.Empty(Train("unit", $"[flatten, {string.Concat(Enumerable.Repeat("{ linear: 32 }, relu, ", 6))}{{ linear: 10 }}]", Ending
            .Replace("glorot_uniform", "he_normal", StringComparison.Ordinal).Replace("sgd: 0.1", "sgd: 0.01", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_network_that_learns_few_noisy_samples_by_heart_overfits()
    {
        const string Noisy = """
            name: noisy
            data: { moons: { samples: 200, noise: 0.4, validation: 0.7 } }
            model: [{ linear: 128 }, relu, { linear: 128 }, relu, { linear: 2 }]
            loss: cross_entropy
            optimizer: { adam: 0.01 }
            training: { epochs: 100, batch_size: 20 }
            metrics: [accuracy]
            """;
        string finding = Assert.Single(Run(Noisy, out RunSummary summary));
        Assert.StartsWith($"Overfitting: the validation loss was lowest in epoch {summary.Best!.Epoch} (", finding);
        Assert.Contains("training.early_stopping", finding);
        Assert.Empty(Run(Noisy.Replace("samples: 200", "samples: 4000", StringComparison.Ordinal)
            .Replace("epochs: 100", "epochs: 8", StringComparison.Ordinal).Replace("adam: 0.01", "adam: 0.002", StringComparison.Ordinal),
            out _));
        Assert.Empty(Run(Noisy
            .Replace("batch_size: 20", "batch_size: 20, early_stopping: { metric: validation_loss, patience: 20 }",
            StringComparison.Ordinal), out _));
    }

    [Fact]
    public void A_learning_rate_that_moves_nothing_is_too_small()
    {
        string finding = Assert
            .Single(Train("unit", Mlp, "loss: cross_entropy\noptimizer: { sgd: 0.000001 }\ntraining: { epochs: 3, batch_size: 32 }"));
        Assert.StartsWith("The learning rate 1×10⁻⁶ is too small for", finding);
        Assert.Contains("100.0 % of the first loss is left", finding.Replace("100 %", "100.0 %", StringComparison.Ordinal));
    }

    [Fact]
    public void A_divergence_is_told_with_what_led_to_it()
    {
        string finding = Assert
            .Single(Train("unit", "[flatten, { linear: 32 }, { linear: 16 }, { linear: 10 }]",
            "loss: mean_squared_error\noptimizer: { sgd: 30 }\ntraining: { epochs: 4, batch_size: 32 }", out RunSummary summary));
        Assert.Equal(TrainingStatus.Diverged, summary.Status);
        Assert.Matches(@"^Diverged at step \d+\. Shortly before, at step \d+, an update changed \d\.weight of Linear\(\d+\) "
            + @"by .* % of its norm \(about 0\.1 % is usual\)", finding);
    }

    [Fact]
    public void Updates_that_undo_each_other_are_too_large()
    {
        string finding = Assert
            .Single(Train("unit", "[flatten, { linear: 32 }, tanh, { linear: 10 }]",
            "loss: cross_entropy\noptimizer: { adam: 3 }\ntraining: { epochs: 3, batch_size: 8 }"));
        Assert.Matches("^(Updates are too large|Saturated units)", finding);
    }

    [Fact]
    public void On_MNIST_uniform_weights_saturate_784_32_10()
    {
        string? data = Environment.GetEnvironmentVariable("CHAINRULE_DATA");
        Assert
            .SkipWhen(data is null || !Directory.Exists(Path.Combine(data, "mnist")), "CHAINRULE_DATA does not name a folder with MNIST.");
        string finding = Assert.Single(Run("""
            name: saturated
            data: { mnist: { scale: unit } }
            initializer: { uniform: { min: 0, max: 1 } }
            model: [flatten, { linear: 32 }, sigmoid, { linear: 10 }, sigmoid]
            loss: sum_squared_error
            optimizer: { sgd: 0.01 }
            training: { steps: 200, batch_size: 512 }
            metrics: [accuracy]
            """, out _, data));
        Assert.StartsWith("Saturated units", finding);
    }

    private const string Mlp = "[flatten, { linear: 64 }, relu, { linear: 16 }, relu, { linear: 10 }]";

    private static IReadOnlyList<string> Train(string scale, string model, string ending) => Train(scale, model, ending, out _);

    /// <summary>Trains on the embedded digits as pictures of 28×28 pixels from 0 to 255, as those of MNIST.</summary>
    private static IReadOnlyList<string> Train(string scale, string model, string ending, out RunSummary summary) =>
        Run($"name: ill\ndata: {{ idx: {{ inputs: images, targets: labels, scale: {scale} }} }}\nmodel: {model}\n{ending}\nmetrics: "
            + "[accuracy]\n", out summary);

    private static IReadOnlyList<string> Run(string recipe, out RunSummary summary, string? data = null)
    {
        using TemporaryFolder folder = new();
        if (recipe.Contains("idx", StringComparison.Ordinal))
        {
            Dataset<float> digits = Digits.Load<float>();
            byte[] images = new byte[digits.Count * 784], labels = new byte[digits.Count];
            float[] digit = new float[64];
            for (int i = 0; i < digits.Count; i++)
            {
                digits.GatherInputs([i], digit);
                labels[i] = (byte)digits.Label(i);
                for (int p = 0; p < 784; p++) images[i * 784 + p] = (byte)(digit[p / 28 * 8 / 28 * 8 + p % 28 * 8 / 28] * 255 / 16);
            }
            folder.Write("images", TemporaryFolder.Idx(images, digits.Count, 28, 28));
            folder.Write("labels", TemporaryFolder.Idx(labels, digits.Count));
        }
        folder.Write("recipe.yaml", recipe);
        summary = Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]),
            new RunOptions { Folder = folder["run"], DataDirectory = data ?? folder["cache"] });
        return summary.Findings ?? [];
    }
}
