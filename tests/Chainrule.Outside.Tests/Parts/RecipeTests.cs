using Chainrule.Lab.Documents;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>The parts by name: in recipes, in saved networks, in exported ones.</summary>
public sealed class RecipeTests : IDisposable
{
    private const string Own = """
        name: own
        data: { checkerboard: { samples: 600, seed: 3, test: 100 } }
        initializer: { truncated_normal: 0.5 }
        model: [gated_linear: 32, swish: 1.5, linear: 2]
        loss: { weighted_cross_entropy: [1, 2] }
        optimizer: { adamax: 0.02 }
        schedule: { polynomial: { power: 1.5, warmup_epochs: 1 } }
        training: { epochs: 30, batch_size: 50 }
        metrics: [accuracy]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-outside-").FullName;

    public RecipeTests() => OwnParts.Register();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_recipe_with_parts_of_ones_own_is_run_and_its_folder_opened_again()
    {
        RecipeDocument recipe = RecipeReader.Parse(Own);
        RunResult result = Runner.Train(recipe, new RunOptions { Folder = Path.Combine(folder, "run") });
        Assert.Equal(TrainingStatus.Completed, result.Summary.Status);
        Assert.InRange(result.Summary.Test!["accuracy"], 0.9, 1);

        Run run = Run.Open(result.Folder.Path);
        Assert.Equal(new AdaMax(0.02), run.Document.Recipe.Optimizer);
        Assert.Equal(result.Summary.WeightsSha256, run.LoadNetwork<float>().WeightsSha256());
        Assert.Equal(RecipeWriter.ToYaml(recipe.Recipe), RecipeWriter.ToYaml(RecipeReader.Parse(run.RecipeText).Recipe));
    }

    [Fact]
    public void A_recipe_may_name_an_elementwise_loss_of_ones_own()
    {
        string yaml = Own.Replace("weighted_cross_entropy: [1, 2]", "log_cosh: { reduction: sum }", StringComparison.Ordinal);
        RunResult result = Runner.Train(RecipeReader.Parse(yaml, overrides: ["training.epochs=3"]),
            new RunOptions { Folder = Path.Combine(folder, "run") });
        Assert.Equal(new LogCosh { Reduction = Chainrule.Losses.Reduction.Sum }, result.Recipe.Loss);
        Assert.True(result.Epochs[^1].Train.Loss < result.Epochs[0].Train.Loss);
    }

    [Theory]
    [InlineData("swish: 1.5", "swich", "model.1: unknown layer 'swich'; did you mean 'swish'? Valid names: linear, ")]
    [InlineData("swish: 1.5", "swish: -1", "model.1.swish.beta: expected a number above 0, but got -1.")]
    [InlineData("gated_linear: 32", "gated_linear: { unit: 3 }",
        "model.0.gated_linear.unit: unknown key 'unit'; did you mean 'units'? Valid keys: units.")]
    [InlineData("adamax: 0.02", "adamix: 0.02", "optimizer: unknown optimizer 'adamix'; did you mean 'adamax'? Valid names: sgd, ")]
    [InlineData("polynomial: {", "polynomal: {", "schedule: unknown schedule 'polynomal'; did you mean 'polynomial'? Valid names: ")]
    [InlineData("truncated_normal: 0.5", "truncated: 0.5", "initializer: unknown initializer 'truncated'")]
    [InlineData("checkerboard: {", "chequerboard: {", "data: unknown data source 'chequerboard'; did you mean 'checkerboard'? ")]
    [InlineData("[1, 2]", "[1, -2]", "loss.weighted_cross_entropy.weights: ")]
    public void Mistakes_are_explained_as_those_with_the_librarys_own(string text, string mistake, string problem)
    {
        DocumentException refused = Assert.Throws<DocumentException>(
            () => RecipeReader.Parse(Own.Replace(text, mistake, StringComparison.Ordinal)));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_class_weights_is_told()
    {
        RecipeDocument recipe = RecipeReader.Parse(Own.Replace("[1, 2]", "[1, 2, 3]", StringComparison.Ordinal));
        Exception refused = Assert.ThrowsAny<Exception>(
            () => Runner.Train(recipe, new RunOptions { Folder = Path.Combine(folder, "run") }));
        Assert.Contains("WeightedCrossEntropy(1, 2, 3) has 3 weights, but the network has 2 outputs.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_name_is_refused() =>
        Assert.Equal("The name 'swish' is taken by Chainrule.Outside.Tests.Parts.Swish; choose another one for "
            + "Chainrule.Outside.Tests.Parts.Nameless. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => Kinds.Register<Layer, Nameless>("swish")).Message);

    [Fact]
    public void A_saved_network_predicts_the_same_once_it_is_loaded()
    {
        Network<float> network = Trained();
        string file = Path.Combine(folder, "own.safetensors");
        network.Save(file);
        Assert.Equal(Outputs(network), Outputs(NetworkFile.Load<float>(file)));
    }

    [Fact]
    public void Another_program_loads_it_after_the_same_registration()
    {
        Network<float> network = Trained();
        string file = Path.Combine(folder, "own.safetensors");
        network.Save(file);
        using AnotherProgram program = new();
        string refused = (string)program.Call(typeof(RecipeTests), nameof(Load), file, false);
        Assert.Contains("the file describes a network that this version cannot read: ", refused, StringComparison.Ordinal);
        Assert.EndsWith("Layers of your own must be registered first, with Kinds.Register.", refused, StringComparison.Ordinal);
        Assert.Equal(network.WeightsSha256(), program.Call(typeof(RecipeTests), nameof(Load), file, true));
    }

    /// <summary>What the other program does: the hash of a saved network's weights, or why it cannot be loaded.</summary>
    public static string Load(string file, bool register)
    {
        if (register) OwnParts.Register();
        try
        {
            return NetworkFile.Load<float>(file).WeightsSha256();
        }
        catch (DataException e)
        {
            return e.Message;
        }
    }

    [Fact]
    public void A_layer_without_a_name_says_so_when_it_is_saved()
    {
        Network<float> network = Network.Build<float>([2], [new Linear(3), new Residual([new Nameless()])]);
        string file = Path.Combine(folder, "nameless.safetensors");
        Assert.Equal("The network cannot be saved, since layer 1.0, Nameless(), is of a kind without a name: register it first, with "
            + "Kinds.Register<Layer, Nameless>.",
            Assert.Throws<NotSupportedException>(() => network.Save(file)).Message);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Layers_that_say_their_operators_are_exported()
    {
        string file = Path.Combine(folder, "own.onnx");
        Trained().SaveOnnx(file);
        string model = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        foreach (string part in (string[])["Gemm", "Sigmoid", "Mul", "0.gate_weight", "1.beta"])
            Assert.Contains(part, model, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_does_not_say_them_is_named() =>
        Assert.Equal("Nameless() does not say which operators it is made of, so it cannot be exported; override Lower.",
            Assert.Throws<NotSupportedException>(() => Network.Build<float>([2], [new Nameless()]).ToOnnx()).Message);

    private static Network<float> Trained()
    {
        Recipe recipe = RecipeReader.Parse(Own).Recipe;
        Network<float> network = Network.Build<float>([2], recipe.Model, recipe.Seed, recipe.Initializer);
        new Trainer<float>(network, recipe.Loss, recipe.Optimizer, recipe.Schedule).Fit(
            recipe.Data.Load<float>(new()), new TrainingOptions { Steps = 20, BatchSize = 50 });
        return network;
    }

    private static float[] Outputs(Network<float> network)
    {
        float[] y = new float[200];
        network.Predict([.. Enumerable.Range(0, 200).Select(i => MathF.Cos(i))], y);
        return y;
    }
}

/// <summary>A layer that nobody registers.</summary>
public sealed record Nameless : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Identity().Compile(builder);
}
