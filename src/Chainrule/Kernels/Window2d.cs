namespace Chainrule.Kernels;

/// <summary>A window that slides over images: where the pixels of every position lie. Everything is given for one sample.</summary>
/// <param name="Channels">The channels of the image.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="KernelHeight">The rows of the window.</param>
/// <param name="KernelWidth">The columns of the window.</param>
/// <param name="StrideHeight">How many rows the window moves at a time.</param>
/// <param name="StrideWidth">How many columns it moves at a time.</param>
/// <param name="PadTop">The rows of padding above the image.</param>
/// <param name="PadLeft">The columns of padding left of it.</param>
/// <param name="OutHeight">How many positions the window takes from top to bottom.</param>
/// <param name="OutWidth">How many it takes from left to right.</param>
internal readonly record struct Window2d(
    int Channels, int Height, int Width, int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int PadTop, int PadLeft, int OutHeight, int OutWidth)
{
    /// <summary>The pixels of one channel.</summary>
    public int Area => Height * Width;

    /// <summary>The positions of the window.</summary>
    public int OutArea => OutHeight * OutWidth;

    /// <summary>The pixels under the window in one channel.</summary>
    public int KernelArea => KernelHeight * KernelWidth;

    /// <summary>Whether the window has a single position, in which it covers the whole image.</summary>
    public bool IsWholeImage => KernelHeight == Height && KernelWidth == Width && OutArea == 1 && PadTop == 0 && PadLeft == 0;

    /// <summary>The pixels under the window in all channels.</summary>
    public int PatchLength => Channels * KernelArea;
}
