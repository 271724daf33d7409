using Chainrule.Kernels;
using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>Made-up numbers for a gradient check.</summary>
internal static class MadeUp
{
    /// <summary>Numbers with mean 0 and variance 1.</summary>
    public static double[] Normal(ref RandomStream random, int length)
    {
        double[] values = new double[length];
        foreach (ref double value in values.AsSpan()) value = random.NextNormal();
        return values;
    }

    /// <summary>What a loss may get as predictions.</summary>
    /// <param name="kind">What it takes them for.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="outputs">The predictions of each.</param>
    public static double[] Predictions(Prediction kind, ref RandomStream random, int samples, int outputs)
    {
        if (kind == Prediction.Distribution) return Distributions(ref random, samples, outputs);
        if (kind != Prediction.Probability) return Normal(ref random, samples * outputs);
        double[] values = new double[samples * outputs];
        // Away from 0 and 1, where no difference could be taken.
        foreach (ref double value in values.AsSpan()) value = 0.1 + 0.8 * random.NextDouble();
        return values;
    }

    /// <summary>What such predictions should have been: any numbers, probabilities of classes, or yes (1) and no (0).</summary>
    /// <inheritdoc cref="Predictions"/>
    public static double[] Targets(Prediction kind, ref RandomStream random, int samples, int outputs)
    {
        if (kind is Prediction.Logits or Prediction.Distribution) return Distributions(ref random, samples, outputs);
        if (kind == Prediction.Value) return Normal(ref random, samples * outputs);
        double[] values = new double[samples * outputs];
        foreach (ref double value in values.AsSpan()) value = random.Next(2);
        return values;
    }

    private static double[] Distributions(ref RandomStream random, int samples, int outputs)
    {
        double[] values = new double[samples * outputs];
        for (int start = 0; start < values.Length; start += outputs)
        {
            Span<double> row = values.AsSpan(start, outputs);
            double sum = 0;
            foreach (ref double value in row) sum += value = 0.1 + random.NextDouble();
            foreach (ref double value in row) value /= sum;
        }
        return values;
    }
}
