using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Results;

/// <summary>An activation as a function with its derivative, computed by the layer itself.</summary>
internal static class ActivationCurve
{
    /// <summary>Values and slopes at some points: what the layer's forward pass gives, and its backward pass for a gradient of
    /// ones.</summary>
    public static (double[] Values, double[] Slopes) Of(Layer activation, double[] x, bool single = false) => single
        ? Of<float>(activation, x) : Of<double>(activation, x);

    /// <summary>Where the function becomes 0: of two neighbouring numbers of the precision the one at which it is, and the value at the
    /// other.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="x">Points in ascending order; of two changes between two of them, none is seen.</param>
    /// <param name="single">Whether in single precision.</param>
    public static IEnumerable<(double Zero, double Last)> Zeros(Layer activation, double[] x, bool single)
    {
        double[] values = Of(activation, x, single).Values;
        for (int i = 1; i < x.Length; i++)
        {
            if (values[i - 1] == 0 == (values[i] == 0)) continue;
            (double from, double to) = values[i - 1] == 0 ? (x[i - 1], x[i]) : (x[i], x[i - 1]);
            double last = values[i - 1] == 0 ? values[i] : values[i - 1];
            long zero = Rank(from, single), other = Rank(to, single);
            while (Math.Abs(zero - other) > 1)
            {
                long middle = zero + (other - zero) / 2;
                double value = Of(activation, [At(middle, single)], single).Values[0];
                if (value == 0) zero = middle;
                else (other, last) = (middle, value);
            }
            yield return (At(zero, single), last);
        }
    }

    /// <summary>The place of a number among all numbers of the precision, counted from 0.</summary>
    private static long Rank(double x, bool single)
    {
        long rank = single ? BitConverter.SingleToInt32Bits((float)Math.Abs(x)) : BitConverter.DoubleToInt64Bits(Math.Abs(x));
        return double.IsNegative(x) ? -rank : rank;
    }

    private static double At(long rank, bool single)
    {
        double size = single ? BitConverter.Int32BitsToSingle((int)Math.Abs(rank)) : BitConverter.Int64BitsToDouble(Math.Abs(rank));
        return rank < 0 ? -size : size;
    }

    private static (double[] Values, double[] Slopes) Of<T>(Layer activation, double[] points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>([points.Length], [activation]);
        Workspace<T> workspace = network.CreateWorkspace(1);
        T[] x = Array.ConvertAll(points, T.CreateTruncating), ones = new T[x.Length], slopes = new T[x.Length];
        ones.AsSpan().Fill(T.One);
        T[] values = network.Forward(workspace, x, training: false, seed: 0, step: 0, Team.Single).ToArray();
        network.Backward(workspace, x, ones, slopes);
        return (Array.ConvertAll(values, double.CreateTruncating), Array.ConvertAll(slopes, double.CreateTruncating));
    }
}
