using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>Max-pooling of a single channel.</summary>
/// <param name="window">Images and window.</param>
/// <param name="pitch">How far apart the rows of pixels are.</param>
/// <param name="isRectified">Whether the outputs become max(0, y), with no winner where y is not above 0.</param>
internal readonly unsafe struct MaxPlane<T>(Window2d window, int pitch, bool isRectified)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = the largest pixel, to each of which a number is added first; −0 changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(T* pixels, T added, T* outputs, T* places)
    {
        Window2d shape = window;
        bool inPairs = shape is { KernelWidth: 2, StrideWidth: 2 };
        (int first, int end) = WindowView.Inside(shape);
        for (int outRow = 0; outRow < shape.OutHeight; outRow++, outputs += shape.OutWidth, places += shape.OutWidth)
        {
            for (int outColumn = 0; outColumn < first; outColumn++) AtEdge(pixels, added, outputs, places, outRow, outColumn);
            WindowView view = WindowView.At(shape, outRow, first);
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
        for (int i = 0; i < count; i = WindowView.Next<T>(i, count))
        {
            Vector<T> next = Lanes.All<T>(place), winner = next, best = Strided.Load(row + i * stride, count - i, stride) + addend;
            for (int down = 0; down < height; down++)
                for (int right = 0; right < columns; right++, next += Vector<T>.One)
                    Take(Strided.Load(row + (nint)down * pitch + i * stride + right, count - i, stride) + addend, next, ref best,
                        ref winner);
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
        for (int i = 0; i < count; i = WindowView.Next<T>(i, count))
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
    private static Vector<T> IsBetter(Vector<T> value, Vector<T> best) =>
        Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(value, best));

    private void AtEdge(T* pixels, T added, T* outputs, T* places, int outRow, int outColumn)
    {
        WindowView view = WindowView.At(window, outRow, outColumn);
        int row = view.Top, column = view.Left;
        int place = Winner(pixels + row * pitch + column, added, view.Bottom - row, view.Right - column, pitch);
        (int down, int right) = Math.DivRem(place, view.Right - column);
        (row, column) = (row + down, column + right);
        place = (row - outRow * window.StrideHeight + window.PadTop) * window.KernelWidth + column - outColumn * window.StrideWidth
            + window.PadLeft;
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
        (int first, int end) = WindowView.Inside(shape);
        if (!WindowView.InPairs(shape)) end = first;
        for (int outRow = 0; outRow < shape.OutHeight; outRow++, places += shape.OutWidth, gradients += shape.OutWidth)
        {
            for (int outColumn = 0; outColumn < first; outColumn++) Add(places, gradients, pixels, outRow, outColumn);
            WindowView view = WindowView.At(shape, outRow, first);
            int place = (view.Top - outRow * shape.StrideHeight + shape.PadTop) * 2;
            AddPairs(places + first, gradients + first, end - first, place, pixels + (nint)view.Top * pitch + view.Left,
                view.Bottom - view.Top);
            for (int outColumn = end; outColumn < shape.OutWidth; outColumn++) Add(places, gradients, pixels, outRow, outColumn);
        }
    }

    /// <summary>Neighbouring positions of windows of two columns that lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPairs(T* places, T* gradients, int count, int place, T* row, int height)
    {
        nint apart = pitch;
        Vector<T> start = Lanes.All<T>(place);
        for (int i = 0; i < count; i = WindowView.Next<T>(i, count))
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
