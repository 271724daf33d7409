using System.Globalization;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>What looks wrong about how a network ends: its last layer gives what the loss does not take, or not what the targets
/// are.</summary>
/// <param name="layers">The layers.</param>
/// <param name="outputs">The outputs of a sample.</param>
/// <param name="loss">The loss.</param>
/// <param name="name">What descriptions are called.</param>
internal sealed class OutputWarnings(IReadOnlyList<Layer> layers, int outputs, Loss loss, Func<Spec, string> name)
{
    private readonly Layer? last = LastOf(layers);
    private readonly (double Low, double High)? limits = new Sequential(layers).LimitsFor(null);

    /// <summary>Whether the limits of target values matter: they are compared with numbers that have limits.</summary>
    public bool NeedsTargets => loss.Prediction == Prediction.Value && limits is { } known && known != (Lowest, Highest);

    /// <summary>The warning; null where nothing is wrong.</summary>
    /// <param name="targets">The limits of the target values; null where they are classes, or not looked at.</param>
    public string? Find((double Low, double High)? targets)
    {
        if (last is null || limits is not { } range) return null;
        string ends = $"The network ends in {name(last)}";
        if (last.SumsToOne && outputs == 1)
            return $"{ends} over a single output, which is 1 for every sample, so that there is nothing to learn. {InPlaceOfOne}";
        return loss.Prediction switch
        {
            Prediction.Logits => OfLogits(ends, range),
            Prediction.Score => OfScores(ends, range),
            Prediction.Probability or Prediction.Distribution => OfProbabilities(ends, range),
            _ => OfValues(ends, range, targets),
        };
    }

    private static double Lowest => double.NegativeInfinity;

    private static double Highest => double.PositiveInfinity;

    /// <summary>The layer that makes the outputs what they are; null where none does.</summary>
    private static Layer? LastOf(IReadOnlyList<Layer> layers)
    {
        for (int i = layers.Count - 1; i >= 0; i--)
            if (!layers[i].KeepsValues)
                return layers[i] is { Inner.Count: > 0, AddsInput: false, IsBranching: false } list ? LastOf(list.Inner) : layers[i];
        return null;
    }

    private string? OfLogits(string ends, (double Low, double High) range)
    {
        if (range == (Lowest, Highest)) return null;
        if (!double.IsFinite(range.High - range.Low))
            return $"{ends}, whose outputs are {Words(range)}, but {name(loss)} takes any numbers: "
                + $"the score of a class that is wrong cannot fall any further. {LeaveOut}.";
        // At best the right class has the highest score and all others the lowest.
        double least = Math.Log(1 + (outputs - 1) * Math.Exp(range.Low - range.High));
        string floor = $"with {outputs} classes the loss never falls below {Number(least)}";
        return last!.SumsToOne
            ? $"{ends}, but {name(loss)} applies a softmax itself; applied twice, it hardly tells classes apart: {floor}. "
                + $"{LeaveOut}, or take {name(new CategoricalCrossEntropy())}."
            : $"{ends}, whose outputs are {Words(range)}, but {name(loss)} takes any numbers: {floor}. {LeaveOut}.";
    }

    private string? OfScores(string ends, (double Low, double High) range)
    {
        if (loss.OutputFunction == OutputFunction.None)
            // Scores as they are: enough where they have both signs.
            return range.Low < loss.Threshold && range.High > loss.Threshold ? null
                : $"{ends}, whose outputs are {Words(range)}, but {name(loss)} takes scores of both signs: "
                    + $"the loss{(outputs > 1 ? "" : $" of class {(range.Low < 0 ? 1 : 0)}")} never gets small. {LeaveOut}.";
        if (range == (Lowest, Highest)) return null;
        double[] probabilities = new double[2];
        loss.OutputFunction.Apply([range.Low, range.High], probabilities);
        string certain = probabilities[0] <= 0 ? $"is above {Number(probabilities[1])}"
            : probabilities[1] >= 1 ? $"is below {Number(probabilities[0])}"
            : $"is below {Number(probabilities[0])} or above {Number(probabilities[1])}";
        bool isTwice = range == new Sigmoid().Range && !last!.SumsToOne;
        string why = isTwice ? $"{ends}, but {name(loss)} applies a sigmoid itself; applied twice, no probability {certain}"
            : $"{ends}, whose outputs are {Words(range)}, but {name(loss)} takes any numbers: no probability {certain}";
        return $"{why}. {LeaveOut}{(isTwice ? $", or take {name(new BinaryCrossEntropy())}" : "")}.";
    }

    private string? OfProbabilities(string ends, (double Low, double High) range)
    {
        bool isDistribution = loss.Prediction == Prediction.Distribution;
        string other = isDistribution ? name(new CrossEntropy()) : name(new BinaryCrossEntropyWithLogits()),
            function = isDistribution ? name(new Softmax()) : name(new Sigmoid());
        if (range.Low < 0 || range.High > 1)
            return $"{ends}, whose outputs are {Words(range)}, but {name(loss)} takes probabilities, and what is outside 0 to 1 is none. "
                + (range == (Lowest, Highest) || last!.Inner.Count > 0
                    ? $"End the network with {function}, or take {other}, which takes any numbers."
                    : $"Take {function} in its place; or leave it out and take {other}, which takes any numbers.");
        // The outputs of branches may add up to 1 each.
        if (!isDistribution || last!.SumsToOne || last.Inner.Count > 0) return null;
        return $"{ends}, but {name(loss)} takes the probabilities of classes, which add up to 1; these are {outputs} numbers that do not "
            + $"know of each other, and nothing makes those of wrong classes small. Take {function} in its place; or leave it out and "
            + $"take {other}; or, where a sample may be of several classes, take {name(new BinaryCrossEntropy())}.";
    }

    private string? OfValues(string ends, (double Low, double High) range, (double Low, double High)? targets)
    {
        if (targets is not { } wanted || (wanted.Low >= range.Low && wanted.High <= range.High)) return null;
        return $"{ends}, whose outputs are {Words(range)}, but the targets reach from {Number(wanted.Low)} to {Number(wanted.High)}, "
            + $"which it cannot reach. {LeaveOut}, or scale the targets so that they lie within these limits.";
    }

    /// <summary>What to end with in place of a softmax over a single output.</summary>
    private string InPlaceOfOne => loss.Prediction switch
    {
        Prediction.Logits => $"{LeaveOut}, and let the network have an output for each class.",
        Prediction.Distribution => "Let the network have an output for each class.",
        Prediction.Score => $"{LeaveOut}.",
        Prediction.Probability => $"Take {name(new Sigmoid())} in its place.",
        _ => $"For two classes take {name(new Sigmoid())} in its place; for a number leave it out.",
    };

    private string LeaveOut => last!.Inner.Count > 0
        ? $"End the network with a layer without limits, such as {name(new Linear(outputs))}" : $"Leave {name(last)} out";

    private static string Words((double Low, double High) range) =>
        range == (Lowest, Highest) ? "any numbers"
        : range.High == Highest ? $"never below {Number(range.Low)}"
        : range.Low == Lowest ? $"never above {Number(range.High)}" : $"between {Number(range.Low)} and {Number(range.High)}";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
