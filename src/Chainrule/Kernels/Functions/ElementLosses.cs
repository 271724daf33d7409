using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Functions;

/// <summary>Losses that are a sum over elements which do not see each other, in one pass over the batch.</summary>
internal static unsafe class ElementLosses<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many elements are summed in the precision of the network, before the sum goes on in double precision.</summary>
    private const int Stretch = 1024;

    /// <summary>The sum over all elements, in one fixed order; gradient = scale·derivative, unless it is empty.</summary>
    public static double Sum<TLoss>(TLoss loss, ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale)
        where TLoss : unmanaged, IElementLoss<T>
    {
        double sum = 0;
        fixed (T* p = prediction, t = target, g = gradient)
            for (int start = 0; start < prediction.Length; start += Stretch)
                sum += Sum(loss, p + start, t + start, g == null ? null : g + start, Math.Min(Stretch, prediction.Length - start), scale);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TLoss>(TLoss loss, T* prediction, T* target, T* gradient, int count, double scale)
        where TLoss : unmanaged, IElementLoss<T>
    {
        Vector<T> sum = default, scales = Lanes.All<T>(scale);
        for (int i = 0; i < count; i += Vector<T>.Count)
        {
            Vector<T> y = Lanes.Load(prediction + i, count - i), t = Lanes.Load(target + i, count - i);
            Vector<T> value = loss.Value(y, t, out Vector<T> derivative);
            sum += count - i < Vector<T>.Count ? value & Lanes.First<T>(count - i) : value;
            if (gradient != null) Lanes.Store(derivative * scales, gradient + i, count - i);
        }
        return Numbers.Wide(Vector.Sum(sum));
    }
}
