using System.Diagnostics;
using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A convolution and the max-pooling behind it, one sample after the other: what lies between them, the largest images of a network, goes no
/// further than to the caches of the thread that computes it, forward and backward, unless a single sample is too large for them.</summary>
internal static unsafe class PooledConvolution
{
    /// <summary>y = pooled(W ⋆ x + b).</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel of the convolution.</param>
    /// <param name="pool">Images and window of the pooling.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="y">[batch, filters, pooled height, pooled width]; overwritten.</param>
    /// <param name="winners">As in <see cref="Pooling.Max"/>; overwritten.</param>
    /// <param name="isRectified">As in <see cref="Pooling.Max"/>.</param>
    public static void Forward<T>(
        Team team, Window2d window, Window2d pool, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, Span<T> winners, bool isRectified)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, pool, x, y, winners);
        fixed (T* px = x, py = y, pw = winners)
            Convolution.Correlate(team, new Frame(window), Convolution.Images(window, px, batch), weight, bias, pool.Channels, new PooledOutputs<T>(pool, py, pw, isRectified), batch);
    }

    /// <summary>The gradients of weights and bias; see <see cref="Convolution.WeightGradient{T}"/>.</summary>
    public static void WeightGradient<T>(Team team, Window2d window, Window2d pool, ReadOnlySpan<T> x, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy,
        Span<T> gradient, bool accumulate, Span<T> biasGradient, Span<T> scratch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, pool, x, dy, winners);
        fixed (T* pdy = dy, pw = winners)
            Convolution.WeightGradient(team, window, x, new UnpooledGradients<T>(pool, pdy, pw), gradient, accumulate, biasGradient, pool.Channels, batch, scratch);
    }

    /// <summary>The gradient of the inputs; see <see cref="Convolution.InputGradient{T}"/>.</summary>
    public static void InputGradient<T>(Team team, Window2d window, Window2d pool, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, pool, dx, dy, winners);
        fixed (T* pdy = dy, pw = winners)
            Convolution.InputGradient(team, window, new UnpooledGradients<T>(pool, pdy, pw), weight, dx, pool.Channels, batch, scratch);
    }

    private static int Batch<T>(Window2d window, Window2d pool, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> winners)
    {
        long image = (long)window.Channels * window.Area, output = (long)pool.Channels * pool.OutArea;
        int batch = (int)(x.Length / image);
        if (x.Length != batch * image || y.Length != batch * output || winners.Length != y.Length || pool.Height != window.OutHeight || pool.Width != window.OutWidth)
            throw new ArgumentException($"{x.Length} pixels, {y.Length} outputs and {winners.Length} winners do not fit {window} and {pool}.");
        return batch;
    }

    private readonly struct PooledOutputs<T>(Window2d pool, T* y, T* winners, bool isRectified) : IOutputs<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static bool AreWhole => true;

        public T* Of(int sample) => throw new UnreachableException();

        public void Take(int sample, T* outputs, int channelStride, int rowStride, T* bias)
        {
            Pooling.MaxPlane<T> pooling = new(pool, rowStride, isRectified);
            for (int channel = 0; channel < pool.Channels; channel++)
            {
                nint place = ((nint)sample * pool.Channels + channel) * pool.OutArea;
                pooling.Forward(outputs + (nint)channel * channelStride, bias == null ? T.Zero : bias[channel], y + place, winners + place);
            }
        }
    }

    /// <summary>The gradients of what lies between, made of those behind the pooling.</summary>
    private readonly struct UnpooledGradients<T>(Window2d pool, T* dy, T* winners) : IImages<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int ImageRoom => checked(pool.Channels * pool.Area);

        public int FrameRoom(in Frame frame) => frame.HoldsImage ? 0 : ImageRoom;

        public T* Of(int sample, T* room)
        {
            new Span<T>(room, ImageRoom).Clear();
            Fill(sample, room, pool.Area, pool.Width);
            return room;
        }

        public T* Framed(int sample, in Frame frame, T* target, T* room)
        {
            if (frame.HoldsImage)
            {
                new Span<T>(target, frame.Length).Clear();
                Fill(sample, target + frame.Origin, frame.PlaneLength, frame.Pitch);
            }
            else frame.Fill(Of(sample, room), target);
            return target;
        }

        private void Fill(int sample, T* target, int channelStride, int rowStride)
        {
            Pooling.MaxPlane<T> pooling = new(pool, rowStride, isRectified: false);
            for (int channel = 0; channel < pool.Channels; channel++)
            {
                nint place = ((nint)sample * pool.Channels + channel) * pool.OutArea;
                pooling.Backward(winners + place, dy + place, target + (nint)channel * channelStride);
            }
        }
    }
}
