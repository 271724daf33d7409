using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Onnx.Tests;
using Chainrule.Tests;

namespace Chainrule.Cli.Tests;

public class ExportTests(TrainedRun run, OnnxRuntime runtime)
{
    public static TheoryData<string> Recipes =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Recipes))]
    public void Every_recipe_predicts_the_same_in_ONNX_Runtime(string recipe)
    {
        using Workplace place = new();
        string path = Path.Combine(Repository.Root, "recipes", $"{recipe}.yaml");
        List<string> train = ["train", path, "--out", "run", "--quiet", "--set", "training.epochs=null", "--set", "training.steps=3",
            "--set", "training.batch_size=16", "--set", "schedule=constant"];
        if (Lab.Recipes.RecipeReader.Read(path).Recipe.Data is Lab.Data.MnistData mnist)
        {
            // Pictures of MNIST's size do, and are there without a download.
            WriteIdx(place["x.idx"], [40, 28, 28]);
            WriteIdx(place["y.idx"], [40]);
            string scale = mnist.Scale.ToString().ToLowerInvariant();
            train.AddRange(["--set", $"data={{idx: {{inputs: {place["x.idx"]}, targets: {place["y.idx"]}, scale: {scale}}}}}"]);
        }
        place.Succeeds([.. train]);
        Run saved = Run.Open(place["run"]);
        bool isProbability = saved.Document.Recipe.Loss.Prediction is not (Losses.Prediction.Value or Losses.Prediction.Score);
        place.Succeeds([.. (string[])["export", "run", "--output", "model.onnx"], .. isProbability ? (string[])["--probabilities"] : []]);

        (float[] x, int[] shape) = Stored(saved, place.Folder);
        Predictions expected = saved.Predict(NdArray.Create(x, shape), "x");
        Assert.Equal(Lab.Recipes.Precision.Float32, saved.Document.Recipe.Precision);
        (float[] actual, int[] result) = runtime.Run(File.ReadAllBytes(place["model.onnx"]), x, shape);
        Assert.Equal([expected.Count, expected.Columns.Count], result);
        Assert.All(expected.Outputs.Zip(actual), pair =>
            Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, expected.Outputs.Max(Math.Abs))));
        Assert.True(expected.Outputs.Distinct().Count() > 1);
    }

    [Fact]
    public void The_name_of_the_file_says_the_format_and_the_weights_are_those_of_the_run()
    {
        using Workplace place = new();
        foreach (string name in (string[])["final.safetensors", "final.npz", "final.onnx"])
            Assert.Contains($"final weights of small written to {name}, ", place.Succeeds("export", run.Folder, "--output", name).Messages);
        place.Succeeds("export", run.Folder, "--format", "npz", "--output", "best.weights", "--best");
        Network<float> network = NetworkFile.Load<float>(Path.Combine(run.Folder, "weights.safetensors"));
        string final = network.WeightsSha256();
        Assert.Equal(final, NetworkFile.Load<float>(place["final.safetensors"]).WeightsSha256());
        network.Weights.Clear();
        network.LoadWeights(place["final.npz"]);
        Assert.Equal(final, network.WeightsSha256());
        Assert.Equal(Safetensors.Read(Path.Combine(run.Folder, "weights.safetensors")).Metadata,
            Safetensors.Read(place["final.safetensors"]).Metadata);
        network.LoadWeights(Path.Combine(run.Folder, "best.safetensors"));
        string best = network.WeightsSha256();
        network.Weights.Clear();
        File.Move(place["best.weights"], place["best.npz"]);
        network.LoadWeights(place["best.npz"]);
        Assert.Equal(best, network.WeightsSha256());
    }

    [Fact]
    public void Weights_in_npz_start_a_training()
    {
        using Workplace place = new();
        place.Succeeds("export", run.Folder, "--output", "start.npz");
        place.Recipe("loss: cross_entropy", "loss: cross_entropy\ninitial_weights: start.npz");
        Assert.Matches(@"epoch 1/3  loss 0\.[0-5]", place.Succeeds("train", "recipe.yaml", "--out", "next").Messages);
    }

    [Fact]
    public void A_model_says_where_it_comes_from()
    {
        using Workplace place = new();
        place.Succeeds("export", run.Folder, "--output", "m.onnx", "--no-scaling");
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(place["m.onnx"]));
        string[] parts = ["chainrule.recipe", "name: small", "chainrule.weights_sha256", Runs.Hash(run.Folder),
            "chainrule.input_scale", "chainrule.inputs", "scaled by"];
        foreach (string part in parts)
            Assert.Contains(part, text, StringComparison.Ordinal);
        place.Succeeds("export", run.Folder, "--output", "s.onnx");
        Assert.Contains("as the data source holds them", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(place["s.onnx"])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_precision_may_be_asked_for()
    {
        using Workplace place = new();
        place.Succeeds("export", run.Folder, "--output", "wide.npz", "--precision", "float64");
        Assert.All(Npz.Read(place["wide.npz"]).Values, array => Assert.Equal(ElementType.Double, array.ElementType));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        using Workplace place = new();
        place.Refuses(2, ["export", run.Folder], "chainrule export");
        place.Refuses(2, ["export", run.Folder, "--output", "weights"],
            "weights has no name that says what to write; add --format onnx, safetensors or npz.");
        place.Refuses(2, ["export", run.Folder, "--output", "weights.pt", "--format", "pt"],
            "--format is 'pt'; expected onnx, safetensors or npz.");
        place.Refuses(2, ["export", run.Folder, "--output", "w.npz", "--probabilities"], "A file of npz holds weights alone");
        place.Refuses(2, ["export", "none", "--output", "w.npz"], "There is no run folder none.");
        foreach (string name in (string[])["none/w.npz", "none/w.onnx", "none/w.safetensors"])
            place.Refuses(3, ["export", run.Folder, "--output", name], $"{name} cannot be written: its folder does not exist.");
        string copy = run.CopyTo(place);
        File.Delete(Path.Combine(place[copy], "best.safetensors"));
        place.Refuses(2, ["export", copy, "--output", "w.npz", "--best"], "has no best weights");
    }

    /// <summary>Inputs as the data source holds them.</summary>
    private static (float[] X, int[] Shape) Stored(Run saved, string folder)
    {
        Lab.Data.DataSource source = saved.Document.Recipe.Data with { Scale = Scaling.None };
        Dataset<float> train = source.Load<float>(
            new() { Folder = Path.Combine(folder, "run"), DataDirectory = folder, Seed = saved.Document.Recipe.Seed }).Train;
        int count = Math.Min(20, train.Count);
        float[] x = new float[count * train.InputShape.Size];
        train.GatherInputs([.. Enumerable.Range(0, count)], x);
        return (x, [count, .. train.InputShape]);
    }

    private static void WriteIdx(string path, int[] shape)
    {
        byte[] content = new byte[shape.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < content.Length; i++) content[i] = shape.Length == 1 ? (byte)(i % 10) : (byte)(i * 2654435761L >> 11);
        IEnumerable<byte> extents = shape.SelectMany(extent => new byte[] { 0, 0, (byte)(extent >> 8), (byte)extent });
        File.WriteAllBytes(path, [0, 0, 8, (byte)shape.Length, .. extents, .. content]);
    }
}
