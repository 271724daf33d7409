using System.Numerics;

namespace Chainrule.Kernels.Images;

/// <summary>Maximum and mean under a window that slides over every channel of its own. A piece of work is a few whole channels, so no two
/// threads write to the same pixels.</summary>
internal static unsafe class Pooling<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = the largest value under the window; where several are equal, the first one in row-major order wins. Padding never does.
    /// The first NaN wins over everything.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and window; every position covers at least one pixel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="y">[batch, channels, out height, out width]; overwritten.</param>
    /// <param name="winners">For every output the winner's place in the window, counted in row-major order, or −1 for none;
    /// overwritten.</param>
    /// <param name="isRectified">Whether y becomes max(0, y), with no winner where y is not above 0.</param>
    public static void Max(Team team, Window2d window, ReadOnlySpan<T> x, Span<T> y, Span<T> winners, bool isRectified)
    {
        int planes = Planes(window, x.Length, y.Length, winners.Length);
        fixed (T* px = x, py = y, pw = winners)
            team.Run(new MaxPieces(window, px, py, pw, planes, isRectified), Cut.Count(planes, PlanesPerPiece(window)));
    }

    /// <summary>dx = dy at the winners, summed over the windows that a pixel won, and 0 elsewhere.</summary>
    /// <inheritdoc cref="Max"/>
    public static void MaxGradient(Team team, Window2d window, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy, Span<T> dx)
    {
        int planes = Planes(window, dx.Length, dy.Length, winners.Length);
        fixed (T* pw = winners, pdy = dy, pdx = dx)
            team.Run(new MaxGradientPieces(window, pw, pdy, pdx, planes), Cut.Count(planes, PlanesPerPiece(window)));
    }

    /// <summary>y = the sum under the window, divided by the size of the window; padding counts as zeros.</summary>
    public static void Mean(Team team, Window2d window, ReadOnlySpan<T> x, Span<T> y)
    {
        int planes = Planes(window, x.Length, y.Length, y.Length);
        fixed (T* px = x, py = y)
            team.Run(new MeanPieces<T>(window, px, py, planes), Cut.Count(planes, PlanesPerPiece(window)));
    }

    /// <summary>dx = the sum of dy over the windows that cover a pixel, divided by the size of the window.</summary>
    public static void MeanGradient(Team team, Window2d window, ReadOnlySpan<T> dy, Span<T> dx)
    {
        int planes = Planes(window, dx.Length, dy.Length, dy.Length);
        fixed (T* pdy = dy, pdx = dx)
            team.Run(new MeanGradientPieces<T>(window, pdy, pdx, planes), Cut.Count(planes, PlanesPerPiece(window)));
    }

    private static int Planes(Window2d window, int pixels, int outputs, int winners)
    {
        int planes = pixels / window.Area;
        if (pixels != (long)planes * window.Area || outputs != (long)planes * window.OutArea || winners != outputs)
            throw new ArgumentException($"{pixels} pixels, {outputs} outputs and {winners} winners do not fit {window}.");
        return planes;
    }

    /// <summary>How many channels are one piece of work.</summary>
    public static int PlanesPerPiece(in Window2d window) => Math.Max(1, 4096 / window.Area);

    private readonly struct MaxPieces(Window2d window, T* x, T* y, T* winners, int planes, bool isRectified) : IPieces
    {
        public void Run(int piece)
        {
            MaxPlane<T> pooling = new(window, window.Width, isRectified);
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++)
                pooling.Forward(x + (long)plane * window.Area, T.NegativeZero, y + (long)plane * window.OutArea,
                    winners + (long)plane * window.OutArea);
        }
    }

    private readonly struct MaxGradientPieces(Window2d window, T* winners, T* dy, T* dx, int planes) : IPieces
    {
        public void Run(int piece)
        {
            MaxPlane<T> pooling = new(window, window.Width, isRectified: false);
            int step = PlanesPerPiece(window), first = piece * step, count = Math.Min(planes - first, step);
            new Span<T>(dx + (long)first * window.Area, count * window.Area).Clear();
            for (int plane = first; plane < first + count; plane++)
                pooling.Backward(winners + (long)plane * window.OutArea, dy + (long)plane * window.OutArea, dx + (long)plane * window.Area);
        }
    }
}
