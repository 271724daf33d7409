namespace Chainrule.Kernels.Images;

/// <summary>A window that slides over images: where the pixels of every position are. Everything is given for one sample.</summary>
internal readonly record struct Window2d
{
    /// <summary>The channels of the image.</summary>
    public required int Channels { get; init; }

    /// <summary>Its rows.</summary>
    public required int Height { get; init; }

    /// <summary>Its columns.</summary>
    public required int Width { get; init; }

    /// <summary>The rows of the window.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>The columns of the window.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>How many rows the window moves at a time.</summary>
    public required int StrideHeight { get; init; }

    /// <summary>How many columns it moves at a time.</summary>
    public required int StrideWidth { get; init; }

    /// <summary>The rows of padding above the image.</summary>
    public required int PadTop { get; init; }

    /// <summary>The columns of padding left of it.</summary>
    public required int PadLeft { get; init; }

    /// <summary>How many positions the window takes from top to bottom.</summary>
    public required int OutHeight { get; init; }

    /// <summary>How many it takes from left to right.</summary>
    public required int OutWidth { get; init; }

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
