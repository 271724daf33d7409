using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>The gradient of the mean under a window, for a few whole channels.</summary>
internal readonly unsafe struct MeanGradientPieces<T>(Window2d window, T* dy, T* dx, int planes) : IPieces
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int piece)
    {
        int step = Pooling<T>.PlanesPerPiece(window), end = Math.Min(planes, (piece + 1) * step);
        for (int plane = piece * step; plane < end; plane++) Plane(dy + (long)plane * window.OutArea, dx + (long)plane * window.Area);
    }

    private void Plane(T* gradients, T* pixels)
    {
        Window2d shape = window;
        T size = Numbers.Narrow<T>(shape.KernelArea);
        new Span<T>(pixels, shape.Area).Clear();
        bool inPairs = WindowView.InPairs(shape);
        (int first, int end) = WindowView.Inside(shape);
        for (int outRow = 0; outRow < shape.OutHeight; outRow++, gradients += shape.OutWidth)
            for (int outColumn = 0; outColumn < shape.OutWidth; outColumn++)
            {
                WindowView view = WindowView.At(shape, outRow, outColumn);
                if (inPairs && outColumn >= first && outColumn < end)
                {
                    int count = Math.Min(Vector<T>.Count, end - outColumn);
                    Vector<T> shares = Lanes.Load(gradients + outColumn, count) / new Vector<T>(size);
                    for (int row = view.Top; row < view.Bottom; row++)
                        Strided.StorePairs(shares, shares, pixels + row * shape.Width + view.Left, count);
                    outColumn = WindowView.Next<T>(outColumn, end) - 1;
                    continue;
                }
                T share = gradients[outColumn] / size;
                for (int row = view.Top; row < view.Bottom; row++)
                    for (int column = view.Left; column < view.Right; column++) pixels[row * shape.Width + column] += share;
            }
    }
}
