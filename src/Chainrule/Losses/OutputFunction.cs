using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Losses;

/// <summary>What turns the outputs of a network into probabilities.</summary>
public enum OutputFunction
{
    /// <summary>Nothing: the outputs are taken as they are.</summary>
    [JsonStringEnumMemberName("none")] None,
    /// <summary>The sigmoid, which makes a probability of every output: p = 1 / (1 + e⁻ᶻ).</summary>
    [JsonStringEnumMemberName("sigmoid")] Sigmoid,
    /// <summary>The softmax, which makes probabilities of classes of all outputs of a sample: pᵢ = e^zᵢ / Σⱼ e^zⱼ.</summary>
    [JsonStringEnumMemberName("softmax")] Softmax,
}

/// <summary>Applies output functions.</summary>
public static class OutputFunctions
{
    /// <summary>Turns the outputs of one sample into probabilities, in double precision. No output overflows.</summary>
    /// <param name="function">The function, such as a loss names it.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="probabilities">As many; overwritten. It may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(this OutputFunction function, ReadOnlySpan<T> outputs, Span<double> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (outputs.Length != probabilities.Length)
            throw new ArgumentException($"{outputs.Length} outputs do not fit {probabilities.Length} probabilities.",
                nameof(probabilities));
        for (int i = 0; i < outputs.Length; i++) probabilities[i] = double.CreateTruncating(outputs[i]);
        if (function == OutputFunction.Sigmoid) Sigmoid(probabilities);
        if (function == OutputFunction.Softmax) Softmax(probabilities);
    }

    private static void Sigmoid(Span<double> row)
    {
        foreach (ref double value in row)
        {
            double e = Math.Exp(-Math.Abs(value));
            value = (value < 0 ? e : 1) / (1 + e);
        }
    }

    private static void Softmax(Span<double> row)
    {
        double maximum = double.NegativeInfinity, sum = 0;
        foreach (double value in row) maximum = Math.Max(maximum, value);
        foreach (ref double value in row) sum += value = Math.Exp(value - maximum);
        foreach (ref double value in row) value /= sum;
    }
}
