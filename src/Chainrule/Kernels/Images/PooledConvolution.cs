using System.Diagnostics;
using System.Numerics;

namespace Chainrule.Kernels.Images;

/// <summary>A convolution and the max-pooling after it.</summary>
/// <param name="Convolution">The convolution.</param>
/// <param name="Pool">Images and window of the pooling.</param>
internal readonly record struct PooledShape(ConvolutionShape Convolution, Window2d Pool)
{
    /// <summary>How many samples there are of so many pixels, outputs and winners.</summary>
    public int Batch(int pixels, int outputs, int winners)
    {
        Window2d window = Convolution.Window;
        long image = (long)window.Channels * window.Area, output = (long)Pool.Channels * Pool.OutArea;
        int batch = (int)(pixels / image);
        if (pixels != batch * image || outputs != batch * output || winners != outputs || Pool.Channels != Convolution.Filters
            || Pool.Height != window.OutHeight || Pool.Width != window.OutWidth)
            throw new ArgumentException($"{pixels} pixels, {outputs} outputs and {winners} winners do not fit {window} and {Pool}.");
        return batch;
    }
}

/// <summary>A convolution and the max-pooling after it, one sample after the other: what is between them, the largest images of a network,
/// goes no further than to the caches of the thread that computes it, forward and backward, unless a single sample is too large for
/// them.</summary>
internal static unsafe class PooledConvolution<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = pooled(W ⋆ x + b).</summary>
    /// <param name="team">The threads.</param>
    /// <param name="shape">The convolution and the pooling.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="y">[batch, filters, pooled height, pooled width]; overwritten.</param>
    /// <param name="winners">As in <see cref="Pooling{T}.Max"/>; overwritten.</param>
    /// <param name="isRectified">As in <see cref="Pooling{T}.Max"/>.</param>
    public static void Forward(Team team, in PooledShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y,
        Span<T> winners, bool isRectified)
    {
        int batch = shape.Batch(x.Length, y.Length, winners.Length);
        fixed (T* px = x, py = y, pw = winners)
            Convolution<T>.Correlate(team, new PaddedImage(shape.Convolution.Window),
                new StoredImages<T>(px, shape.Convolution.InputLength, batch),
                weight, bias, shape.Convolution.Filters, new PooledOutputs(shape.Pool, py, pw, isRectified), batch);
    }

    /// <summary>The gradients of weights and bias; see <see cref="ConvolutionGradient{T}"/>.</summary>
    public static void WeightGradient(Team team, in PooledShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy,
        FilterGradients<T> gradients, Span<T> scratch)
    {
        int batch = shape.Batch(x.Length, dy.Length, winners.Length);
        fixed (T* pdy = dy, pw = winners)
            ConvolutionGradient<T>.Add(team, shape.Convolution, x, new UnpooledGradients(shape.Pool, pdy, pw), batch, gradients, scratch);
    }

    /// <summary>The gradient of the inputs; see <see cref="Convolution{T}"/>.</summary>
    public static void InputGradient(Team team, in PooledShape shape, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight,
        Span<T> dx,
        Span<T> scratch)
    {
        int batch = shape.Batch(dx.Length, dy.Length, winners.Length);
        fixed (T* pdy = dy, pw = winners)
            Convolution<T>.InputGradient(team, shape.Convolution, new UnpooledGradients(shape.Pool, pdy, pw), weight, dx, batch, scratch);
    }

    private readonly struct PooledOutputs(Window2d pool, T* y, T* winners, bool isRectified) : IOutputs<T>
    {
        public static bool AreWhole => true;

        public T* Of(int sample) => throw new UnreachableException();

        public void Take(int sample, T* outputs, int channelStride, int rowStride, T* bias)
        {
            MaxPlane<T> pooling = new(pool, rowStride, isRectified);
            for (int channel = 0; channel < pool.Channels; channel++)
            {
                nint place = ((nint)sample * pool.Channels + channel) * pool.OutArea;
                pooling.Forward(outputs + (nint)channel * channelStride, bias == null ? T.Zero : bias[channel], y + place, winners + place);
            }
        }
    }

    /// <summary>The gradients of what is between the two, made of those after the pooling.</summary>
    private readonly struct UnpooledGradients(Window2d pool, T* dy, T* winners) : IImages<T>
    {
        public int ImageRoom => checked(pool.Channels * pool.Area);

        public int FrameRoom(in PaddedImage frame) => frame.HoldsImage ? 0 : ImageRoom;

        public T* Of(int sample, T* room)
        {
            new Span<T>(room, ImageRoom).Clear();
            Fill(sample, room, pool.Area, pool.Width);
            return room;
        }

        public T* Framed(int sample, in PaddedImage frame, T* target, T* room)
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
            MaxPlane<T> pooling = new(pool, rowStride, isRectified: false);
            for (int channel = 0; channel < pool.Channels; channel++)
            {
                nint place = ((nint)sample * pool.Channels + channel) * pool.OutArea;
                pooling.Backward(winners + place, dy + place, target + (nint)channel * channelStride);
            }
        }
    }
}
