using System.Numerics;

namespace Chainrule.Inspection;

/// <summary>Outputs so near to a limit of their activation's range that next to no gradient passes.</summary>
public static class SaturatedOutputs
{
    /// <summary>How near to a limit of its range, as a share of that range, an output counts as saturated. There the slope of a sigmoid or
    /// hyperbolic tangent is below 8 % of its greatest: 0.02·0.98 of ¼.</summary>
    public const double Margin = 0.02;

    /// <summary>How many outputs are saturated.</summary>
    /// <param name="outputs">The outputs of a layer.</param>
    /// <param name="range">The layer's <see cref="Layers.Layer.Range"/>.</param>
    public static int Count<T>(ReadOnlySpan<T> outputs, (double Low, double High) range) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double margin = Margin * (range.High - range.Low);
        T lowest = T.CreateTruncating(range.Low + margin), highest = T.CreateTruncating(range.High - margin);
        int saturated = 0;
        foreach (T output in outputs)
            if (output < lowest || output > highest) saturated++;
        return saturated;
    }
}
