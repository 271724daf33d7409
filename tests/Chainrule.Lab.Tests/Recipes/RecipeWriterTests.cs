using System.Globalization;
using System.Text.Json.Nodes;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Recipes;

public class RecipeWriterTests
{
    [Fact]
    public void Every_default_is_written_out_in_the_canonical_spelling()
    {
        Recipe recipe = Samples.Parse(Samples.Small.Replace("- relu", "- residual: [relu, {linear: 4}]", StringComparison.Ordinal),
            "model.0.initializer={normal: 0.00001}", "description='a: b'");
        Assert.Equal("""
            name: small
            description: "a: b"
            seed: 1
            precision: float32
            data:
              type: xor
              test: 0
              validation: 0
              scale: none
            initializer: { type: he_normal }
            bias_initializer: { type: zeros }
            model:
              - { type: linear, units: 4, bias: true, initializer: { type: normal, std: 1e-05, mean: 0 } }
              - type: residual
                layers:
                  - { type: relu }
                  - { type: linear, units: 4, bias: true }
              - { type: linear, units: 1, bias: true }
              - { type: sigmoid }
            loss:
              type: binary_cross_entropy
              reduction: mean
            optimizer:
              type: sgd
              learning_rate: 0.1
              momentum: 0
              nesterov: false
              weight_decay: 0
            schedule:
              type: constant
              warmup_epochs: 0
            training:
              epochs: 5
              batch_size: 32
              shuffle: true
              evaluate_every: 1
              checkpoint_every: 1
            metrics: []

            """, RecipeWriter.ToYaml(recipe));
    }

    [Fact]
    public void A_recipe_made_in_code_is_read_back()
    {
        Recipe recipe = new()
        {
            Name = "code",
            Data = new SpiralsData { Classes = 3 },
            Model = [new Linear(8) { BiasInitializer = new Normal(0.5) }, new Tanh(), new Sequential([new Linear(3)])],
            Loss = new CrossEntropy(),
            Optimizer = new Adam(),
            Training = new TrainingOptions
            {
                Epochs = 10,
                BatchSize = BatchSize.All,
                EarlyStopping = new() { Metric = "train_accuracy", Patience = 2 },
            },
            Metrics = [new AccuracyMetric()],
        };
        string yaml = RecipeWriter.ToYaml(recipe);
        Assert.Equal(yaml, RecipeWriter.ToYaml(RecipeReader.Parse(yaml).Recipe));
    }

    [Theory]
    [InlineData("csv", "{path: data/t.csv}", "../../recipes/data/t.csv")]
    [InlineData("npz", "{path: ../t.npz}", "../../t.npz")]
    [InlineData("csv", "{path: /far/t.csv}", "/far/t.csv")]
    [InlineData("npy", "{inputs: t.npy, targets: y.npy}", "../../recipes/t.npy")]
    [InlineData("idx", "{inputs: y.idx, targets: y.idx, test_inputs: t.idx, test_targets: y.idx}", "../../recipes/t.idx")]
    public void A_recipe_that_moves_to_another_folder_still_finds_its_files(string kind, string parameters, string path)
    {
        Recipe recipe = Samples.Parse(Samples.Small, $"data={{{kind}: {parameters}}}", "initial_weights=w.safetensors")
            .Moved("/lab/recipes", "/lab/runs/1");
        string yaml = RecipeWriter.ToYaml(recipe);
        Assert.Contains($": {(path[0] is '.' or '/' ? $"\"{path}\"" : path)}\n", yaml, StringComparison.Ordinal);
        Assert.Contains("initial_weights: \"../../recipes/w.safetensors\"\n", yaml, StringComparison.Ordinal);
        Assert.Equal(yaml, RecipeWriter.ToYaml(RecipeReader.Parse(yaml).Recipe));
    }

    [Fact]
    public void Random_recipes_in_random_spellings_come_back_and_their_canonical_text_stays()
    {
        RandomRecipes recipes = new(1);
        for (int i = 0; i < 1000; i++)
        {
            string json = recipes.Next().ToJsonString();
            string yaml = RecipeWriter.ToYaml(RecipeReader.Parse(json).Recipe);
            Assert.Equal(yaml, RecipeWriter.ToYaml(RecipeReader.Parse(yaml).Recipe));
        }
    }

    [Fact]
    public void Random_values_come_back_as_they_were_written()
    {
        RandomRecipes recipes = new(2);
        for (int i = 0; i < 300; i++)
        {
            JsonNode json = recipes.Next();
            Recipe recipe = RecipeReader.Parse(RecipeWriter.ToYaml(RecipeReader.Parse(json.ToJsonString()).Recipe)).Recipe;
            Assert.Equal((string)json["name"]!, recipe.Name);
            Assert.Equal((string?)json["description"], recipe.Description);
            Assert.Equal(json["seed"]?.GetValue<ulong>() ?? 1, recipe.Seed);
            Assert.Equal(json["model"]!.AsArray().Count, recipe.Model.Count);
            if (json["training"]!["clip_norm"] is { } norm)
                Assert.Equal(double.Parse(norm.ToJsonString(), CultureInfo.InvariantCulture), recipe.Training.ClipNorm);
        }
    }
}
