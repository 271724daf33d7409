using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies;
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
        PartResults results = Results($"claims:\n  - {claim}\n", accuracies, (arm, run) => histories?[arm] ?? [0.5, 0.6, accuracies[arm][run]]);
        return results.Plan.Part.Claims[0].Test(results);
    }

    /// <summary>What a study with one figure draws.</summary>
    /// <param name="plot">The figure as YAML: <c>curves: train_loss</c>.</param>
    /// <param name="accuracies">For every arm the final accuracy of its runs; NaN for a diverged run.</param>
    /// <param name="histories">For every arm and every run the training accuracy of every epoch.</param>
    public static IReadOnlyList<Lab.Studies.Report.Block> Draw(string plot, double[][] accuracies, double[][][] histories)
    {
        PartResults results = Results($"plots:\n  - {plot}\n", accuracies, (arm, run) => histories[arm][run]);
        return [.. results.Plan.Part.Plots[0].Draw(results)];
    }

    private static PartResults Results(string yaml, double[][] accuracies, Func<int, int, double[]> history)
    {
        PartPlan plan = StudyReader.Parse($"{Study.Replace("path: seed, ", "", StringComparison.Ordinal)}\n{yaml}", "s.yaml").Plan(quick: false)[0];
        return new(plan, [.. plan.Arms.Select((arm, i) => new ArmResults(arm, [.. accuracies[i].Select((accuracy, run) => Run(arm, (ulong)run + 1, accuracy, history(i, run)))]))]);
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
            Divergence = double.IsNaN(accuracy) ? new Divergence("output of layer 0", 1, 0, [3], double.NaN, "Try something else.") : null,
        };
        string[] lines = ["epoch,step,train_loss,train_accuracy,validation_loss,validation_accuracy",
            .. history.Select((value, i) => FormattableString.Invariant($"{i + 1},{i + 1},{1 - value},{value},{1 - value},{value}"))];
        return new(arm, seed, "", summary, RunHistory.Parse(lines), new View());
    }

    /// <summary>Ten samples, seven of class 0.</summary>
    private sealed class View : RunView
    {
        public override Shape InputShape => [2];
        public override int Classes => 2;
        public override IReadOnlyList<string> Parts => ["train", "validation", "test"];
        public override double Threshold => 0.5;
        public override string ClassName(int label) => $"{label}";
        public override int Count(string part) => 10;
        public override IReadOnlyList<int> Labels(string part) => [0, 0, 0, 0, 0, 0, 0, 1, 1, 1];
        public override double[] Inputs(string part, IReadOnlyList<int> indices) => new double[2 * indices.Count];
        public override double[] Outputs(double[] inputs) => new double[inputs.Length / 2];
        public override IReadOnlyList<int> Decisions(string part) => new int[10];
        public override (int Units, int Inputs, double[] Values) FirstWeights(bool initial) => (1, 2, [0, 0]);

        public override IReadOnlyList<(string Layer, double Low, double[] Values)> Activations(bool initial, int samples) =>
            initial ? [("sigmoid", 0, [0.001, 0.5, 0.999, 1]), ("tanh", -1, [-0.999, -0.5, 0, 0.5])] : [];
    }
}
