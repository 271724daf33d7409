using System.Numerics;
using System.Runtime.CompilerServices;

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
    /// <param name="winners">For every output the winner's place in the window, counted in row-major order, or −1 for none; overwritten.</param>
    /// <param name="isRectified">Whether y becomes max(0, y), with no winner where y is not above 0.</param>
    public static void Max<T>(Team team, Window2d window, ReadOnlySpan<T> x, Span<T> y, Span<T> winners, bool isRectified) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planes = Planes(window, x.Length, y.Length, winners.Length);
        fixed (T* px = x, py = y, pw = winners)
            team.Run(new MaxPieces<T>(window, px, py, pw, planes, isRectified), Team.Cut(planes, PlanesPerPiece(window)));
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

    private const int Few = 3;

    /// <summary>The part of a window that lies within the image: pixel rows [Top, Bottom), columns [Left, Right).</summary>
    private readonly record struct View(int Top, int Bottom, int Left, int Right)
    {
        public static View At(in Window2d window, int outRow, int outColumn)
        {
            int top = outRow * window.StrideHeight - window.PadTop, left = outColumn * window.StrideWidth - window.PadLeft;
            return new(Math.Max(top, 0), Math.Min(top + window.KernelHeight, window.Height), Math.Max(left, 0), Math.Min(left + window.KernelWidth, window.Width));
        }
    }

    /// <summary>The positions [First, End) of a row at which the window does not reach beyond the left or right edge of the image; none where they
    /// are too few to fill a good part of a vector.</summary>
    private static (int First, int End) Inside(in Window2d window)
    {
        int first = Math.Min(Team.Cut(window.PadLeft, window.StrideWidth), window.OutWidth), last = window.Width + window.PadLeft - window.KernelWidth;
        int end = last < 0 ? first : Math.Clamp(last / window.StrideWidth + 1, first, window.OutWidth);
        return end - first >= Few ? (first, end) : (first, first);
    }

    /// <summary>Where the next vector of positions begins: behind this one, or, where less than a vector is left and there was one before, so that it ends
    /// with the last position. What both cover is written twice, alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next<T>(int outColumn, int end)
    {
        int next = outColumn + Vector<T>.Count;
        return next < end ? Math.Min(next, end - Vector<T>.Count) : end;
    }

    /// <summary>Whether the windows of a row are two pixels wide and lie side by side, and no pixel is under two windows.</summary>
    private static bool InPairs(in Window2d window) => window is { KernelWidth: 2, StrideWidth: 2 } && window.StrideHeight >= window.KernelHeight;

    private readonly struct MaxPieces<T>(Window2d window, T* x, T* y, T* winners, int planes, bool isRectified) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            MaxPlane<T> pooling = new(window, window.Width, isRectified);
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++)
                pooling.Forward(x + (long)plane * window.Area, T.NegativeZero, y + (long)plane * window.OutArea, winners + (long)plane * window.OutArea);
        }
    }

    private readonly struct MaxGradientPieces<T>(Window2d window, T* winners, T* dy, T* dx, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
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

    /// <summary>Max-pooling of a single channel.</summary>
    /// <param name="window">Images and window.</param>
    /// <param name="pitch">How far apart the rows of pixels are.</param>
    /// <param name="isRectified">Whether the outputs become max(0, y), with no winner where y is not above 0.</param>
    public readonly struct MaxPlane<T>(Window2d window, int pitch, bool isRectified) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>y = the largest pixel, to each of which a number is added first; −0 changes nothing.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Forward(T* pixels, T added, T* outputs, T* places)
        {
            Window2d shape = window;
            bool inPairs = shape is { KernelWidth: 2, StrideWidth: 2 };
            (int first, int end) = Inside(shape);
            for (int outRow = 0; outRow < shape.OutHeight; outRow++, outputs += shape.OutWidth, places += shape.OutWidth)
            {
                for (int outColumn = 0; outColumn < first; outColumn++) AtEdge(pixels, added, outputs, places, outRow, outColumn);
                View view = View.At(shape, outRow, first);
                T* row = pixels + (nint)view.Top * pitch + view.Left;
                int height = view.Bottom - view.Top, place = (view.Top - outRow * shape.StrideHeight + shape.PadTop) * shape.KernelWidth;
                if (inPairs) Pairs(row, height, place, added, outputs + first, places + first, end - first);
                else Inner(row, height, place, added, outputs + first, places + first, end - first);
                for (int outColumn = end; outColumn < shape.OutWidth; outColumn++) AtEdge(pixels, added, outputs, places, outRow, outColumn);
            }
        }

        /// <summary>Neighbouring positions of a window.</summary>
        /// <param name="row">The first pixel of the first position.</param>
        /// <param name="height">The rows under it.</param>
        /// <param name="place">The place of the first pixel in the window.</param>
        /// <param name="added">What is added to the pixels.</param>
        /// <param name="outputs">Where the outputs go.</param>
        /// <param name="places">Where the winners' places go.</param>
        /// <param name="count">The number of positions.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Inner(T* row, int height, int place, T added, T* outputs, T* places, int count)
        {
            int stride = window.StrideWidth, columns = window.KernelWidth;
            Vector<T> addend = new(added);
            for (int i = 0; i < count; i = Next<T>(i, count))
            {
                Vector<T> next = Lanes.All<T>(place), winner = next, best = Strided.Load(row + i * stride, count - i, stride) + addend;
                for (int down = 0; down < height; down++)
                    for (int right = 0; right < columns; right++, next += Vector<T>.One)
                        Take(Strided.Load(row + (nint)down * pitch + i * stride + right, count - i, stride) + addend, next, ref best, ref winner);
                Finish(best, winner, isRectified, outputs + i, places + i, count - i);
            }
        }

        /// <summary>The same for windows of two columns that lie side by side.</summary>
        // On its own, without a call in it and without fields in its loop, so that all stays in registers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Pairs(T* row, int height, int place, T added, T* outputs, T* places, int count)
        {
            nint apart = pitch;
            bool rectifies = isRectified;
            Vector<T> addend = new(added), start = Lanes.All<T>(place);
            for (int i = 0; i < count; i = Next<T>(i, count))
            {
                T* pixels = row + 2 * i;
                Vector<T> best = Strided.LoadPairs(pixels, 2 * (count - i), out Vector<T> right) + addend, winner = start, next = start;
                Take(right + addend, next += Vector<T>.One, ref best, ref winner);
                for (int down = 1; down < height; down++)
                {
                    pixels += apart;
                    Vector<T> left = Strided.LoadPairs(pixels, 2 * (count - i), out right);
                    Take(left + addend, next += Vector<T>.One, ref best, ref winner);
                    Take(right + addend, next += Vector<T>.One, ref best, ref winner);
                }
                Finish(best, winner, rectifies, outputs + i, places + i, count - i);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Finish(Vector<T> best, Vector<T> winner, bool rectifies, T* outputs, T* places, int count)
        {
            if (rectifies)
            {
                winner = Vector.ConditionalSelect(Vector.GreaterThan(best, Vector<T>.Zero), winner, -Vector<T>.One);
                best = Vector.ConditionalSelect(Vector.LessThan(best, Vector<T>.Zero), Vector<T>.Zero, best);
            }
            Lanes.Store(best, outputs, count);
            Lanes.Store(winner, places, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Take(Vector<T> value, Vector<T> place, ref Vector<T> best, ref Vector<T> winner)
        {
            Vector<T> isBetter = IsBetter(value, best);
            best = Vector.ConditionalSelect(isBetter, value, best);
            winner = Vector.ConditionalSelect(isBetter, place, winner);
        }

        /// <summary>Whether a value is larger than the best so far, or the first NaN.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<T> IsBetter(Vector<T> value, Vector<T> best) => Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(value, best));

        private void AtEdge(T* pixels, T added, T* outputs, T* places, int outRow, int outColumn)
        {
            View view = View.At(window, outRow, outColumn);
            int row = view.Top, column = view.Left, place = Winner(pixels + row * pitch + column, added, view.Bottom - row, view.Right - column, pitch);
            (int down, int right) = Math.DivRem(place, view.Right - column);
            (row, column) = (row + down, column + right);
            place = (row - outRow * window.StrideHeight + window.PadTop) * window.KernelWidth + column - outColumn * window.StrideWidth + window.PadLeft;
            T best = pixels[row * pitch + column] + added;
            outputs[outColumn] = isRectified && best < T.Zero ? T.Zero : best;
            places[outColumn] = isRectified && !(best > T.Zero) ? -T.One : Numbers.Narrow<T>(place);
        }

        /// <summary>The place of the first sum that is largest, or of the first NaN.</summary>
        private static int Winner(T* pixels, T added, int rows, int columns, int stride)
        {
            // First the maximum, then its place, both without a branch on the data, which no processor could foresee.
            T best = *pixels + added;
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) best = T.Max(best, pixels[row * stride + column] + added);
            bool isNaN = T.IsNaN(best);
            int place = 0, missing = 1;
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                {
                    T value = pixels[row * stride + column] + added;
                    missing &= (isNaN ? T.IsNaN(value) : value == best) ? 0 : 1;
                    place += missing;
                }
            return place;
        }

        /// <summary>Adds the gradients to the winners' pixels; pixels must be zeros before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Backward(T* places, T* gradients, T* pixels)
        {
            Window2d shape = window;
            (int first, int end) = Inside(shape);
            if (!InPairs(shape)) end = first;
            for (int outRow = 0; outRow < shape.OutHeight; outRow++, places += shape.OutWidth, gradients += shape.OutWidth)
            {
                for (int outColumn = 0; outColumn < first; outColumn++) Add(places, gradients, pixels, outRow, outColumn);
                View view = View.At(shape, outRow, first);
                int place = (view.Top - outRow * shape.StrideHeight + shape.PadTop) * 2;
                AddPairs(places + first, gradients + first, end - first, place, pixels + (nint)view.Top * pitch + view.Left, view.Bottom - view.Top);
                for (int outColumn = end; outColumn < shape.OutWidth; outColumn++) Add(places, gradients, pixels, outRow, outColumn);
            }
        }

        /// <summary>Neighbouring positions of windows of two columns that lie side by side.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddPairs(T* places, T* gradients, int count, int place, T* row, int height)
        {
            nint apart = pitch;
            Vector<T> start = Lanes.All<T>(place);
            for (int i = 0; i < count; i = Next<T>(i, count))
            {
                T* pixels = row + 2 * i;
                Vector<T> winner = Lanes.Load(places + i, count - i), gradient = Lanes.Load(gradients + i, count - i), left = start;
                for (int down = 0; down < height; down++, pixels += apart)
                {
                    Vector<T> right = left + Vector<T>.One;
                    Strided.StorePairs(Vector.Equals(winner, left) & gradient, Vector.Equals(winner, right) & gradient, pixels, count - i);
                    left = right + Vector<T>.One;
                }
            }
        }

        private void Add(T* places, T* gradients, T* pixels, int outRow, int outColumn)
        {
            if (places[outColumn] < T.Zero) return;
            (int row, int column) = Math.DivRem(int.CreateTruncating(places[outColumn]), window.KernelWidth);
            row += outRow * window.StrideHeight - window.PadTop;
            column += outColumn * window.StrideWidth - window.PadLeft;
            pixels[(nint)row * pitch + column] += gradients[outColumn];
        }
    }

    private readonly struct MeanPieces<T>(Window2d window, T* x, T* y, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++) Plane(x + (long)plane * window.Area, y + (long)plane * window.OutArea);
        }

        private void Plane(T* pixels, T* outputs)
        {
            Window2d shape = window;
            (int first, int end) = Inside(shape);
            for (int outRow = 0; outRow < shape.OutHeight; outRow++, outputs += shape.OutWidth)
            {
                for (int outColumn = 0; outColumn < first; outColumn++) outputs[outColumn] = AtEdge(pixels, outRow, outColumn);
                for (int outColumn = first; outColumn < end; outColumn = Next<T>(outColumn, end))
                    Lanes.Store(Inner(pixels, View.At(shape, outRow, outColumn), end - outColumn), outputs + outColumn, end - outColumn);
                for (int outColumn = end; outColumn < shape.OutWidth; outColumn++) outputs[outColumn] = AtEdge(pixels, outRow, outColumn);
            }
        }

        /// <summary>Neighbouring positions, the first of which has this view.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<T> Inner(T* pixels, View view, int count)
        {
            int width = window.Width, stride = window.StrideWidth, columns = window.KernelWidth;
            bool inPairs = columns == 2 && stride == 2;
            T* row = pixels + view.Top * width + view.Left, end = pixels + view.Bottom * width;
            Vector<T> sum = default;
            for (; row < end; row += width)
                if (inPairs) sum = sum + Strided.LoadPairs(row, 2 * count, out Vector<T> right) + right;
                else
                    for (int right = 0; right < columns; right++) sum += Strided.Load(row + right, count, stride);
            return sum / Lanes.All<T>(window.KernelArea);
        }

        private T AtEdge(T* pixels, int outRow, int outColumn)
        {
            View view = View.At(window, outRow, outColumn);
            T sum = T.Zero;
            for (int row = view.Top; row < view.Bottom; row++)
                for (int column = view.Left; column < view.Right; column++) sum += pixels[row * window.Width + column];
            return sum / Numbers.Narrow<T>(window.KernelArea);
        }
    }

    private readonly struct MeanGradientPieces<T>(Window2d window, T* dy, T* dx, int planes) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int piece)
        {
            int step = PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
            for (int plane = piece * step; plane < end; plane++) Plane(dy + (long)plane * window.OutArea, dx + (long)plane * window.Area);
        }

        private void Plane(T* gradients, T* pixels)
        {
            Window2d shape = window;
            T size = Numbers.Narrow<T>(shape.KernelArea);
            new Span<T>(pixels, shape.Area).Clear();
            bool inPairs = InPairs(shape);
            (int first, int end) = Inside(shape);
            for (int outRow = 0; outRow < shape.OutHeight; outRow++, gradients += shape.OutWidth)
                for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
                {
                    View view = View.At(shape, outRow, outColumn);
                    if (inPairs && outColumn >= first && outColumn < end)
                    {
                        int count = Math.Min(Vector<T>.Count, end - outColumn);
                        Vector<T> shares = Lanes.Load(gradients + outColumn, count) / new Vector<T>(size);
                        for (int row = view.Top; row < view.Bottom; row++) Strided.StorePairs(shares, shares, pixels + row * shape.Width + view.Left, count);
                        outColumn = Next<T>(outColumn, end) - 1;
                        continue;
                    }
                    T share = gradients[outColumn] / size;
                    for (int row = view.Top; row < view.Bottom; row++)
                        for (int column = view.Left; column < view.Right; column++) pixels[row * shape.Width + column] += share;
                }
        }
    }
}
