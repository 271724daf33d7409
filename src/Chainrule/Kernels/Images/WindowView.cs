using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Images;

/// <summary>The part of a window within the image: pixel rows [Top, Bottom), columns [Left, Right).</summary>
internal readonly record struct WindowView(int Top, int Bottom, int Left, int Right)
{
    /// <summary>Fewer positions do not fill a good part of a vector.</summary>
    private const int Few = 3;

    /// <summary>The part at a position.</summary>
    public static WindowView At(in Window2d window, int outRow, int outColumn)
    {
        int top = outRow * window.StrideHeight - window.PadTop, left = outColumn * window.StrideWidth - window.PadLeft;
        return new(Math.Max(top, 0), Math.Min(top + window.KernelHeight, window.Height), Math.Max(left, 0),
            Math.Min(left + window.KernelWidth, window.Width));
    }

    /// <summary>The positions [First, End) of a row at which the window does not reach beyond the left or right edge of the image; none
    /// where they are too few to fill a good part of a vector.</summary>
    public static (int First, int End) Inside(in Window2d window)
    {
        int first = Math.Min(Cut.Count(window.PadLeft, window.StrideWidth), window.OutWidth),
            last = window.Width + window.PadLeft - window.KernelWidth;
        int end = last < 0 ? first : Math.Clamp(last / window.StrideWidth + 1, first, window.OutWidth);
        return end - first >= Few ? (first, end) : (first, first);
    }

    /// <summary>Where the next vector of positions begins: after this one, or, where less than a vector is left and there was one before,
    /// so that it ends with the last position. What both cover is written twice, alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next<T>(int outColumn, int end)
    {
        int next = outColumn + Vector<T>.Count;
        return next < end ? Math.Min(next, end - Vector<T>.Count) : end;
    }

    /// <summary>Whether the windows of a row are two pixels wide and lie side by side, and no pixel is under two windows.</summary>
    public static bool InPairs(in Window2d window) =>
        window is { KernelWidth: 2, StrideWidth: 2 } && window.StrideHeight >= window.KernelHeight;
}
