using System.Text.Json;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Lab.Tests.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>PyTorch's trainings of 100 steps as recipes, by the same way that the command line takes: read, run, saved.</summary>
public class TrajectoryTests
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true
    };

    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "tests", "oracles", "data",
        "trajectories");

    private static readonly Lazy<Dictionary<string, JsonElement>> Cases = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "trajectories.json"))).RootElement.EnumerateArray()
            .ToDictionary(element => element.GetProperty("name").GetString()!));

    public static TheoryData<string> Names => [.. Cases.Value.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_recipe_saves_the_weights_that_PyTorch_ends_at(string name)
    {
        JsonElement reference = Cases.Value[name];
        bool isDouble = reference.GetProperty("precision").GetString() == "float64";
        using TemporaryFolder folder = new();
        foreach (string file in (string[])["data", "initial"])
            File.Copy(Path.Combine(Folder, reference.GetProperty(file).GetString()!), folder[reference.GetProperty(file).GetString()!]);
        folder.Write("recipe.yaml", RecipeWriter.ToYaml(new Recipe
        {
            Name = name,
            Precision = isDouble ? Precision.Float64 : Precision.Float32,
            Data = new NpzData(reference.GetProperty("data").GetString()!),
            InitialWeights = reference.GetProperty("initial").GetString(),
            Model = reference.GetProperty("model").Deserialize<Layer[]>(Json)!,
            Loss = reference.GetProperty("loss").Deserialize<Loss>(Json)!,
            Optimizer = reference.GetProperty("optimizer").Deserialize<Optimizer>(Json)!,
            Training = new TrainingOptions
            {
                Steps = reference.GetProperty("steps").GetInt32(),
                BatchSize = reference.GetProperty("batch_size").GetInt32(),
                Shuffle = false
            },
        }));

        RunSummary summary = Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]),
            new RunOptions { Folder = folder["run"], DataDirectory = folder["cache"] });

        Assert.Equal((TrainingStatus.Completed, 100), (summary.Status, summary.Steps));
        Dictionary<string, SafeTensor> saved = Safetensors.Read(Path.Combine(folder["run"], "weights.safetensors")).Tensors
            .ToDictionary(tensor => tensor.Name);
        IReadOnlyList<SafeTensor> expected = Safetensors.Read(Path.Combine(Folder, reference.GetProperty("final").GetString()!)).Tensors;
        Assert.Equal(expected.Select(tensor => tensor.Name).Order(), saved.Keys.Order());
        foreach (SafeTensor theirs in expected)
        {
            SafeTensor ours = saved[theirs.Name];
            Assert.Equal((theirs.Type, string.Join('×', theirs.Shape)), (ours.Type, string.Join('×', ours.Shape)));
            double largest = Math.Max(0.01, Enumerable.Range(0, theirs.Length).Max(i => Math.Abs(theirs[i])));
            for (int i = 0; i < theirs.Length; i++) Assert.Equal(theirs[i], ours[i], (isDouble ? 1e-9 : 1e-4) * largest);
        }
    }
}
