using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Recipes;

public class RecipeReaderTests
{
    [Fact]
    public void A_recipe_becomes_the_records_it_names_and_what_it_leaves_out_has_its_default()
    {
        Recipe recipe = Samples.Parse(Samples.Small);
        Assert.Equal("small", recipe.Name);
        Assert.Null(recipe.Description);
        Assert.Equal(1ul, recipe.Seed);
        Assert.Equal(Precision.Float32, recipe.Precision);
        Assert.Equal(new XorData(), recipe.Data);
        Assert.Equal(new HeNormal(), recipe.Initializer);
        Assert.Equal(new Zeros(), recipe.BiasInitializer);
        Assert.Equal([new Linear(4), new ReLU(), new Linear(1), new Sigmoid()], recipe.Model);
        Assert.Equal(new BinaryCrossEntropy(), recipe.Loss);
        Assert.Equal(new Sgd(0.1), recipe.Optimizer);
        Assert.Equal(new Constant(), recipe.Schedule);
        Assert.Equal(new TrainingOptions { Epochs = 5 }, recipe.Training);
        Assert.Equal(32, recipe.Training.BatchSize.Count);
        Assert.True(recipe.Training.Shuffle);
        Assert.Empty(recipe.Metrics);
    }

    [Fact]
    public void Everything_can_be_said_at_once()
    {
        Recipe recipe = Samples.Parse("""
            # YAML with comments, quotes, folding and an alias
            name: "everything-1"
            description: >
              Two lines
              of text.
            seed: 0xFFFF
            precision: float64
            data: {mnist: {validation: 6000, scale: unit}}
            initializer: &small {normal: {std: .5e-1, mean: 1}}
            bias_initializer: *small
            initial_weights: ../weights.safetensors
            model:
              - conv2d: {filters: 8, kernel: [3, 5], stride: 2, padding: same, bias: false}
              - max_pool2d: [2, 1]
              - flatten
              - residual: [{linear: 128}, tanh]
              - type: linear
                units: 10
                initializer: {uniform: {min: -1, max: 1}}
            loss: {cross_entropy: {label_smoothing: 0.1, reduction: sum}}
            optimizer: {type: adamw, weight_decay: 1}
            schedule: {cosine: {warmup_epochs: 1}}
            training:
              steps: 500
              batch_size: all
              shuffle: false
              clip_norm: 5
              early_stopping: {metric: validation_accuracy, patience: 3}
              evaluate_every: 2
              checkpoint_every: 3
            metrics: [accuracy, mean_absolute_error]
            """);
        Assert.Equal(0xFFFFul, recipe.Seed);
        Assert.Equal("Two lines of text.\n", recipe.Description);
        Assert.Equal(new MnistData { Validation = 6000, Scale = Scaling.Unit }, recipe.Data);
        Assert.Equal(recipe.Initializer, recipe.BiasInitializer);
        Assert.Equal(new Conv2d(8) { Kernel = (3, 5), Stride = 2, Padding = Padding.Same, Bias = false }, recipe.Model[0]);
        Assert.Equal([new Linear(128), new Tanh()], Assert.IsType<Residual>(recipe.Model[3]).Layers);
        Assert.Equal(Reduction.Sum, recipe.Loss.Reduction);
        Assert.Equal(new AdamW { WeightDecay = 1 }, recipe.Optimizer);
        Assert.Equal(new Cosine { WarmupEpochs = 1 }, recipe.Schedule);
        Assert.Equal((500, null, true, 5.0),
            (recipe.Training.Steps, recipe.Training.Epochs, recipe.Training.BatchSize.IsAll, recipe.Training.ClipNorm));
        Assert.Equal(new EarlyStopping { Metric = "validation_accuracy", Patience = 3 }, recipe.Training.EarlyStopping);
        Assert.Equal([new AccuracyMetric(), new MeanAbsoluteErrorMetric()], recipe.Metrics);
    }

    [Theory]
    [InlineData("relu", "{relu: }", "{relu: {}}", "{type: relu}")]
    [InlineData("linear: 4", "{linear: {units: 4}}", "{type: linear, units: 4}", "{units: 4, type: linear}")]
    [InlineData("leaky_relu", "{leaky_relu: 0.01}", "{leaky_relu: {slope: 0.01}}", "{type: leaky_relu}")]
    [InlineData("max_pool2d: [2, 3]", "{max_pool2d: {size: [2, 3]}}", "{type: max_pool2d, size: [2, 3]}",
        "{\"type\": \"max_pool2d\", \"size\": [2, 3]}")]
    [InlineData("residual: [relu, tanh]", "{residual: {layers: [relu, tanh]}}", "{type: residual, layers: [{type: relu}, tanh]}",
        "residual:\n      - relu\n      - tanh")]
    public void The_spellings_of_a_kind_are_equal(params string[] spellings)
    {
        string[] texts = [.. spellings.Select(
            spelling => RecipeWriter.ToYaml(Samples.Parse(Samples.Small.Replace("linear: 4", spelling, StringComparison.Ordinal))))];
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Booleans_are_those_of_the_core_schema(string text, bool expected)
    {
        Recipe recipe = Samples.Parse(Samples.Small + "\nmetrics: []\nseed: 3\ninitializer: zeros\n", $"training.shuffle={text}");
        Assert.Equal(expected, recipe.Training.Shuffle);
    }

    [Theory]
    [InlineData(".5", 0.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("2", 2)]
    [InlineData("+1.", 1)]
    [InlineData("1E+2", 100)]
    [InlineData("0x10", 16)]
    public void Numbers_are_those_of_the_core_schema(string text, double expected) =>
        Assert.Equal(expected, Samples.Parse(Samples.Small, $"optimizer.learning_rate={text}").Optimizer.BaseRate);

    [Theory]
    [InlineData("no")]
    [InlineData("\"5\"")]
    [InlineData("'true'")]
    [InlineData("!!str 5")]
    [InlineData("! 5")]
    public void Words_and_quoted_values_are_text(string text) =>
        Assert.Equal(text.Trim('\'', '"', '!', ' ').Replace("str ", "", StringComparison.Ordinal),
            Samples.Parse(Samples.Small, $"description={text}").Description);

    [Fact]
    public void JSON_is_read_as_well()
    {
        Recipe recipe = Samples.Parse("""
            {"name":"j","data":{"type":"xor"},"model":[{"type":"linear","units":1}],"loss":{"type":"huber"},
            "optimizer":{"type":"adam"},"training":{"epochs":1}}
            """);
        Assert.Equal(new Huber(), recipe.Loss);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_found_where_the_layer_stands()
    {
        RecipeDocument document = RecipeReader.Parse(
            Samples.Small.Replace("- relu", "- residual:\n    - linear: 5\n    - linear: {units: 3}", StringComparison.Ordinal), "r.yaml");
        DocumentException error = document.At(new ShapeException("does not fit.", [1, 1]));
        Assert.Equal("r.yaml:7:7: model.1.residual.layers.1: does not fit.", error.Message);
        Assert.Equal("r.yaml:10:7: loss: does not fit.", document.At(new ShapeException("does not fit.")).Message);
        Assert.Equal("r.yaml:12:20: training.epochs: too many.", document.At("training.epochs", "too many.").Message);
    }

    [Fact]
    public void Paths_start_from_the_folder_of_the_recipe()
    {
        RecipeDocument document = RecipeReader.Parse(Samples.Small, "/somewhere/else/r.yaml");
        Assert.Equal("/somewhere/else", document.Folder);
    }

    [Fact]
    public void Every_shipped_recipe_is_read_and_describes_itself()
    {
        Assert.NotEmpty(Samples.Files);
        foreach (string file in Samples.Files)
        {
            Recipe recipe = RecipeReader.Read(file).Recipe;
            Assert.Equal(Path.GetFileNameWithoutExtension(file), recipe.Name);
            Assert.NotNull(recipe.Description);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_recipe_error()
    {
        string folder = Directory.CreateTempSubdirectory("chainrule-").FullName;
        try
        {
            string missing = Path.Combine(folder, "none.yaml"), binary = Path.Combine(folder, "binary.yaml"),
                large = Path.Combine(folder, "large.yaml"), marked = Path.Combine(folder, "bom.yaml");
            File.WriteAllBytes(binary, [0x6E, 0xFF, 0xFE]);
            File.WriteAllText(large, new string('#', 2 << 20));
            File.WriteAllText(marked, Samples.Small, new System.Text.UTF8Encoding(true));
            Assert.Equal($"{missing}: there is no such file.", Refused(missing));
            Assert.Equal($"{folder}: this is a folder, not a recipe.", Refused(folder));
            Assert.Equal($"{binary}: the file is not UTF-8 text.", Refused(binary));
            Assert.Contains("a recipe has at most 1048576", Refused(large), StringComparison.Ordinal);
            Assert.Equal("small", RecipeReader.Read(marked).Recipe.Name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Refused(string path) => Assert.Throws<DocumentException>(() => RecipeReader.Read(path)).Message;
}
