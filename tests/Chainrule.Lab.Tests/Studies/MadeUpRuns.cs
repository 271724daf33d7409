using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Results;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Studies;

/// <summary>Runs with numbers that are easily reckoned with, for the arms a, b and c.</summary>
internal static class MadeUpRuns
{
    public const string Study = """
        name: letters
        base:
          name: small
          data: { xor: { validation: 4, test: 4 } }
          model: [{ linear: 4 }, sigmoid, { linear: 1 }, sigmoid]
          loss: binary_cross_entropy
          optimizer: { sgd: 0.1 }
          training: { epochs: 3 }
          metrics: [accuracy]
        repeat: 5
        vary:
          - { axis: letter, path: seed, values: { a: {}, b: {}, c: {} } }
        """;

    /// <summary>The results of a study with one claim, and that claim's verdict.</summary>
    /// <param name="claim">The claim as YAML: <c>order: { … }</c>.</param>
    /// <param name="accuracies">For every arm the final accuracy of its runs, of every part of the data; NaN for a diverged run.</param>
    /// <param name="histories">For every arm the training accuracy of every epoch, the same for all its runs.</param>
    public static Lab.Studies.Claims.Verdict Test(string claim, double[][] accuracies, double[][]? histories = null)
    {
        (StudyPart part, PartResults results) = Results($"claims:\n  - {claim}\n", accuracies, (arm, run) => histories?[arm]
            ?? [0.5, 0.6, accuracies[arm][run]]);
        return part.Claims[0].Test(results);
    }

    /// <summary>What a study with one figure draws.</summary>
    /// <param name="plot">The figure as YAML: <c>curves: train_loss</c>.</param>
    /// <param name="accuracies">For every arm the final accuracy of its runs; NaN for a diverged run.</param>
    /// <param name="histories">For every arm and every run the training accuracy of every epoch.</param>
    public static IReadOnlyList<Lab.Pages.Block> Draw(string plot, double[][] accuracies, double[][][] histories)
    {
        (StudyPart part, PartResults results) = Results($"plots:\n  - {plot}\n", accuracies, (arm, run) => histories[arm][run]);
        return [.. part.Plots[0].Draw(results)];
    }

    private static (StudyPart Part, PartResults Results) Results(string yaml, double[][] accuracies, Func<int, int, double[]> history)
    {
        StudyDocument document = StudyReader.Parse($"{Study.Replace("path: seed, ", "", StringComparison.Ordinal)}\n{yaml}", "s.yaml");
        PartPlan plan = document.Plan(quick: false)[0];
        ArmResults[] arms = [.. plan.Arms.Select((arm, i) => new ArmResults(
            arm, [.. accuracies[i].Select((accuracy, run) => Run(arm, (ulong)run + 1, accuracy, history(i, run)))]))];
        return (document.PartOf(plan), new(plan, arms));
    }

    private static StudyRun Run(Arm arm, ulong seed, double accuracy, double[] history)
    {
        Dictionary<string, double> scores = new() { ["loss"] = 1 - accuracy, ["accuracy"] = accuracy };
        RunSummary summary = new()
        {
            Name = "small",
            Version = "0",
            Seed = seed,
            Precision = "float32",
            Threads = 1,
            InstructionSet = "",
            Epochs = history.Length,
            Steps = 3,
            Parameters = 17,
            Train = scores,
            Validation = scores,
            Test = scores,
            Best = new BestEpoch(2, scores, scores),
            Seconds = 1,
            SamplesPerSecond = 1,
            WeightsSha256 = "",
            DataSha256 = "",
            Status = double.IsNaN(accuracy) ? TrainingStatus.Diverged : TrainingStatus.Completed,
            Divergence = double.IsNaN(accuracy) ? new Divergence("output of layer 0", 1, 1, [3], double.NaN, "Try something else.") : null,
        };
        string[] lines = ["epoch,step,train_loss,train_accuracy,validation_loss,validation_accuracy",
            .. history.Select((value, i) => FormattableString.Invariant($"{i + 1},{i + 1},{1 - value},{value},{1 - value},{value}"))];
        return new(arm, seed, "", summary, RunHistory.Parse(lines), new Model());
    }

    /// <summary>Ten samples, seven of class 0.</summary>
    private sealed class Model : RunModel
    {
        public override Recipe Recipe { get; } = RecipeReader.Parse("""
            name: small
            data: xor
            model: [{ linear: 1 }, sigmoid]
            loss: binary_cross_entropy
            optimizer: { sgd: 0.1 }
            training: { epochs: 3 }
            """).Recipe;

        public override Shape InputShape => [2];
        public override NetworkSummary Network => NetworkSummary.Of(Chainrule.Layers.Network.Build<float>([2], Recipe.Model));
        public override IReadOnlyList<(string Name, Shape Shape)> Parameters => [("0.weight", [1, 2])];
        public override FeatureScale? InputScale => null;
        public override int Classes => 2;
        public override IReadOnlyList<string>? ClassNames => null;
        public override IReadOnlyList<string> Parts => ["train", "validation", "test"];
        public override double[] Values(string parameter, bool initial = false) => [0, 0];
        public override int Count(string part) => 10;
        public override IReadOnlyList<int> Labels(string part) => [0, 0, 0, 0, 0, 0, 0, 1, 1, 1];
        public override double[] Inputs(string part, IReadOnlyList<int> indices) => new double[2 * indices.Count];
        public override double[] Stored(string part, int index) => [0, 0];
        public override double[] Outputs(double[] inputs) => new double[inputs.Length / 2];
        public override Predictions Predict(NdArray inputs, string name) => throw new NotSupportedException();
        public override ExpectedData Expected => new();
        public override IReadOnlyList<int> Decisions(string part) => new int[10];

        public override IReadOnlyList<LayerOutputs> Activations(bool initial, int samples) => initial
            ? [new("sigmoid", (0, 1), [0.001, 0.5, 0.999, 1]), new("tanh", (-1, 1), [-0.999, -0.5, 0, 0.5])]
            : [];


        public override IReadOnlyList<string> Warnings(RecipeDocument? other = null, bool withData = true) => [];

        public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Evaluate(
            RecipeDocument? other, int threads, bool takesUnknownClasses = false, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}
