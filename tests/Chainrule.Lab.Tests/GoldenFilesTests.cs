using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests;

/// <summary>Files that an earlier version wrote are read as they were meant.</summary>
public class GoldenFilesTests
{
    private const string WeightsHash = "c759601f6aed4dce1da72174dbbb30f77e3a5207f94c2b8c7d8b226b2af97025";

    private static readonly string folder = Path.Combine(Path.GetDirectoryName(Recipes.Samples.Folder)!, "tests", "golden", "v1");

    [Theory]
    [InlineData("recipe.yaml")]
    [InlineData("canonical.yaml")]
    public void A_recipe_in_any_spelling_says_what_it_said(string file)
    {
        Recipe recipe = RecipeReader.Read(At(file)).Recipe;
        Assert.Equal(("golden", "two moons, a little of everything: ümläut", ulong.MaxValue, Precision.Float32),
            (recipe.Name, recipe.Description, recipe.Seed, recipe.Precision));
        MoonsData data = Assert.IsType<MoonsData>(recipe.Data);
        Assert.Equal((60, 0.1, 0.2, Scaling.Standardize), (data.Samples, data.Noise, data.Validation, data.Scale));
        Assert.Equal("Linear(6), BatchNorm(epsilon: 0.001), LeakyReLU(0.05), "
            + "Residual(Linear(6, bias: false, initializer: GlorotUniform()), Tanh()), Dropout(0.25), Linear(2)",
                string.Join(", ", recipe.Model));
        Assert.Equal((0.1, 0.01, 0.001),
            (((Losses.CrossEntropy)recipe.Loss).LabelSmoothing, ((Optimizers.Adam)recipe.Optimizer).LearningRate,
            ((Optimizers.Adam)recipe.Optimizer).WeightDecay));
        Assert.Equal((4, 16, 5.0, true),
            (recipe.Training.Epochs, recipe.Training.BatchSize.Of(1000), recipe.Training.ClipNorm, recipe.Training.Shuffle));
        Assert.Equal(File.ReadAllText(At("canonical.yaml")), RecipeWriter.ToYaml(recipe));
    }

    [Fact]
    public void A_run_folder_holds_its_network_and_predicts_what_it_predicted()
    {
        Run run = Run.Open(At("run"));
        Assert.Equal(WeightsHash, run.LoadNetwork<float>().WeightsSha256());
        Assert.Equal(80, run.LoadNetwork<float>().Weights.Length);
        Assert.Equal(["chainrule.recipe", "chainrule.data_sha256", "chainrule.input_scale", "chainrule.weights_sha256",
            "chainrule.self_test", "chainrule.network"], run.Metadata.Texts.Keys);
        Assert.NotEmpty(Run.Open(At("run"), best: true).LoadNetwork<float>().Parameters);
        Predictions predictions = run.PredictFile(At("inputs.csv"));
        double[] expected = [0.4881305357933361, 0.5118694642066639, 0.7125790729977901, 0.28742092700220995, 0.605502397223795,
            0.39449760277620505];
        Assert.All(expected.Zip(predictions.Outputs), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(["1", "0", "0"], predictions.Classes!);
        Assert.Equal(expected, Npy.Read(At("predictions.npy")).ToDoubles());
        Assert.Equal("class,0,1\n1,0.4881305357933361,0.5118694642066639\n0,0.7125790729977901,0.28742092700220995\n"
            + "0,0.605502397223795,0.39449760277620505\n", File.ReadAllText(At("predictions.csv")));
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("../v2/checkpoint")]
    public void A_checkpoint_goes_on_as_it_did(string file)
    {
        Recipe recipe = RecipeReader.Read(At("recipe.yaml")).Recipe;
        DataSplit<float> data = recipe.Data.Load<float>(new() { Folder = folder, DataDirectory = folder, Seed = recipe.Seed });
        Network<float> network = Network.Build<float>([2], recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
        Trainer<float> trainer = new(network, recipe.Loss, recipe.Optimizer, recipe.Schedule) { Metrics = recipe.Metrics, Threads = 1 };
        TrainingState<float> state = trainer.Start();
        state.Load(At(file), new Dictionary<string, string>
        {
            ["recipe"] = "9b37e9b5dda006c3052af3762982633278ec835e8aeef51a3b2685b925623b4c",
            ["data"] = "4e6f92cacebff2f8430419fde9a9bcd9630b06c3fa20f85cf955aa11dab29657",
        });
        Assert.Equal((2, 6L, 0, 96L, 2), (state.Epoch, state.Step, state.Batch, state.Samples, state.BestEpoch));
        Assert.Equal((0.6481, 2), (Math.Round(state.BestScore, 4), state.Epochs.Count));
        trainer.Fit(data, recipe.Training, state);
        Assert.Equal("7540fc4f27bcc46da1cac1c6f84f776c456a56a3567aa7285237109e4be983d3", network.WeightsSha256());
    }

    [Fact]
    public void A_summary_says_what_it_said()
    {
        RunSummary summary = RunSummary.FromJson(File.ReadAllText(At("run/summary.json")));
        Assert.Equal(("golden", "0.1.0", ulong.MaxValue, "float32", 1, "AVX-512, 256-bit vectors"),
            (summary.Name, summary.Version, summary.Seed, summary.Precision, summary.Threads, summary.InstructionSet));
        Assert.Equal((4, 12L, 80L, TrainingStatus.Completed), (summary.Epochs, summary.Steps, summary.Parameters, summary.Status));
        Assert.Equal((0.6784826119740804, 0.4375), (summary.Train["loss"], summary.Train["accuracy"]));
        Assert.Equal((0.5094112555185953, 0.6666666666666666), (summary.Validation!["loss"], summary.Validation["accuracy"]));
        Assert.Equal((4, 0.5094112555185953), (summary.Best!.Epoch, summary.Best.Validation!["loss"]));
        Assert.Null(summary.Test);
        Assert.Null(summary.Machine);
        Assert.Equal((WeightsHash, "4e6f92cacebff2f8430419fde9a9bcd9630b06c3fa20f85cf955aa11dab29657"),
            (summary.WeightsSha256, summary.DataSha256));
        Assert.Equal((0.0783128, 2645.324045306685), (summary.Seconds, summary.SamplesPerSecond));
    }

    [Fact]
    public void A_history_has_these_columns_and_numbers() => Assert.Equal(
        """
        epoch,step,seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy
        1,3,0.076,0.01,1.0120844046274822,0.3541666666666667,0.7872695922851562,0.6666666666666666
        2,6,0.078,0.00883022221559489,0.8121968706448873,0.4375,0.6117634773254395,0.6666666666666666
        3,9,0.078,0.0041317591116653484,0.7914476195971171,0.4375,0.5305767059326172,0.6666666666666666
        4,12,0.078,0.00030153689607045843,0.8091470797856649,0.3958333333333333,0.5094112555185953,0.6666666666666666

        """, File.ReadAllText(At("run/history.csv")));

    [Fact]
    public void Weights_in_npz_are_those_of_the_run_and_are_written_byte_for_byte()
    {
        Network<float> network = Run.Open(At("run")).LoadNetwork<float>();
        string again = Path.GetTempFileName();
        network.SaveNpz(again);
        Assert.Equal(File.ReadAllBytes(At("weights.npz")), File.ReadAllBytes(again));
        File.Delete(again);
        network.Weights.Clear();
        network.LoadWeights(At("weights.npz"));
        Assert.Equal(WeightsHash, network.WeightsSha256());
        Assert.Equal(ElementType.Int64, Npz.Read(At("weights.npz"))["1.num_batches_tracked"].ElementType);
    }

    [Fact]
    public void Idx_csv_and_png_files_are_read()
    {
        NdArray pictures = Idx.Read(At("pictures.idx"));
        Assert.Equal([2, 2, 3], pictures.Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(value => (byte)value), (byte[])pictures.Data);
        Assert.Equal([1, 0], (byte[])Idx.Read(At("labels.idx")).Data);
        Dataset<float> table = new CsvData("table.csv").Load<float>(new() { Folder = folder, DataDirectory = folder }).Train;
        float[] inputs = new float[4];
        table.GatherInputs([0, 1], inputs);
        Assert.Equal([1.5f, -2000, 0, 4], inputs);
        Assert.Equal(["a \"b\"", "c"], table.ClassNames!);
        RasterImage sheet = Png.Read(At("sheet.png"));
        Assert.Equal((72, 140, 1), (sheet.Height, sheet.Width, sheet.Channels));
        Assert.Equal(128, sheet.Pixels[0]);
    }

    private static string At(string name) => Path.Combine([folder, .. name.Split('/')]);
}
