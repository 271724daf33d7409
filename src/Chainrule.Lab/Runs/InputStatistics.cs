using System.Numerics;

namespace Chainrule.Lab.Runs;

/// <summary>Inputs in numbers, as the network sees them: scaled.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Spread">Their standard deviation.</param>
/// <param name="Largest">The largest size of one.</param>
public sealed record InputStatistics(double Mean, double Spread, double Largest)
{
    /// <summary>The root of their mean square.</summary>
    public double RootMeanSquare => Math.Sqrt(Mean * Mean + Spread * Spread);

    /// <summary>Measures inputs.</summary>
    public static InputStatistics Of<T>(ReadOnlySpan<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0, squares = 0, largest = 0;
        foreach (T input in inputs)
        {
            double value = double.CreateTruncating(input);
            (sum, squares, largest) = (sum + value, squares + value * value, Math.Max(largest, Math.Abs(value)));
        }
        double mean = sum / inputs.Length;
        return new(mean, Math.Sqrt(Math.Max(0, squares / inputs.Length - mean * mean)), largest);
    }
}
