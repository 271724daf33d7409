using System.Buffers;
using System.Numerics;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Rows;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Images;

/// <summary>The partial sums of a convolution's gradient.</summary>
/// <param name="sums">One for each group of samples, [patch, filters].</param>
/// <param name="planes">For each sample and filter the sum of its gradients, or null where there is no bias.</param>
/// <param name="batch">The number of samples.</param>
/// <param name="groups">The number of groups.</param>
internal readonly unsafe struct GroupSums<T>(T* sums, T* planes, int batch, int groups) where T : unmanaged
{
    public T* Sums { get; } = sums;

    public T* Planes { get; } = planes;

    public int Batch { get; } = batch;

    public int Groups { get; } = groups;
}

/// <summary>Where a frame holds what the window sees.</summary>
/// <param name="places">For every channel and place in the window, at its first position.</param>
/// <param name="positions">For every position, counted from the first one.</param>
internal readonly unsafe struct FramePlaces(int* places, int* positions)
{
    public int* Places { get; } = places;

    public int* Positions { get; } = positions;
}

/// <summary>The partial sums of a convolution's gradient. A piece is one group of samples. Its sum is [patch, filters]: pixels are the left
/// factor, read in the frame, and gradients the right one, turned to [outputs, filters] for some rows of outputs at a time.</summary>
internal readonly unsafe struct WeightPieces<T, TGradients>(
    TileKernel<T> kernel, PaddedImage frame, FramePlaces places, StoredImages<T> x, TGradients dy, GroupSums<T> sums,
        ConvolutionShape shape) : IPieces
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradients : struct, IImages<T>
{
    /// <summary>About how many positions are taken at a time: so many rows of a panel stay in the first cache.</summary>
    private const int Positions = Blocks.AreTiny ? 5 : 256;

    public void Run(int piece)
    {
        Window2d window = frame.Window;
        (int first, int end) = Cut.Part(sums.Batch, piece, sums.Groups);
        int rows = Math.Min(window.OutHeight, Math.Max(1, Positions / frame.Pitch));
        int panelLength = rows * window.OutWidth * kernel.PanelWidth;
        T* sum = sums.Sums + (nint)piece * shape.SumLength;
        T[] rented = ArrayPool<T>.Shared.Rent(checked(panelLength + frame.Length + dy.ImageRoom + AlignedMemory.Line / sizeof(T)));
        fixed (T* start = rented)
        {
            T* panel = AlignedMemory.Align(start), framed = panel + panelLength;
            for (int sample = first; sample < end; sample++)
            {
                T* image = x.Framed(sample, frame, framed, null), gradients = dy.Of(sample, framed + frame.Length);
                if (sums.Planes != null) SumPlanes(sample, gradients);
                for (int row = 0; row < window.OutHeight; row += rows)
                {
                    int count = Math.Min(rows, window.OutHeight - row);
                    bool isFirst = sample == first && row == 0;
                    Add(image + row * frame.Pitch, gradients + row * window.OutWidth, count, panel, sum, isFirst);
                }
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Sums the gradients of every filter: here, since they are read once more right afterwards.</summary>
    private void SumPlanes(int sample, T* gradients)
    {
        int filters = shape.Filters, area = frame.Window.OutArea;
        T* planes = sums.Planes + (nint)sample * filters;
        for (int filter = 0; filter < filters; filter++)
            planes[filter] = T.CreateTruncating(Moments<T>.Sum(gradients + (nint)filter * area, area));
    }

    /// <summary>Adds what some rows of outputs give.</summary>
    private void Add(T* image, T* gradients, int outRows, T* panel, T* sum, bool isFirst)
    {
        Window2d window = frame.Window;
        int depth = outRows * window.OutWidth, stride = shape.SumWidth, patch = window.PatchLength;
        for (int filter = 0; filter < shape.Filters; filter += kernel.PanelWidth)
        {
            int columns = Math.Min(kernel.PanelWidth, shape.Filters - filter), width = kernel.WidthFor(columns);
            if (columns < width) new Span<T>(panel, depth * width).Clear();
            Transposition.Copy(gradients + (nint)filter * window.OutArea, window.OutArea, columns, depth, panel, width);
            for (int row = 0; row < patch;)
            {
                TileShape tile = kernel.ShapeFor(patch - row, columns);
                TileTarget<T> target = new(sum + (nint)row * stride + filter, stride, add: !isFirst);
                kernel.RunSpreadLeft(tile, depth, image, places.Places + row, places.Positions, panel, target);
                row += kernel.RowsOf(tile);
            }
        }
    }
}
