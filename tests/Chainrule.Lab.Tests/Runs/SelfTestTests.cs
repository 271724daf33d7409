using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>A saved run proves that it is what was saved.</summary>
public sealed class SelfTestTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-").FullName;

    private string Weights => Path.Combine(folder, "run", "weights.safetensors");

    [Theory]
    [InlineData("float32")]
    [InlineData("float64")]
    public void A_run_passes_its_own_test_with_final_and_best_weights_in_both_precisions(string precision)
    {
        Train(precision);
        foreach (bool best in (bool[])[false, true])
        {
            Run run = Run.Open(Path.Combine(folder, "run"), best);
            string hash = precision == "float32" ? run.LoadNetwork<float>().WeightsSha256() : run.LoadNetwork<double>().WeightsSha256();
            Assert.Equal(hash, run.Metadata.Texts["chainrule.weights_sha256"]);
            Assert.Equal(run.LoadNetwork<float>().OutputShape, run.LoadNetwork<double>().OutputShape);
            Assert.Equal((string?)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run", "summary.json")))!["data_sha256"],
                run.Metadata.Texts["chainrule.data_sha256"]);
        }
    }

    [Fact]
    public void Weights_that_changed_are_refused()
    {
        Train("float32");
        Rewrite((name, data) => data[3] ^= 0x40, texts => texts);
        Assert.Matches("weights.safetensors: the weights have the SHA-256 [0-9a-f]{64}, but the file says [0-9a-f]{64}. The file was "
            + "changed or damaged", Refused());
        // Even with the hash of what is there now, the outputs are others.
        Rewrite((_, _) => { }, texts => texts.Where(text => text.Key != "chainrule.weights_sha256"));
        Assert.Matches("weights.safetensors: the network gives .* as output [01] of its test sample [01], but gave .* when it was saved.",
            Refused());
    }

    [Fact]
    public void Differences_in_the_last_bits_are_no_differences()
    {
        Train("float32");
        Rewrite((_, data) => data[0] ^= 1, texts => texts.Where(text => text.Key != "chainrule.weights_sha256"));
        Assert.NotNull(Run.Open(Path.Combine(folder, "run")).LoadNetwork<float>());
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_read_as_it_is()
    {
        Train("float32");
        Rewrite((_, data) => data[3] ^= 0x40, texts => texts
            .Where(text => text.Key is not ("chainrule.weights_sha256" or "chainrule.self_test" or "chainrule.data_sha256")));
        Assert.NotNull(Run.Open(Path.Combine(folder, "run")).LoadNetwork<float>());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"samples":2,"inputs":"%","outputs":"","tolerance":1e-4}""")]
    [InlineData("""{"samples":2147483647,"inputs":"AAAAAAAAAAA=","outputs":"","tolerance":1e-4}""")]
    [InlineData("""{"samples":1,"inputs":"AAA=","outputs":"","tolerance":1e-4}""")]
    [InlineData("""{"samples":0,"inputs":"","outputs":"","tolerance":1e-4}""")]
    public void A_test_that_makes_no_sense_is_refused(string test)
    {
        Train("float32");
        Rewrite((_, _) => { }, texts => texts
            .Select(text => text.Key == "chainrule.self_test" ? KeyValuePair.Create(text.Key, test) : text));
        Assert.Contains("the file holds a test of itself that cannot be read", Refused(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Refused() =>
        Assert.Throws<DataException>(() => Run.Open(Path.Combine(folder, "run")).Predict(NdArray.Create([0.1, 0.2], 1, 2), "x")).Message;

    private void Train(string precision)
    {
        string recipe = Path.Combine(folder, "r.yaml");
        File.WriteAllText(recipe, $"name: r\nprecision: {precision}\ndata: {{ moons: {{ samples: 40, validation: 0.2 }} }}\n"
            + "model: [{ linear: 4 }, batch_norm, relu, { linear: 2 }]\nloss: cross_entropy\noptimizer: adam\ntraining: { epochs: 3, "
            + "batch_size: 8 }\n");
        Trainings.Train(RecipeReader.Read(recipe),
            new RunOptions { Folder = Path.Combine(folder, "run"), DataDirectory = folder, Threads = 1 });
    }

    /// <summary>Writes the weights anew, the first tensor and the texts changed.</summary>
    private void Rewrite(
        Action<string, byte[]> change, Func<IEnumerable<KeyValuePair<string, string>>, IEnumerable<KeyValuePair<string, string>>> texts)
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(Weights);
        byte[] data = tensors[0].Data.ToArray();
        change(tensors[0].Name, data);
        Safetensors.Write(Weights, [tensors[0] with { Data = data }, .. tensors.Skip(1)], texts(metadata).ToDictionary());
    }
}
