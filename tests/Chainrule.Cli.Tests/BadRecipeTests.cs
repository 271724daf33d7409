namespace Chainrule.Cli.Tests;

/// <summary>A mistake in a recipe is reported with its position, and no run folder remains.</summary>
public class BadRecipeTests
{
    [Theory]
    [InlineData("seed", "loss:", "los: cross_entropy\nloss:", "recipe.yaml:11:1: los: unknown key 'los'; did you mean 'loss'?")]
    [InlineData("layer", "- relu", "- rleu", "recipe.yaml:9:5: model.2: unknown layer 'rleu'; did you mean 'relu'?")]
    [InlineData("type", "epochs: 3", "epochs: many",
        "recipe.yaml:15:11: training.epochs: expected a whole number of at least 1, but got 'many'")]
    [InlineData("missing", "loss: cross_entropy", "", "the key 'loss' is missing")]
    [InlineData("negative rate", "adam: 0.01", "adam: -0.01",
        "recipe.yaml:13:9: optimizer.adam.learning_rate: expected a number above 0, but got -0.01")]
    [InlineData("batch", "batch_size: 64", "batch_size: 5000", "recipe.yaml:16:15: training.batch_size: batch_size is 5000, " +
        "but the training part of 'digits' holds 1150 samples; write all, or at most 1150.")]
    [InlineData("outputs", "linear: 10", "linear: 7",
        "recipe.yaml:10:5: model.3: 'digits' has 10 classes, but the network has 7 outputs; let its last layer have 10.")]
    [InlineData("one output", "linear: 10", "linear: 1", "'digits' has 10 classes, but the network has 1 output;")]
    [InlineData("size", "linear: 16", "linear: 2000000000", "model: the network has more weights than memory can hold")]
    [InlineData("metric", "batch_size: 64", "early_stopping: { metric: validation_los, patience: 2 }",
        "training.early_stopping.metric", "validation_loss")]
    [InlineData("yaml", "data:", "data", "recipe.yaml:3:9: a ': ' appears where no key can be; check the indentation")]
    public void A_mistake_is_named_with_its_place(string what, string old, string replacement, params string[] words)
    {
        Assert.NotEmpty(what);
        using Workplace place = new();
        place.Recipe(old, replacement);
        place.Refuses(2, ["train", "recipe.yaml", "--out", "out"], words);
    }

    [Fact]
    public void A_layer_that_does_not_fit_is_named_with_the_chain_of_shapes()
    {
        using Workplace place = new();
        place.Recipe("- flatten", "- sigmoid");
        foreach (string command in (string[])["train", "describe"])
            place.Refuses(2, command == "train" ? ["train", "recipe.yaml", "--out", "out"] : ["describe", "recipe.yaml"],
                "recipe.yaml:8:5: model.1: layer 1, Linear(16), expects 1 dimension [features], but got 1×8×8.",
                "input 1×8×8 → Sigmoid() 1×8×8", "Put flatten before it.");
    }

    [Fact]
    public void A_batch_norm_that_would_meet_a_single_sample_is_named_before_the_training()
    {
        using Workplace place = new();
        place.Recipe("- relu", "- batch_norm");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "out", "--set", "training.batch_size=383"],
            "recipe.yaml:9:5: model.2: layer 2, BatchNorm()", "a batch of 1");
    }

    [Fact]
    public void A_batch_that_no_memory_holds_is_refused()
    {
        using Workplace place = new();
        place.Recipe("- flatten", "- conv2d: { filters: 60000, kernel: 1 }\n  - avg_pool2d: 8\n  - flatten");
        foreach (string[] command in (string[][])[["describe", "recipe.yaml"], ["train", "recipe.yaml", "--out", "out"]])
            place.Refuses(2, [.. command, "--set", "training.batch_size=all"],
                "training.batch_size", "do not fit into memory; take a smaller");
    }

    [Theory]
    [InlineData("training.epochz=3", "training.epochz: unknown key 'epochz'; did you mean 'epochs'?")]
    [InlineData("epochs", "expected path=value, such as training.epochs=3")]
    [InlineData("model.9.units=3", "'model' has the entries 0 to 3, not '9'")]
    [InlineData("training.epochs=0", "--set training.epochs=0: training.epochs: expected a whole number of at least 1, but got 0")]
    public void A_change_that_makes_no_sense_is_refused(string set, string message)
    {
        using Workplace place = new();
        place.Recipe();
        place.Refuses(2, ["train", "recipe.yaml", "--out", "out", "--set", set], message);
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_refused()
    {
        using Workplace place = new();
        foreach (string command in (string[])["train", "describe", "gradcheck"])
            place.Refuses(2, [command, "none.yaml"], "none.yaml: there is no such file.");
        place.Refuses(2, ["train", "."], ".: this is a folder, not a recipe.");
    }
}
