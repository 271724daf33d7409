using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Recipes;

public class ShippedRecipesTests
{
    [Theory]
    [InlineData("xor", 337)]
    [InlineData("linear", 337)]
    [InlineData("spirals", 4_547)]
    [InlineData("flowers", 131)]
    [InlineData("digits-mlp", 4_810)]
    [InlineData("digits-cnn", 21_386)]
    [InlineData("digits-branches", 20_874)]
    [InlineData("mnist-mlp", 435_402)]
    [InlineData("mnist-one-by-one", 435_402)]
    [InlineData("mnist-convnet", 34_826)]
    [InlineData("lenet5", 61_706)]
    public void The_network_fits_the_data_and_has_as_many_parameters_as_it_says(string name, int parameters)
    {
        RecipeDocument document = Read(name);
        Recipe recipe = document.Recipe;
        Shape input = recipe.Data is MnistData ? [1, 28, 28] : Load(document).Train.InputShape;
        Network<float> network = Network.Build<float>(input, recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
        Assert.Equal(parameters, network.Weights.Length);
    }

    [Fact]
    public void Every_shipped_recipe_is_tested_here() =>
        Assert.Equal(Samples.Files.Count, typeof(ShippedRecipesTests)
            .GetMethod(nameof(The_network_fits_the_data_and_has_as_many_parameters_as_it_says))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    /// <summary>The convolutional network has its full time in an optimised build only; without optimisation it would take
    /// minutes.</summary>
    [Theory]
    [InlineData("xor", 1.0)]
    [InlineData("linear", 0.98)]
    [InlineData("spirals", 0.95)]
    [InlineData("flowers", 0.9)]
    [InlineData("digits-mlp", 0.94)]
#if DEBUG
    [InlineData("digits-cnn", 0.85, "training.epochs=2")]
    [InlineData("digits-branches", 0.85, "training.epochs=2")]
#else
    [InlineData("digits-cnn", 0.97)]
    [InlineData("digits-branches", 0.97)]
#endif
    public void It_learns_what_it_promises(string name, double accuracy, params string[] overrides)
    {
        RecipeDocument document = Read(name, overrides);
        Recipe recipe = document.Recipe;
        DataSplit<float> data = Load(document);
        Network<float> network =
            Network.Build<float>(data.Train.InputShape, recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
        Trainer<float> trainer = new(network, recipe.Loss, recipe.Optimizer, recipe.Schedule) { Metrics = recipe.Metrics };
        trainer.Fit(data, recipe.Training, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(trainer.Evaluate(data.Test ?? data.Train, TestContext.Current.CancellationToken).Metrics[0], accuracy, 1);
    }

    private static RecipeDocument Read(string name, params string[] overrides) =>
        RecipeReader.Read(Path.Combine(Samples.Folder, name + ".yaml"), overrides);

    private static DataSplit<float> Load(RecipeDocument document) =>
        document.Recipe.Data.Load<float>(
            new() { Folder = document.Folder, DataDirectory = Path.GetTempPath(), Seed = document.Recipe.Seed });
}
