using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Doctor;

/// <summary>Small trainings of every kind, most of them with something wrong: few samples, one class, numbers near the limits of the
/// precision, huge learning rates, no weights.</summary>
internal sealed class RandomTraining
{
    private readonly Random random;
    private readonly bool isDouble, isClassified;
    private readonly int samples, features, outputs;

    public RandomTraining(int seed, TemporaryFolder folder)
    {
        random = new Random(seed);
        (isDouble, isClassified) = (Chance(0.4), Chance(0.6));
        (samples, features, outputs) = (Of(1, 2, 3, 5, 24, 60), Of(1, 2, 3), isClassified ? Of(2, 2, 3) : Of(1, 1, 2));
        Folder = folder;
        Npy.Write(folder["x.npy"], NdArray.Create<double>(Numbers(samples * features), samples, features));
        Npy.Write(folder["y.npy"], isClassified
            ? NdArray.Create<int>(Labels(), samples) : NdArray.Create<double>(Numbers(samples * outputs), samples, outputs));
        Recipe = Write();
    }

    /// <summary>Where its arrays are.</summary>
    public TemporaryFolder Folder { get; }

    /// <summary>The text of the recipe.</summary>
    public string Recipe { get; }

    /// <summary>How it is ended.</summary>
    public Ending Ending => Of(Enum.GetValues<Ending>());

    /// <summary>A number up to, but not including, a bound.</summary>
    public int Below(int bound) => random.Next(bound);

    private string Write()
    {
        (string last, string loss) = isClassified
            ? Of(("", "cross_entropy"), (", softmax", "categorical_cross_entropy"), ("", "categorical_cross_entropy"),
                ("", "mean_squared_error"), (", sigmoid", "sum_squared_error"), ("", "hinge"), (", sigmoid", "binary_cross_entropy"),
                ("", "binary_cross_entropy_with_logits"))
            : Of(("", "mean_squared_error"), ("", "{ mean_squared_error: { reduction: sum } }"), ("", "mean_absolute_error"),
                ("", "huber"), (", sigmoid", "mean_squared_error"));
        string linear = $"{{ linear: {outputs} }}";
        string model = Of($"{linear}{last}", $"{{ linear: 4 }}, relu, {linear}{last}",
            $"{{ linear: 4 }}, {(samples % 4 == 0 ? "batch_norm, " : "")}tanh, {linear}{last}",
            $"{{ linear: 3 }}, sigmoid, {{ linear: 3 }}, relu, {linear}{last}", $"{{ dropout: 0.5 }}, {linear}{last}",
            features == outputs ? Of("relu", "tanh, sigmoid") : $"relu, {linear}{last}");
        bool isSplit = samples >= 24;
        string parts = isSplit ? Of("", ", validation: 0.25", ", test: 0.25", ", validation: 0.2, test: 0.4") : "";
        string size = model.Contains("batch_norm", StringComparison.Ordinal) ? "all" : Of("all", "1", samples > 3 ? "4" : "1");
        string end = $"{Of("epochs: 1", "epochs: 2", "epochs: 4", "epochs: 30", "steps: 1", "steps: 2", "steps: 5")}, "
            + $"batch_size: {size}";
        if (Chance(0.3)) end += ", early_stopping: { metric: train_loss, patience: 1 }";
        else if (parts.Contains("validation", StringComparison.Ordinal) && Chance(0.5)) end += ", restore_best: true";
        if (Chance(0.2)) end += ", clip_norm: 1";
        string metrics = Of("", isClassified ? "metrics: [accuracy]\n" : "metrics: [mean_absolute_error]\n");
        return $"name: random\nprecision: {(isDouble ? "float64" : "float32")}\n"
            + $"data: {{ npy: {{ inputs: x.npy, targets: y.npy, scale: {Of("none", "none", "standardize")}{parts} }} }}\n"
            + $"initializer: {Of("he_normal", "he_normal", "zeros", "{ normal: 1e10 }", "{ normal: 1e30 }", "{ constant: 0.5 }")}\n"
            + $"model: [{model}]\nloss: {loss}\n"
            + $"optimizer: {{ {Of("sgd: 1e-9", "sgd: 0.1", "sgd: 1000", "sgd: 1e30", "adam: 0.05", "adam: 100", "rmsprop: 0.01")} }}\n"
            + $"training: {{ {end} }}\n{metrics}";
    }

    private double[] Numbers(int count)
    {
        double size = Of(1, 1, 1, 1000, 1e18, 1e25, isDouble ? 1e160 : 1e38, isDouble ? 1e300 : 3e38);
        bool isConstant = Chance(0.1);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = isConstant && i > 0 ? values[0] : size * (Chance(0.2) ? random.Next(-1, 2) : 2 * random.NextDouble() - 1);
        return values;
    }

    private int[] Labels()
    {
        bool isOne = Chance(0.15);
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) labels[i] = isOne ? outputs - 1 : random.Next(outputs);
        labels[0] = outputs - 1;
        return labels;
    }

    private bool Chance(double share) => random.NextDouble() < share;

    private TValue Of<TValue>(params TValue[] values) => values[random.Next(values.Length)];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{samples} samples of {features} features\n{Recipe}");
}

/// <summary>How a training is ended.</summary>
internal enum Ending
{
    /// <summary>By itself.</summary>
    Whole,
    /// <summary>By itself, and then it is resumed.</summary>
    WholeAndResumed,
    /// <summary>Cancelled before its first step.</summary>
    BeforeTheFirstStep,
    /// <summary>Cancelled after one step, several times, and then resumed.</summary>
    StepByStep,
    /// <summary>Cancelled at the end of an epoch, and then resumed.</summary>
    AtTheEndOfAnEpoch,
    /// <summary>Killed after an epoch, so that only the checkpoint is left, and then resumed.</summary>
    Killed,
}
