using System.Diagnostics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The functions that compute the tiles of a kernel: three heights, and two vectors or a single one (narrow).</summary>
/// <remarks>They take the depth (the inner dimension); A and, where it is spread, where its rows begin; B; where one of them is spread, its
/// steps along the inner dimension; C and how far apart its rows are; and whether to add to C or to overwrite it.</remarks>
internal readonly unsafe struct TileFunctions<T> where T : unmanaged
{
    private readonly delegate*<int, T*, int*, T*, int*, T*, int, bool, void> tall, middle, low, tallNarrow, middleNarrow, lowNarrow;

    private TileFunctions(
        delegate*<int, T*, int*, T*, int*, T*, int, bool, void> tall, delegate*<int, T*, int*, T*, int*, T*, int, bool, void> middle,
        delegate*<int, T*, int*, T*, int*, T*, int, bool, void> low, delegate*<int, T*, int*, T*, int*, T*, int, bool, void> tallNarrow,
        delegate*<int, T*, int*, T*, int*, T*, int, bool, void> middleNarrow,
        delegate*<int, T*, int*, T*, int*, T*, int, bool, void> lowNarrow)
    {
        this.tall = tall;
        this.middle = middle;
        this.low = low;
        this.tallNarrow = tallNarrow;
        this.middleNarrow = middleNarrow;
        this.lowNarrow = lowNarrow;
    }

    /// <summary>The functions for vectors of a width and for factors that are placed so.</summary>
    public static TileFunctions<T> Create<TVector, TVectors, TLeft, TRight>(int tallRows, int middleRows)
        where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
        where TLeft : struct, IPlacement where TRight : struct, IPlacement =>
        new(Wide<TVector, TVectors, TLeft, TRight>(tallRows), Wide<TVector, TVectors, TLeft, TRight>(middleRows),
            Wide<TVector, TVectors, TLeft, TRight>(TileLimits.ShortRows), Narrow<TVector, TVectors, TLeft, TRight>(tallRows),
            Narrow<TVector, TVectors, TLeft, TRight>(middleRows), Narrow<TVector, TVectors, TLeft, TRight>(TileLimits.ShortRows));

    /// <summary>The function for a shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public delegate*<int, T*, int*, T*, int*, T*, int, bool, void> Of(TileShape shape) => shape.Height switch
    {
        TileHeight.Tall => shape.IsNarrow ? tallNarrow : tall,
        TileHeight.Middle => shape.IsNarrow ? middleNarrow : middle,
        _ => shape.IsNarrow ? lowNarrow : low,
    };

    private static delegate*<int, T*, int*, T*, int*, T*, int, bool, void> Wide<TVector, TVectors, TLeft, TRight>(int rows)
        where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        switch (rows)
        {
            case 12: return &WideTile<T, TVector, TVectors>.Twelve<TLeft, TRight>;
            case 8: return &WideTile<T, TVector, TVectors>.Eight<TLeft, TRight>;
            case 6: return &WideTile<T, TVector, TVectors>.Six<TLeft, TRight>;
            case 4: return &WideTile<T, TVector, TVectors>.Four<TLeft, TRight>;
            default: throw new UnreachableException();
        }
    }

    private static delegate*<int, T*, int*, T*, int*, T*, int, bool, void> Narrow<TVector, TVectors, TLeft, TRight>(int rows)
        where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
        where TLeft : struct, IPlacement where TRight : struct, IPlacement
    {
        switch (rows)
        {
            case 12: return &NarrowTile<T, TVector, TVectors>.Twelve<TLeft, TRight>;
            case 8: return &NarrowTile<T, TVector, TVectors>.Eight<TLeft, TRight>;
            case 6: return &NarrowTile<T, TVector, TVectors>.Six<TLeft, TRight>;
            case 4: return &NarrowTile<T, TVector, TVectors>.Four<TLeft, TRight>;
            default: throw new UnreachableException();
        }
    }
}
