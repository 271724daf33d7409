using System.Numerics;
using Chainrule.Data;
using Chainrule.Lab.Doctor;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Figures;
using Chainrule.Lab.Studies.Results;
using Chainrule.Lab.Tests.Data;
using Chainrule.Lab.Tests.Documents;
using Chainrule.Layers;
using Chainrule.Models;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>y = min(max(x, −1), 1): a bounded activation that neither the library nor the lab knows.</summary>
internal sealed record HardTanh : Layer
{
    public override (double Low, double High)? Range => (-1, 1);

    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Compiled<T>(builder.Input);

    private sealed class Compiled<T>(Shape shape) : CompiledLayer<T>(shape, shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = T.Clamp(x[i], -T.One, T.One);
        }

        public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < dx.Length; i++) dx[i] = T.Abs(x[i]) < T.One ? dy[i] : T.Zero;
        }
    }
}

[Collection(nameof(KindsTests))]
public class OwnActivationTests
{
    private readonly RunResult saturated = Train("{ uniform: { min: 0, max: 1 } }"), sound = Train("glorot_uniform");

    [Fact]
    public void The_doctor_finds_saturated_units_of_an_activation_that_it_does_not_know()
    {
        string finding = Assert.Single(TrainingDoctor.Examine(saturated).Findings);
        Assert.Contains("layer 2, HardTanh(): 100 % of the outputs before the first step", finding);
        Assert.DoesNotContain(TrainingDoctor.Examine(sound).Findings, words => words.StartsWith("Saturated", StringComparison.Ordinal));
    }

    [Fact]
    public void The_saturation_figure_draws_an_activation_that_it_does_not_know()
    {
        Picture picture = Assert.IsType<Picture>(Assert.Single(Draw(saturated)));
        Assert.StartsWith("Outputs of layer 2, HardTanh()", picture.Plot.Title);
        Assert.Contains("100.0 % of the inner activations at the start", picture.Caption);
        Assert.True(sound.Model.Saturation(initial: true) < 0.5);
    }

    [Fact]
    public void A_run_with_a_layer_of_ones_own_is_trained_saved_opened_and_parsed()
    {
        Kinds.Register<Layer, HardTanh>("hard_tanh");
        using TemporaryFolder folder = new();
        RecipeDocument document = RecipeReader.Parse(Recipe("glorot_uniform"));
        RunResult result = Runner.Train(document, new() { Folder = folder["run"], DataDirectory = "" },
            TestContext.Current.CancellationToken);
        Run run = Run.Open(folder["run"]);
        Assert.Equal(result.Summary.WeightsSha256, run.LoadNetwork<float>().WeightsSha256());
        Assert.Contains("HardTanh()", run.LoadNetwork<float>().Spec.ToString());
        Assert.Equal(new HardTanh(), Layer.Parse("HardTanh()"));
    }

    private static IEnumerable<Block> Draw(RunResult result)
    {
        Arm arm = new([], result.Document, []);
        StudyRun run = new(arm, 1, "", result.Summary, RunHistory.Parse(["epoch"]), result.Model);
        return new SaturationFigure().Draw(new PartResults(new PartPlan("own", [], [arm], 1), [new ArmResults(arm, [run])]));
    }

    private static string Recipe(string initializer) => $"""
        name: own
        data: {"{ digits: { scale: unit } }"}
        initializer: {initializer}
        model: {"[flatten, { linear: 32 }, hard_tanh, { linear: 10 }]"}
        loss: cross_entropy
        optimizer: {"{ sgd: 0.01 }"}
        training: {"{ epochs: 3, batch_size: 64 }"}
        """;

    /// <summary>Trains in memory.</summary>
    private static RunResult Train(string initializer)
    {
        Kinds.Register<Layer, HardTanh>("hard_tanh");
        RecipeDocument document = RecipeReader.Parse(Recipe(initializer));
        Lab.Recipes.Recipe recipe = document.Recipe;
        DataSplit<float> data = Experiment<float>.Load(document, new());
        Trainer<float> trainer = Experiment<float>.TrainerOf(document, data, threads: 1);
        StatisticsLog<float> statistics = new(trainer.Network, recipe.Loss, data.Train, batchSize: 64);
        trainer.Callbacks.Add(statistics);
        History history = trainer.Fit(data, recipe.Training);
        Model<float> model = new(trainer.Network, recipe.Loss, data.Train);
        return new()
        {
            Folder = RunFolder.At("nowhere"),
            Document = document,
            RecipeText = "",
            Epochs = history.Epochs,
            Model = new RunModel<float>(document, new(model), new(data), new()),
            Statistics = new(statistics.Measurements, statistics.Samples, statistics.Inputs),
            Summary = new()
            {
                Name = recipe.Name,
                Version = "",
                Seed = 1,
                Precision = "float32",
                Threads = 1,
                InstructionSet = "",
                Epochs = 3,
                Steps = history.Epochs[^1].Step,
                Parameters = trainer.Network.Weights.Length,
                Train = new Dictionary<string, double>(),
                Seconds = 1,
                SamplesPerSecond = 1,
                WeightsSha256 = "",
                DataSha256 = "",
                Status = history.Status,
            },
        };
    }
}
