using Chainrule.Kernels.Products;
using Chainrule.Kernels.Threads;

namespace Chainrule.Kernels.Images;

/// <summary>A convolution: its images and kernel, and how many filters it has. So where its work is cut and how large what it needs
/// is.</summary>
/// <param name="Window">Images and kernel.</param>
/// <param name="Filters">The number of filters.</param>
internal readonly record struct ConvolutionShape(Window2d Window, int Filters)
{
    /// <summary>How many pieces a convolution is cut into if there are not as many samples.</summary>
    public const int WantedPieces = Blocks.AreTiny ? 4 : 16;

    /// <summary>The pixels of a sample, in all channels.</summary>
    public int InputLength => Window.Channels * Window.Area;

    /// <summary>The outputs of a sample, of all filters.</summary>
    public int OutputLength => Filters * Window.OutArea;

    /// <summary>How many elements <see cref="ConvolutionGradient{T}"/> needs for partial sums.</summary>
    public int WeightGradientScratch(int batch) => Window.IsWholeImage ? 0 : checked(Groups(batch) * SumLength + batch * Filters);

    /// <summary>How many elements the gradient of the inputs needs for rearranged weights.</summary>
    public int InputGradientScratch => Window.IsWholeImage ? 0 : checked(Filters * Window.PatchLength);

    /// <summary>The samples fall into a few groups with a sum each, which different threads can take: enough groups that threads end
    /// together, few enough that adding the sums takes little.</summary>
    public static int Groups(int batch) => Math.Min(batch, Math.Clamp(batch / 4, WantedPieces, 2 * WantedPieces));

    /// <summary>The elements of a partial sum, [patch, filters], with room for what the last tiles write too much.</summary>
    public int SumLength => checked(TileLimits.RowsOfTiles(Window.PatchLength) * SumWidth);

    /// <summary>How far apart the rows of a partial sum are.</summary>
    public int SumWidth => TileLimits.ColumnsOfTiles(Filters);

    /// <summary>The gradients of the outputs as images that a window of the same kernel slides over: at every position it sees the outputs
    /// that saw one pixel.</summary>
    public Window2d OfGradients => new()
    {
        Channels = Filters,
        Height = Window.OutHeight,
        Width = Window.OutWidth,
        KernelHeight = Window.KernelHeight,
        KernelWidth = Window.KernelWidth,
        StrideHeight = 1,
        StrideWidth = 1,
        PadTop = Window.KernelHeight - 1 - Window.PadTop,
        PadLeft = Window.KernelWidth - 1 - Window.PadLeft,
        OutHeight = Window.Height,
        OutWidth = Window.Width,
    };

    /// <summary>How many samples there are of so many pixels, outputs and weights.</summary>
    public int Batch(int pixels, int outputs, int weights)
    {
        int batch = (int)(pixels / ((long)Window.Channels * Window.Area));
        if (pixels != batch * (long)Window.Channels * Window.Area || outputs != batch * (long)Filters * Window.OutArea
            || weights != (long)Filters * Window.PatchLength)
            throw new ArgumentException(
                $"{pixels} pixels, {outputs} outputs and {weights} weights do not fit {Window} and {Filters} filters.");
        return batch;
    }
}
