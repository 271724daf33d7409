using System.Globalization;

namespace Chainrule.Models;

/// <summary>What a model predicts for one sample.</summary>
public readonly record struct ModelPrediction
{
    /// <summary>The class that the sample is put into, from 0; −1 for regression, and where an output is not a number.</summary>
    public int ClassIndex { get; init; }

    /// <summary>The name of that class, or its number where it has no name; null where there is none.</summary>
    public string? ClassName { get; init; }

    /// <summary>The probability of that class; NaN where the outputs are no probabilities.</summary>
    public double Probability { get; init; }

    /// <summary>All outputs of the network, as the model's output function leaves them: the probability of each class (with one output for
    /// two classes, that of class 1), or the predicted values.</summary>
    public double[] Values { get; init; }

    /// <summary>The predicted value of a regression with one output.</summary>
    /// <exception cref="InvalidOperationException">There are more outputs than one.</exception>
    public double Value => Values is [double only] ? only
        : throw new InvalidOperationException($"The model has {Values?.Length ?? 0} outputs, not 1; take them from Values.");

    /// <summary>The class with its probability, or the values: <c>setosa, 97.3 %</c>.</summary>
    public override string ToString()
    {
        if (ClassName is null) return string.Join(", ", (Values ?? []).Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
        if (double.IsNaN(Probability)) return ClassName;
        return string.Create(CultureInfo.InvariantCulture, $"{ClassName}, {100 * Probability:F1} %");
    }
}
