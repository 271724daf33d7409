namespace Chainrule.Outside.Tests.Models;

/// <summary>The weights of a run are a model.</summary>
public sealed class RunModelTests : IDisposable
{
    private readonly Place place = new();

    [Theory]
    [InlineData("float32")]
    [InlineData("float64")]
    public void A_run_folder_gives_its_final_and_its_best_model(string precision)
    {
        Train(precision);
        Run run = Run.Open(place["run"]);
        Predictions expected = run.Predict(NdArray.Create(Flower.All[0].Sizes, 1, 4), "x");
        Model<double> model = Model.FromRun<double>(place["run"]), best = Model.FromRun<double>(place["run"], best: true);
        double[] sizes = [.. Flower.All[0].Sizes];
        Assert.Equal(expected.Outputs, model.Predict(sizes).Values, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(expected.Classes![0], model.Predict(sizes).ClassName);
        Assert.Equal(Flower.Columns, model.Description.ColumnNames!);
        Assert.Equal(["marsh", "meadow", "ridge"], model.Description.ClassNames!);
        Assert.NotEqual(model.Network.WeightsSha256(), best.Network.WeightsSha256());
        Assert.Equal(best.Network.WeightsSha256(), Model.Load<double>(run.Folder.Best).Network.WeightsSha256());
        Assert.Equal(model.ToString(), Model.Load<double>(run.Folder.Weights).ToString());
        Assert.Contains("name: flowers", model.Texts["chainrule.recipe"], StringComparison.Ordinal);
        Assert.Equal(Model.FromRun(place["run"]).Predict(Flower.All[0].Sizes).Probability, model.Predict(sizes).Probability, 1e-5);
        // The model of a run and its copy are the same file.
        if (precision == "float64")
        {
            model.Save(place["copy"]);
            Assert.Equal(File.ReadAllBytes(run.Folder.Weights), File.ReadAllBytes(place["copy"]));
        }
        Assert.Contains("There is no run folder", Assert.Throws<RunFolderException>(() => Model.FromRun(place["none"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_an_earlier_version_is_read_with_its_recipe()
    {
        string golden = Path.Combine(Chainrule.Tests.Repository.Root, "tests", "golden", "v1", "run");
        Model<float> model = Model.FromRun(golden);
        Assert.Equal((2, OutputFunction.Softmax, true), (model.Description.Classes, model.Description.OutputFunction,
            model.Description.GivesProbabilities));
        Predictions expected = Run.Open(golden).Predict(NdArray.Create([0.5f, 0.25f], 1, 2), "x");
        Assert.Equal(expected.Outputs, model.Predict(0.5f, 0.25f).Values);
        Assert.Contains("an earlier version wrote it",
            Assert.Throws<DataException>(() => Model.Load(Path.Combine(golden, "weights.safetensors"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_predicts_what_it_predicted_when_it_was_saved()
    {
        Model<float> model = Model.Load(Path.Combine(Chainrule.Tests.Repository.Root, "tests", "golden", "v2", "model.safetensors"));
        Assert.Equal(Flower.Columns, model.Description.ColumnNames!);
        Assert.Equal(["marsh", "meadow", "ridge"], model.Description.ClassNames!);
        Assert.Equal((ulong.MaxValue, "bc29920b026fa1054fe755ef5f24819d3fc63919c028363ddde6b36af373a129"),
            (model.Network.Seed, model.Network.WeightsSha256()));
        Assert.Equal(["chainrule.recipe", "chainrule.data_sha256"], model.Texts.Keys);
        ModelPrediction marsh = model.Predict(6.2f, 2.6f, 4.4f, 1.5f), meadow = model.Predict(5.1f, 3.5f, 1.4f, 0.2f);
        Assert.Equal(("marsh", "meadow"), (marsh.ClassName, meadow.ClassName));
        Assert.Equal([0.999937351847048, 1.0476731166607627E-05, 5.217142178546836E-05], marsh.Values,
            (expected, actual) => Math.Abs(expected - actual) < 1e-6);
        Assert.Equal(0.9999850801302789, meadow.Probability, 1e-6);
    }

    public void Dispose() => place.Dispose();

    private void Train(string precision)
    {
        File.Copy(Path.Combine(Chainrule.Tests.Repository.Root, "recipes", "data", "flowers.csv"), place["flowers.csv"]);
        RecipeDocument recipe = RecipeReader.Read(place.Write("recipe.yaml", $"""
            name: flowers
            precision: {precision}
            data:
              csv:
                path: flowers.csv
                validation: 0.2
                scale: standardize
            model: [linear: 8, relu, linear: 3]
            loss: cross_entropy
            optimizer: {"{ adam: 0.05 }"}
            training:
              epochs: 40
              batch_size: 16
            """));
        Runner.Train(recipe, new RunOptions { Folder = place["run"], DataDirectory = place.Folder, Threads = 1 });
    }
}
