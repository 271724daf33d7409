using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests;

/// <summary>Printed forms by hand. That all kinds keep to them, and read back, is in the contracts.</summary>
public class SpecPrinterTests
{
    public static TheoryData<Spec, string> Forms => new()
    {
        { new Linear(64), "Linear(64)" },
        { new Linear(64) { Bias = false, Initializer = new Normal(0.01) }, "Linear(64, bias: false, initializer: Normal(0.01))" },
        { new Conv2d(32), "Conv2d(32)" },
        { new Conv2d(8) { Kernel = (3, 5), Stride = 2, Padding = Padding.Same }, "Conv2d(8, kernel: 3×5, stride: 2, padding: same)" },
        { new MaxPool2d(2) { Stride = 2 }, "MaxPool2d(2, stride: 2)" },
        { new Sequential([new Linear(4), new ReLU()]), "Sequential(Linear(4), ReLU())" },
        { new Sequential([]), "Sequential()" },
        { new Residual([new Sequential([new Tanh()])]), "Residual(Sequential(Tanh()))" },
        { new BatchNorm { Epsilon = 1e-7, Affine = false }, "BatchNorm(epsilon: 1E-07, affine: false)" },
        { new Adam(), "Adam(0.001)" },
        { new Sgd(0.1) { Momentum = 0.9, Nesterov = true }, "Sgd(0.1, momentum: 0.9, nesterov: true)" },
        { new StepDecay(10) { WarmupEpochs = 0.5 }, "StepDecay(10, warmup_epochs: 0.5)" },
        { new Uniform { Min = 0, Max = 1.0 / 3 }, "Uniform(min: 0, max: 0.3333333333333333)" },
        { new CrossEntropy { LabelSmoothing = 0.1, Reduction = Reduction.Sum }, "CrossEntropy(label_smoothing: 0.1, reduction: sum)" },
        { new EarlyStopping { Patience = 3 }, "EarlyStopping(patience: 3)" },
        { new EarlyStopping { Patience = 3, Metric = "say \"loss\"\n" }, """EarlyStopping(metric: "say \"loss\"\n", patience: 3)""" },
        {
            new TrainingOptions
            {
                Steps = 5, BatchSize = BatchSize.All, CheckpointEvery = CheckpointInterval.OfSeconds(2.5),
                EarlyStopping = new() { Patience = 1 },
            },
            "TrainingOptions(steps: 5, batch_size: all, early_stopping: EarlyStopping(patience: 1), checkpoint_every: 2.5s)"
        },
        {
            new Own([1, 2], "a") { Note = "b", Colors = [Color.DarkRed, Color.Blue] },
            """Own([1, 2], "a", note: "b", colors: [dark_red, blue])"""
        },
        { new Own([], null) { Colors = [] }, "Own([], null)" },
        { new Written(3), "Written(3)" },
        { new Written(3) { Half = 0.5 }, "Written(3, half: 0.5)" },
        { new Made("x"), "Made()" },
    };

    [Theory, MemberData(nameof(Forms))]
    public void It_shows_what_is_not_as_by_default(Spec spec, string printed) => Assert.Equal(printed, spec.ToString());

    public enum Color { DarkRed, Blue }

    /// <summary>A description of a user, with lists and words.</summary>
    public sealed record Own(IReadOnlyList<int> Numbers, string? Name) : Spec
    {
        public string Note { get; init; } = "none";

        public IReadOnlyList<Color> Colors { get; init; } = new List<Color>();

        public int Count => Numbers.Count;
    }

    /// <summary>One whose constructor is written out.</summary>
    public sealed record Written : Spec
    {
        public Written(int whole) => Whole = whole;

        public int Whole { get; }

        public double Half { get; init; }
    }

    /// <summary>One whose constructor takes what is no property.</summary>
    public sealed record Made : Spec
    {
        public Made(string secret) => Length = secret.Length;

        public int Length { get; }
    }
}
