using System.Diagnostics;
using Chainrule.Kernels.Products;

namespace Chainrule.Kernels.Images;

/// <summary>Images of a batch that a convolution reads: stored, or made when a sample's turn comes.</summary>
internal unsafe interface IImages<T> where T : unmanaged
{
    /// <summary>How much room <see cref="Of"/> needs.</summary>
    int ImageRoom { get; }

    /// <summary>How much room <see cref="Framed"/> needs besides the frame.</summary>
    int FrameRoom(in PaddedImage frame);

    /// <summary>The channels of a sample, one after the other.</summary>
    T* Of(int sample, T* room);

    /// <summary>The frame of a sample: where it was to be written, or where it is already.</summary>
    T* Framed(int sample, in PaddedImage frame, T* target, T* room);
}

/// <summary>Where the outputs of a convolution go.</summary>
internal unsafe interface IOutputs<T> where T : unmanaged
{
    /// <summary>Whether they are handed over as a whole sample (<see cref="Take"/>), rather than written where they belong
    /// (<see cref="Of"/>).</summary>
    static abstract bool AreWhole { get; }

    /// <summary>Where the outputs of a sample belong, one channel after the other.</summary>
    T* Of(int sample);

    /// <summary>Takes the outputs of a sample, to which the bias has not been added.</summary>
    /// <param name="sample">Which one.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="channelStride">How far apart the channels are.</param>
    /// <param name="rowStride">How far apart the rows of a channel are.</param>
    /// <param name="bias">A number for each channel, or null.</param>
    void Take(int sample, T* outputs, int channelStride, int rowStride, T* bias);
}

/// <summary>Images that are stored, sample after sample.</summary>
/// <param name="images">The images.</param>
/// <param name="length">The elements of a sample.</param>
/// <param name="batch">The number of samples.</param>
internal readonly unsafe struct StoredImages<T>(T* images, int length, int batch) : IImages<T> where T : unmanaged
{
    public int ImageRoom => 0;

    public int FrameRoom(in PaddedImage frame) => 0;

    public T* Of(int sample, T* room) => images + (nint)sample * length;

    public T* Framed(int sample, in PaddedImage frame, T* target, T* room)
    {
        T* image = Of(sample, room);
        // Tiles may read a little past an image, and there is nothing after the last one.
        if (frame.IsImage && sample < batch - 1 && length >= TileLimits.ReadPast) return image;
        frame.Fill(image, target);
        return target;
    }
}

/// <summary>Outputs that are stored, sample after sample.</summary>
/// <param name="outputs">The outputs.</param>
/// <param name="length">The elements of a sample.</param>
internal readonly unsafe struct StoredOutputs<T>(T* outputs, int length) : IOutputs<T> where T : unmanaged
{
    public static bool AreWhole => false;

    public T* Of(int sample) => outputs + (nint)sample * length;

    public void Take(int sample, T* outputs, int channelStride, int rowStride, T* bias) => throw new UnreachableException();
}
