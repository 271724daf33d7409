using System.Numerics;

namespace Chainrule.Training;

/// <summary>Which class outputs stand for.</summary>
public static class Decision
{
    /// <summary>The index of the largest output, the first of equals; for a single output 1 above the threshold and 0 elsewhere;
    /// −1 where an output is not a number.</summary>
    public static int Of<T>(ReadOnlySpan<T> outputs, double threshold) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (T.IsNaN(outputs[i])) return -1;
            if (outputs[i] > outputs[best]) best = i;
        }
        return outputs.Length > 1 ? best : outputs[0] > T.CreateTruncating(threshold) ? 1 : 0;
    }
}
