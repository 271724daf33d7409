using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>The mean under a window, for a few whole channels.</summary>
internal readonly unsafe struct MeanPieces<T>(Window2d window, T* x, T* y, int planes) : IPieces
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int piece)
    {
        int step = Pooling<T>.PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
        for (int plane = piece * step; plane < end; plane++) Plane(x + (long)plane * window.Area, y + (long)plane * window.OutArea);
    }

    private void Plane(T* pixels, T* outputs)
    {
        Window2d shape = window;
        (int first, int end) = WindowView.Inside(shape);
        for (int outRow = 0; outRow < shape.OutHeight; outRow++, outputs += shape.OutWidth)
        {
            for (int outColumn = 0; outColumn < first; outColumn++) outputs[outColumn] = AtEdge(pixels, outRow, outColumn);
            for (int outColumn = first; outColumn < end; outColumn = WindowView.Next<T>(outColumn, end))
                Lanes.Store(Inner(pixels, WindowView.At(shape, outRow, outColumn), end - outColumn), outputs + outColumn, end - outColumn);
            for (int outColumn = end; outColumn < shape.OutWidth; outColumn++) outputs[outColumn] = AtEdge(pixels, outRow, outColumn);
        }
    }

    /// <summary>Neighbouring positions, the first of which has this view.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Inner(T* pixels, WindowView view, int count)
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
        WindowView view = WindowView.At(window, outRow, outColumn);
        T sum = T.Zero;
        for (int row = view.Top; row < view.Bottom; row++)
            for (int column = view.Left; column < view.Right; column++) sum += pixels[row * window.Width + column];
        return sum / Numbers.Narrow<T>(window.KernelArea);
    }
}
