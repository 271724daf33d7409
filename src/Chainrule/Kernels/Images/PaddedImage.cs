using Chainrule.Kernels.Products;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>How a convolution stores an image to read it: with the zeros around it, and with the pixels that one place of the window sees
/// side by side. The output at row i and column j then sees, through channel and place p of the window, the element <c>Place(p) + i·Pitch +
/// j</c>. So the matrix of patches need not exist: each of its rows is a stretch of the frame, with <see cref="Pitch"/> − outputs useless
/// columns between two rows of outputs.</summary>
/// <remarks>With a stride, every s-th pixel is a neighbour of the last one: the frame holds each of the s·s phases as a plane of its own.
/// With a spacing, there are zeros between the pixels: that is how the gradient of a convolution with a stride reads the gradients of its
/// outputs.</remarks>
/// <param name="window">Image and window.</param>
/// <param name="spacingHeight">How far apart two rows of the image are, 1 for neighbours; above 1 only without a stride.</param>
/// <param name="spacingWidth">How far apart two pixels in a row are.</param>
internal readonly unsafe struct PaddedImage(Window2d window, int spacingHeight = 1, int spacingWidth = 1)
{
    private readonly int phasesHeight = Math.Min(window.StrideHeight, window.KernelHeight),
        phasesWidth = Math.Min(window.StrideWidth, window.KernelWidth);
    private readonly int rows = window.OutHeight + (window.KernelHeight - 1) / window.StrideHeight;

    public Window2d Window { get; } = window;

    /// <summary>How far apart two rows of a plane are.</summary>
    public int Pitch { get; } = window.OutWidth + (window.KernelWidth - 1) / window.StrideWidth;

    /// <summary>The columns of the matrix of patches, the useless ones included.</summary>
    public int Positions => (Window.OutHeight - 1) * Pitch + Window.OutWidth;

    /// <summary>The elements of a frame, and as many after it as the last tile may read.</summary>
    public int Length => checked(Window.Channels * phasesHeight * phasesWidth * rows * Pitch + TileLimits.ReadPast);

    /// <summary>Whether the frame holds the whole image as it is, zeros around it apart: the pixel of channel c in row i and column j is
    /// <c>Origin + c·PlaneLength + i·Pitch + j</c>.</summary>
    public bool HoldsImage =>
        Window is { StrideHeight: 1, StrideWidth: 1, PadTop: >= 0, PadLeft: >= 0 } && spacingHeight == 1 && spacingWidth == 1
        && Window.PadTop + Window.Height <= rows && Window.PadLeft + Window.Width <= Pitch;

    /// <summary>Whether the frame is nothing but the image.</summary>
    public bool IsImage => HoldsImage && rows == Window.Height && Pitch == Window.Width;

    /// <summary>Where the first pixel of an image is that the frame holds as it is.</summary>
    public int Origin => Window.PadTop * Pitch + Window.PadLeft;

    /// <summary>The elements for a channel of an image that the frame holds as it is.</summary>
    public int PlaneLength => rows * Pitch;

    /// <summary>Writes where the row of patches begins for every channel and place in the window.</summary>
    public void FillPlaces(int* places)
    {
        for (int channel = 0; channel < Window.Channels; channel++)
            for (int row = 0; row < Window.KernelHeight; row++)
                for (int column = 0; column < Window.KernelWidth; column++)
                {
                    int plane = (channel * phasesHeight + row % Window.StrideHeight) * phasesWidth + column % Window.StrideWidth;
                    *places++ = (plane * rows + row / Window.StrideHeight) * Pitch + column / Window.StrideWidth;
                }
    }

    /// <summary>Writes how far after the first output's pixel that of every output comes.</summary>
    public void FillPositions(int* positions)
    {
        for (int row = 0; row < Window.OutHeight; row++)
            for (int column = 0; column < Window.OutWidth; column++) *positions++ = row * Pitch + column;
    }

    /// <summary>Writes the frame of an image.</summary>
    public void Fill<T>(T* image, T* frame) where T : unmanaged
    {
        for (int channel = 0; channel < Window.Channels; channel++, image += Window.Area)
            for (int phaseRow = 0; phaseRow < phasesHeight; phaseRow++)
                for (int phaseColumn = 0; phaseColumn < phasesWidth; phaseColumn++)
                    for (int row = 0; row < rows; row++, frame += Pitch)
                    {
                        (int y, int between) = Math.DivRem(row * Window.StrideHeight + phaseRow - Window.PadTop, spacingHeight);
                        if (between != 0 || (uint)y >= (uint)Window.Height) new Span<T>(frame, Pitch).Clear();
                        else FillRow(image + (nint)y * Window.Width, phaseColumn - Window.PadLeft, frame);
                    }
        new Span<T>(frame, TileLimits.ReadPast).Clear();
    }

    /// <summary>Writes a row: every stride-th pixel from column <paramref name="x"/> on, and zeros outside of the image.</summary>
    private void FillRow<T>(T* pixels, int x, T* target) where T : unmanaged
    {
        if (Window.StrideWidth == 1 && spacingWidth == 1)
        {
            int first = Math.Clamp(-x, 0, Pitch), end = Math.Clamp(Window.Width - x, first, Pitch);
            for (int i = 0; i < first; i++) target[i] = default;
            ShortRows.Copy(pixels + x + first, target + first, end - first);
            for (int i = end; i < Pitch; i++) target[i] = default;
        }
        else if (spacingWidth == 1)
            for (int i = 0; i < Pitch; i++, x += Window.StrideWidth) target[i] = (uint)x < (uint)Window.Width ? pixels[x] : default;
        else
        {
            new Span<T>(target, Pitch).Clear();
            for (int i = -x, pixel = 0; pixel < Window.Width && i < Pitch; pixel++, i += spacingWidth)
                if (i >= 0) target[i] = pixels[pixel];
        }
    }
}
