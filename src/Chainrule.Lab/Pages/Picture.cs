using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>A plot.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="Name">The name of its file, without extension, where it gets one.</param>
/// <param name="Caption">What it shows, and what its bands mean; null where its title says enough.</param>
public sealed record Picture(Plot Plot, string Name, string? Caption = null) : Block
{
    /// <summary>How wide it is at most, in pixels; null for its natural width.</summary>
    public double? Width { get; init; }
}

/// <summary>Plots side by side, as many as there is room for.</summary>
/// <param name="Pictures">The plots.</param>
public sealed record PlotRow(IReadOnlyList<Picture> Pictures) : Block;

/// <summary>A plot with what explains it on its right, or below it on a narrow page.</summary>
/// <param name="Picture">The plot.</param>
/// <param name="Block">What explains it.</param>
public sealed record Beside(Picture Picture, Block Block) : Block;

/// <summary>Small pictures, each with its label below it.</summary>
/// <param name="Name">The name of their file, without extension, where they get one.</param>
/// <param name="Title">What they have in common.</param>
/// <param name="Pictures">The pictures.</param>
public sealed record Gallery(string Name, string Title, IReadOnlyList<GalleryPicture> Pictures) : Block;

/// <summary>A small picture.</summary>
/// <param name="Tile">Its pixels and its label.</param>
/// <param name="Alt">What it shows, in words for those who do not see it.</param>
/// <param name="Hint">What a pointer on it brings up.</param>
public sealed record GalleryPicture(ImageTile Tile, string Alt, string Hint);
