using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>Maximum and mean under a window that slides over every channel of its own. A piece of work is a few whole channels, so no two
/// threads write to the same pixels.</summary>
internal static unsafe class Pooling
{
    /// <summary>y = the largest value under the window; where several are equal, the first one in row-major order wins. Padding never does.
    /// The first NaN wins over everything.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and window; every position covers at least one pixel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="y">[batch, channels, out height, out width]; overwritten.</param>
    /// <param name="winners">For every output the winner's place in the window, counted in row-major order; overwritten.</param>
    public static void Max<T>(Team team, Window2d window, ReadOnlySpan<T> x, Span<T> y, Span<T> winners) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Planes(window, x.Length, y.Length, winners.Length);
        fixed (T* px = x, py = y, pw = winners)
            team.Run(new MaxPieces<T>(window, px, py, pw, planes), Team.Cut(planes, PlanesPerPiece(window)));
    }

    /// <summary>dx = dy at the winners, summed over the windows that a pixel won, and 0 elsewhere.</summary>
    /// <inheritdoc cref="Max"/>
    public static void MaxGradient<T>(Team team, Window2d window, ReadOnlySpan<T> winners, ReadOnlySpan<T> dy, Span<T> dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Planes(window, dx.Length, dy.Length, winners.Length);
        fixed (T* pw = winners, pdy = dy, pdx = dx)
            team.Run(new MaxGradientPieces<T>(window, pw, pdy, pdx, planes), Team.Cut(planes, PlanesPerPiece(window)));
    }

    /// <summary>y = the sum under the window, divided by the size of the window; padding counts as zeros.</summary>
    public static void Mean<T>(Team team, Window2d window, ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Planes(window, x.Length, y.Length, y.Length);
        fixed (T* px = x, py = y)
            team.Run(new MeanPieces<T>(window, px, py, planes), Team.Cut(planes, PlanesPerPiece(window)));
    }

    /// <summary>dx = the sum of dy over the windows that cover a pixel, divided by the size of the window.</summary>
    public static void MeanGradient<T>(Team team, Window2d window, ReadOnlySpan<T> dy, Span<T> dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Planes(window, dx.Length, dy.Length, dy.Length);
        fixed (T* pdy = dy, pdx = dx)
            team.Run(new MeanGradientPieces<T>(window, pdy, pdx, planes), Team.Cut(planes, PlanesPerPiece(window)));
    }

    private static int Planes(Window2d window, int pixels, int outputs, int winners)
    {
        int planes = pixels / window.Area;
        if (pixels != (long)planes * window.Area || outputs != (long)planes * window.OutArea || winners != outputs)
            throw new ArgumentException($"{pixels} pixels, {outputs} outputs and {winners} winners do not fit {window}.");
        return planes;
    }

    private static int PlanesPerPiece(Window2d window) => Math.Max(1, 4096 / window.Area);

    /// <summary>The part of a window that lies within the image: pixel rows [Top, Bottom), columns [Left, Right).</summary>
    private readonly record struct View(int Top, int Bottom, int Left, int Right)
    {
        public static View At(in Window2d window, int outRow, int outColumn)
        {
            int top = outRow * window.StrideHeight - window.PadTop, left = outColumn * window.StrideWidth - window.PadLeft;
            return new(Math.Max(top, 0), Math.Min(top + window.KernelHeight, window.Height), Math.Max(left, 0), Math.Min(left + window.KernelWidth, window.Width));
        }
    }

    private readonly struct MaxPieces<T>(Window2d window, T* x, T* y, T* winners, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++)
                Plane(x + (long)plane * window.Area, y + (long)plane * window.OutArea, winners + (long)plane * window.OutArea);
        }

        private void Plane(T* pixels, T* outputs, T* places)
        {
            Window2d shape = window;
            for (int outRow = 0; outRow < shape.OutHeight; outRow++)
                for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
                {
                    View view = View.At(shape, outRow, outColumn);
                    int row = view.Top, column = view.Left, place = Winner(pixels + row * shape.Width + column, view.Bottom - row, view.Right - column, shape.Width);
                    (int down, int right) = Math.DivRem(place, view.Right - column);
                    (row, column) = (row + down, column + right);
                    place = (row - outRow * shape.StrideHeight + shape.PadTop) * shape.KernelWidth + column - outColumn * shape.StrideWidth + shape.PadLeft;
                    *outputs++ = pixels[row * shape.Width + column];
                    *places++ = T.CreateTruncating(place);
                }
        }

        /// <summary>The place of the first pixel that is largest, or of the first NaN.</summary>
        private static int Winner(T* pixels, int rows, int columns, int stride)
        {
            // First the maximum, then its place, both without a branch on the data, which no processor could foresee.
            T best = *pixels;
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) best = T.Max(best, pixels[row * stride + column]);
            bool isNaN = T.IsNaN(best);
            int place = 0, missing = 1;
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                {
                    T value = pixels[row * stride + column];
                    missing &= (isNaN ? T.IsNaN(value) : value == best) ? 0 : 1;
                    place += missing;
                }
            return place;
        }
    }

    private readonly struct MaxGradientPieces<T>(Window2d window, T* winners, T* dy, T* dx, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++)
                Plane(winners + (long)plane * window.OutArea, dy + (long)plane * window.OutArea, dx + (long)plane * window.Area);
        }

        private void Plane(T* places, T* gradients, T* pixels)
        {
            Window2d shape = window;
            new Span<T>(pixels, shape.Area).Clear();
            for (int outRow = 0; outRow < shape.OutHeight; outRow++)
                for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
                {
                    (int row, int column) = Math.DivRem(int.CreateTruncating(*places++), shape.KernelWidth);
                    row += outRow * shape.StrideHeight - shape.PadTop;
                    column += outColumn * shape.StrideWidth - shape.PadLeft;
                    pixels[row * shape.Width + column] += *gradients++;
                }
        }
    }

    private readonly struct MeanPieces<T>(Window2d window, T* x, T* y, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++) Plane(x + (long)plane * window.Area, y + (long)plane * window.OutArea);
        }

        private void Plane(T* pixels, T* outputs)
        {
            Window2d shape = window;
            T size = T.CreateTruncating(shape.KernelArea);
            for (int outRow = 0; outRow < shape.OutHeight; outRow++)
                for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
                {
                    View view = View.At(shape, outRow, outColumn);
                    T sum = T.Zero;
                    for (int row = view.Top; row < view.Bottom; row++)
                        for (int column = view.Left; column < view.Right; column++) sum += pixels[row * shape.Width + column];
                    *outputs++ = sum / size;
                }
        }
    }

    private readonly struct MeanGradientPieces<T>(Window2d window, T* dy, T* dx, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++) Plane(dy + (long)plane * window.OutArea, dx + (long)plane * window.Area);
        }

        private void Plane(T* gradients, T* pixels)
        {
            Window2d shape = window;
            T size = T.CreateTruncating(shape.KernelArea);
            new Span<T>(pixels, shape.Area).Clear();
            for (int outRow = 0; outRow < shape.OutHeight; outRow++)
                for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
                {
                    View view = View.At(shape, outRow, outColumn);
                    T share = *gradients++ / size;
                    for (int row = view.Top; row < view.Bottom; row++)
                        for (int column = view.Left; column < view.Right; column++) pixels[row * shape.Width + column] += share;
                }
        }
    }
}
